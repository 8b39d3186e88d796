//! Envelopes: one payload under one data key, one data key under the hierarchy.
//!
//! ```text
//! wrap    = 0x01 || N96 || AES-256-GCM(KW,   N96, DEK,            AAD_w)
//! payload = 0x01 || commit || N96 || AES-256-GCM(Kenc, N96, pad256(plaintext), AAD_p)
//! ```
//! A [`FreshDek`] seals once because sealing consumes it; an [`Envelope`] opens only in the context it was
//! sealed in. The padding makes every payload a multiple of 256 bytes, so that size tells little.

use std::fmt;

use subtle::ConstantTimeEq;
use thiserror::Error;
use zeroize::Zeroizing;

use crate::context::EnvelopeContext;
use crate::hierarchy::{commitment, encryption_key};
use crate::key::Dek;
use crate::suite::{self, NONCE, NonceBytes, SUITE, TAG};

/// Payloads are padded to multiples of this.
const BLOCK: usize = 256;
/// First byte of the padding (ISO/IEC 7816-4); zeros follow.
const MARK: u8 = 0x80;
/// `0x01 || commit || N96`.
const HEADER: usize = 1 + 32 + NONCE;

/// Why an envelope could not be sealed or opened. Says nothing about keys or content.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq)]
pub enum EnvelopeError {
    /// Too short, or of a suite this version does not know.
    #[error("the envelope is malformed")]
    Malformed,
    /// Key, context or bytes are not the ones that were sealed.
    #[error("the envelope does not open in this context")]
    Refused,
    /// The fields could not be written as CBOR, or the opened bytes are not the expected fields.
    #[error("the envelope's fields do not match their encoding")]
    Encoding,
}

/// A wrapped data key, as stored beside the payload.
#[derive(Clone, PartialEq, Eq)]
pub struct Wrap {
    /// Version of the tenant's key it is wrapped under; stored in its own column.
    pub tenant_version: u32,
    /// `0x01 || N96 || ciphertext || tag`: 61 bytes.
    pub bytes: Vec<u8>,
}

impl fmt::Debug for Wrap {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Wrap").field("tenant_version", &self.tenant_version).finish_non_exhaustive()
    }
}

/// What a row stores of its sealed fields.
#[derive(Clone, PartialEq, Eq)]
pub struct Envelope {
    /// The data key, wrapped.
    pub wrap: Wrap,
    /// The fields, encrypted.
    pub payload: Vec<u8>,
}

impl Envelope {
    /// The commitment the payload carries, which the key store checks the data key against.
    pub fn commit(&self) -> Result<[u8; 32], EnvelopeError> {
        split(&self.payload).map(|(commit, ..)| *commit)
    }

    /// Opens the payload with its unwrapped data key. The plaintext is wiped when dropped.
    pub fn open(&self, context: &EnvelopeContext, dek: &Dek) -> Result<Zeroizing<Vec<u8>>, EnvelopeError> {
        open(&self.payload, context, dek)
    }
}

impl fmt::Debug for Envelope {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Envelope")
            .field("wrap", &self.wrap)
            .field("payload_bytes", &self.payload.len())
            .finish()
    }
}

/// A new data key, its wrap and its nonce: good for one payload, which consumes it.
pub struct FreshDek {
    /// The data key.
    pub dek: Dek,
    /// The same key, wrapped for storage.
    pub wrap: Wrap,
    /// Nonce of the one payload this key encrypts.
    pub nonce: [u8; 12],
}

impl FreshDek {
    /// Seals `plaintext` in `context`, which must be the one the wrap was asked for.
    pub fn seal(self, context: &EnvelopeContext, plaintext: &[u8]) -> Result<Envelope, EnvelopeError> {
        let payload = seal(&self.dek, &self.nonce, context, plaintext)?;
        Ok(Envelope { wrap: self.wrap, payload })
    }
}

impl fmt::Debug for FreshDek {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("FreshDek").field("wrap", &self.wrap).finish_non_exhaustive()
    }
}

fn seal(
    dek: &Dek,
    nonce: &NonceBytes,
    context: &EnvelopeContext,
    plaintext: &[u8],
) -> Result<Vec<u8>, EnvelopeError> {
    let mut body = pad(plaintext);
    suite::encrypt(&encryption_key(&dek.0), nonce, &context.payload_aad(), &mut body)
        .map_err(|_| EnvelopeError::Refused)?;
    let mut payload = Vec::with_capacity(HEADER + body.len());
    payload.push(SUITE);
    payload.extend_from_slice(&commitment(&dek.0));
    payload.extend_from_slice(nonce);
    payload.extend_from_slice(&body);
    Ok(payload)
}

fn open(payload: &[u8], context: &EnvelopeContext, dek: &Dek) -> Result<Zeroizing<Vec<u8>>, EnvelopeError> {
    let (commit, nonce, body) = split(payload)?;
    if !bool::from(commitment(&dek.0).ct_eq(commit)) {
        return Err(EnvelopeError::Refused);
    }
    let mut text = Zeroizing::new(body.to_vec());
    suite::decrypt(&encryption_key(&dek.0), nonce, &context.payload_aad(), &mut text)
        .map_err(|_| EnvelopeError::Refused)?;
    unpad(&mut text)?;
    Ok(text)
}

type Parts<'a> = (&'a [u8; 32], &'a NonceBytes, &'a [u8]);

fn split(payload: &[u8]) -> Result<Parts<'_>, EnvelopeError> {
    let malformed = EnvelopeError::Malformed;
    let (&suite, rest) = payload.split_first().ok_or(malformed)?;
    let (commit, rest) = rest.split_first_chunk::<32>().ok_or(malformed)?;
    let (nonce, body) = rest.split_first_chunk::<NONCE>().ok_or(malformed)?;
    let whole_blocks =
        body.len().checked_sub(TAG).is_some_and(|length| length > 0 && length.is_multiple_of(BLOCK));
    if suite != SUITE || !whole_blocks {
        return Err(malformed);
    }
    Ok((commit, nonce, body))
}

/// Copies into a buffer that already has room for padding and tag, so that nothing moves afterwards.
fn pad(plaintext: &[u8]) -> Zeroizing<Vec<u8>> {
    let padded = (plaintext.len() + 1).next_multiple_of(BLOCK);
    let mut text = Zeroizing::new(Vec::with_capacity(padded + TAG));
    text.extend_from_slice(plaintext);
    text.push(MARK);
    text.resize(padded, 0);
    text
}

fn unpad(text: &mut Vec<u8>) -> Result<(), EnvelopeError> {
    let mark = text.iter().rposition(|&byte| byte != 0).ok_or(EnvelopeError::Malformed)?;
    if text.get(mark) != Some(&MARK) {
        return Err(EnvelopeError::Malformed);
    }
    text.truncate(mark);
    Ok(())
}
