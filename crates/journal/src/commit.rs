//! What a leaf holds instead of clear data: a salted commitment and a keyed pseudonym (CNIL, EDPB 02/2025).
//!
//! Destroying the salt (it lies sealed with the payload) makes the commitment say nothing; destroying the person's
//! key makes her pseudonym untieable to her. The tree and every old receipt stay verifiable.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::hash::Hash;

/// The person an entry is about: `HMAC-SHA-256(K_subj, "jrn")[..16]`, K_subj being her random key of class `jrn`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SubjectPid([u8; 16]);

impl SubjectPid {
    /// Wraps a stored pseudonym.
    #[must_use]
    pub const fn new(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The bytes, for storage.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl std::fmt::Debug for SubjectPid {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SubjectPid([secret])")
    }
}

/// The pseudonym of the person whose journal key is `subject_key`.
#[must_use]
pub fn subject_pid(subject_key: &[u8; 32]) -> SubjectPid {
    let mac = hmac(subject_key, &[b"jrn"]);
    let mut pid = [0; 16];
    pid.iter_mut().zip(mac).for_each(|(to, from)| *to = from);
    SubjectPid(pid)
}

/// `SHA-256(salt ‖ payload)`; the salt has a fixed length, so the two cannot be read differently.
#[must_use]
pub fn payload_commit(salt: &[u8; 32], payload: &[u8]) -> Hash {
    Hash::of(&[salt, payload])
}

/// What opens a commitment: salt and payload. It is sealed as one plaintext beside the entry and wiped on drop.
pub struct Opening(Zeroizing<Vec<u8>>);

impl Opening {
    /// A payload with its salt, which the caller draws from the injected randomness, once per entry.
    #[must_use]
    pub fn new(salt: [u8; 32], payload: &[u8]) -> Self {
        let salt = Zeroizing::new(salt);
        let mut bytes = Zeroizing::new(Vec::with_capacity(32 + payload.len()));
        bytes.extend_from_slice(salt.as_slice());
        bytes.extend_from_slice(payload);
        Self(bytes)
    }

    /// Reads what was sealed; `None` when it is shorter than a salt.
    #[must_use]
    pub fn from_bytes(bytes: Zeroizing<Vec<u8>>) -> Option<Self> {
        (bytes.len() >= 32).then_some(Self(bytes))
    }

    /// The plaintext to seal: `salt32 ‖ payload`.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The payload alone.
    #[must_use]
    pub fn payload(&self) -> &[u8] {
        self.0.get(32..).unwrap_or_default()
    }

    /// The commitment that the leaf holds.
    #[must_use]
    pub fn commit(&self) -> Hash {
        Hash::of(&[&self.0])
    }
}

impl std::fmt::Debug for Opening {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Opening([secret])")
    }
}

/// HMAC-SHA-256 (RFC 2104) of the concatenated parts.
pub(crate) fn hmac(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    // RFC 2104: a key shorter than the block is padded with zeros.
    let mut block = Zeroizing::new([0; 64]);
    block.iter_mut().zip(key).for_each(|(to, from)| *to = *from);
    let mut mac = Hmac::<Sha256>::new(&(*block).into());
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hmac_matches_rfc_4231_case_2_padded_to_32_bytes() {
        // A zero-padded key is the same HMAC key, so the RFC's short key can be used as is.
        let mut key = [0; 32];
        key[..4].copy_from_slice(b"Jefe");
        let mac = Hash::new(hmac(&key, &[b"what do ya want ", b"for nothing?"]));
        assert_eq!(mac.to_string(), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    #[test]
    fn a_pseudonym_depends_on_the_key_alone() {
        assert_eq!(subject_pid(&[1; 32]), subject_pid(&[1; 32]));
        assert_ne!(subject_pid(&[1; 32]), subject_pid(&[2; 32]));
        assert_eq!(subject_pid(&[1; 32]).as_bytes(), &hmac(&[1; 32], &[b"jrn"])[..16]);
    }

    #[test]
    fn an_opening_survives_sealing_and_opens_its_commitment() {
        let opening = Opening::new([7; 32], b"motif");
        let back = Opening::from_bytes(Zeroizing::new(opening.as_bytes().to_vec())).unwrap();
        assert_eq!(back.payload(), b"motif");
        assert_eq!(back.commit(), payload_commit(&[7; 32], b"motif"));
        assert_ne!(back.commit(), payload_commit(&[8; 32], b"motif"));
    }

    #[test]
    fn too_short_an_opening_is_refused_and_none_prints_itself() {
        assert!(Opening::from_bytes(Zeroizing::new(vec![0; 31])).is_none());
        let printed = format!("{:?} {:?}", Opening::new([0; 32], b"secret motive"), subject_pid(&[3; 32]));
        assert_eq!(printed, "Opening([secret]) SubjectPid([secret])");
    }
}
