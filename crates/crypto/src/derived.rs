//! Many small sealed entries under one key that lives and dies as a whole (the details of a journal's entries).
//!
//! Each entry has a key of its own, `HKDF-SHA-256(salt = entry id, ikm = key, info = "relais/derived/v1")`, used for
//! one encryption: the number of entries is not bounded by nonces or by the wrap bound of the hierarchy.

use zeroize::Zeroizing;

use crate::envelope::EnvelopeError;
use crate::key::Key;
use crate::suite::{self, NonceBytes};

const INFO: &[u8] = b"relais/derived/v1";

/// Seals one entry. The id must be new: it makes the entry's own key.
///
/// # Errors
/// [`EnvelopeError::Malformed`] when `key` is not 32 bytes.
pub fn seal(
    key: &[u8],
    entry: &[u8; 16],
    nonce: NonceBytes,
    plaintext: &[u8],
) -> Result<Vec<u8>, EnvelopeError> {
    let own = own_key(key, entry)?;
    suite::seal_box(&own, &nonce, entry, plaintext).map_err(|_| EnvelopeError::Refused)
}

/// Opens what [`seal`] made for the same entry under the same key.
///
/// # Errors
/// [`EnvelopeError::Refused`] for any difference in key, entry or bytes.
pub fn open(key: &[u8], entry: &[u8; 16], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, EnvelopeError> {
    let own = own_key(key, entry)?;
    suite::open_box(&own, entry, sealed).map_err(|_| EnvelopeError::Refused)
}

fn own_key(key: &[u8], entry: &[u8; 16]) -> Result<Key, EnvelopeError> {
    let key = Key::from_slice(key).ok_or(EnvelopeError::Malformed)?;
    let salt = Key::fill(|bytes| {
        let (first, rest) = bytes.split_at_mut(16);
        first.copy_from_slice(entry);
        rest.fill(0);
    });
    Ok(suite::derive(&salt, key.expose(), INFO))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_opens_under_its_own_key_and_id_only() {
        let sealed = seal(&[1; 32], &[2; 16], [3; 12], b"details").unwrap();
        assert_eq!(open(&[1; 32], &[2; 16], &sealed).unwrap().as_slice(), b"details");
        assert_eq!(open(&[9; 32], &[2; 16], &sealed).unwrap_err(), EnvelopeError::Refused);
        assert_eq!(open(&[1; 32], &[9; 16], &sealed).unwrap_err(), EnvelopeError::Refused);
        assert_eq!(seal(&[1; 31], &[2; 16], [3; 12], b"").unwrap_err(), EnvelopeError::Malformed);
    }

    #[test]
    fn an_altered_byte_is_refused() {
        let sealed = seal(&[1; 32], &[2; 16], [3; 12], b"details").unwrap();
        for at in 0..sealed.len() {
            let mut bad = sealed.clone();
            bad[at] ^= 1;
            assert!(open(&[1; 32], &[2; 16], &bad).is_err(), "byte {at}");
        }
    }
}
