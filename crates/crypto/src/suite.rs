//! Suite 0x01: AES-256-GCM with random 96-bit nonces, HKDF-SHA-256, HMAC-SHA-256.
//!
//! The suite byte opens every stored box, so that another suite can be added and old boxes still read.
//! Plain GCM is enough because its keys are used once (data keys) or at most 2^20 times (store keys).

use aes_gcm::aead::{AeadInOut, KeyInit};
use aes_gcm::{Aes256Gcm, Nonce};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use zeroize::{Zeroize, Zeroizing};

use crate::key::Key;

/// The only suite so far.
pub(crate) const SUITE: u8 = 0x01;
/// Length of a nonce.
pub(crate) const NONCE: usize = 12;
/// Length of the authentication tag at the end of every ciphertext.
pub(crate) const TAG: usize = 16;

/// The cipher refused: the key, the context or the bytes are not the ones that were sealed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Refused;

/// A random nonce that seals one message.
pub(crate) type NonceBytes = [u8; NONCE];

/// Encrypts in place and appends the tag; `text` should have [`TAG`] bytes of spare capacity, else it moves.
pub(crate) fn encrypt(key: &Key, nonce: &NonceBytes, aad: &[u8], text: &mut Vec<u8>) -> Result<(), Refused> {
    let cipher = Aes256Gcm::new(key.expose().into());
    cipher.encrypt_in_place(&Nonce::from(*nonce), aad, text).map_err(|_| Refused)
}

/// Checks the tag, decrypts in place and drops the tag.
pub(crate) fn decrypt(key: &Key, nonce: &NonceBytes, aad: &[u8], text: &mut Vec<u8>) -> Result<(), Refused> {
    let cipher = Aes256Gcm::new(key.expose().into());
    cipher.decrypt_in_place(&Nonce::from(*nonce), aad, text).map_err(|_| Refused)
}

/// `0x01 || N96 || AES-256-GCM(key, N96, text, aad)`.
pub(crate) fn seal_box(key: &Key, nonce: &NonceBytes, aad: &[u8], text: &[u8]) -> Result<Vec<u8>, Refused> {
    let mut sealed = Vec::with_capacity(1 + NONCE + text.len() + TAG);
    sealed.push(SUITE);
    sealed.extend_from_slice(nonce);
    // In the place where it stays: nothing of the text is left to wipe, unless the cipher refuses.
    sealed.extend_from_slice(text);
    let (_, body) = sealed.split_at_mut(1 + NONCE);
    let cipher = Aes256Gcm::new(key.expose().into());
    if let Ok(tag) = cipher.encrypt_inout_detached(&Nonce::from(*nonce), aad, body.into()) {
        sealed.extend_from_slice(&tag);
        Ok(sealed)
    } else {
        sealed.zeroize();
        Err(Refused)
    }
}

/// Opens what [`seal_box`] made; any difference in key, context or bytes refuses.
pub(crate) fn open_box(key: &Key, aad: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Refused> {
    let (&suite, rest) = sealed.split_first().ok_or(Refused)?;
    let (nonce, body) = rest.split_first_chunk::<NONCE>().ok_or(Refused)?;
    if suite != SUITE {
        return Err(Refused);
    }
    let mut text = Zeroizing::new(body.to_vec());
    decrypt(key, nonce, aad, &mut text)?;
    Ok(text)
}

/// HKDF-SHA-256 (RFC 5869), both steps, 32 bytes out.
pub(crate) fn derive(salt: &Key, input: &[u8], info: &[u8]) -> Key {
    fill_key(&Hkdf::<Sha256>::new(Some(salt.expose()), input), info)
}

/// HKDF-Expand alone: `key` is already uniform.
pub(crate) fn expand(key: &Key, info: &[u8]) -> Key {
    #[expect(clippy::expect_used, reason = "a pseudorandom key of 32 bytes is exactly what SHA-256 asks for")]
    let hkdf = Hkdf::<Sha256>::from_prk(key.expose()).expect("32-byte key");
    fill_key(&hkdf, info)
}

fn fill_key(hkdf: &Hkdf<Sha256>, info: &[u8]) -> Key {
    #[expect(clippy::expect_used, reason = "HKDF-SHA-256 gives up to 255 blocks; this asks for one")]
    Key::fill(|out| hkdf.expand(info, out).expect("one block"))
}

/// HMAC-SHA-256.
pub(crate) fn mac(key: &Key, message: &[u8]) -> [u8; 32] {
    #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
    let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(key.expose()).expect("any length");
    mac.update(message);
    mac.finalize().into_bytes().into()
}
