//! Documents: long content, sealed and opened in segments of 64 KiB, so that neither side holds it whole.
//!
//! ```text
//! object  = 0x01 || commit || prefix56 || segment…
//! segment = AES-256-GCM(Kdoc, prefix56 || u32be counter || last?, ≤ 64 KiB, AAD_d)          (STREAM, BE32)
//! Kdoc    = HKDF-Expand(DEK, "relais/document/v1", 32)
//! AAD_d   = "relais/document/v1" || lp(AAD_p) || lp(name of the stored object)
//! ```
//! Segments cannot be dropped, repeated, reordered or cut off: each is bound to its place, and the last says so.
//! No plaintext is released before its segment's tag. The name in storage is random; type and file name of the
//! document belong in an envelope of its own.

use std::fmt;

use aead_stream::{DecryptorBE32, EncryptorBE32, NewStream, StreamBE32};
use aes_gcm::{Aes256Gcm, KeyInit};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::context::{EnvelopeContext, Id};
use crate::encode::Encoder;
use crate::envelope::{EnvelopeError, FreshDek, Wrap};
use crate::hierarchy::commitment;
use crate::key::{Dek, Key};
use crate::suite::{self, SUITE, TAG};

/// Plaintext of one segment.
pub const SEGMENT: usize = 64 * 1024;
/// Random part of the nonces.
const PREFIX: usize = 7;
/// Bytes before the first segment; enough to learn the commitment.
pub const HEADER: usize = 1 + 32 + PREFIX;

/// What the journal and the row keep of a sealed document.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedDocument {
    /// The data key, wrapped.
    pub wrap: Wrap,
    /// SHA-256 of the stored bytes.
    pub sha256: [u8; 32],
    /// Number of the stored bytes.
    pub length: u64,
}

impl fmt::Debug for SealedDocument {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("SealedDocument").field("length", &self.length).finish_non_exhaustive()
    }
}

/// Seals one document, piece by piece.
pub struct DocumentSealer {
    stream: EncryptorBE32<Aes256Gcm>,
    aad: Vec<u8>,
    /// The segment that is being filled; sealed only once it is known whether another follows.
    segment: Zeroizing<Vec<u8>>,
    wrap: Wrap,
    digest: Sha256,
    length: u64,
}

impl DocumentSealer {
    /// Begins a document of class `doc`, stored under `name`; puts the header into `out`.
    pub fn new(
        fresh: FreshDek,
        context: &EnvelopeContext,
        name: Id,
        out: &mut Vec<u8>,
    ) -> Result<Self, EnvelopeError> {
        let aad = document_aad(context, name)?;
        let FreshDek { dek, wrap, nonce } = fresh;
        let (prefix, _) = nonce.split_first_chunk::<PREFIX>().ok_or(EnvelopeError::Malformed)?;
        let stream = EncryptorBE32::from_stream_primitive(stream(&dek.0, *prefix));
        let segment = Zeroizing::new(Vec::with_capacity(SEGMENT + TAG));
        let mut sealer = Self { stream, aad, segment, wrap, digest: Sha256::new(), length: 0 };
        sealer.emit(&[&[SUITE], commitment(&dek.0).as_slice(), prefix].concat(), out);
        Ok(sealer)
    }

    /// Takes more of the document; puts what is ready into `out`.
    pub fn write(&mut self, mut plaintext: &[u8], out: &mut Vec<u8>) -> Result<(), EnvelopeError> {
        while !plaintext.is_empty() {
            if self.segment.len() == SEGMENT {
                let sealed = self.stream.encrypt_next_in_place(&self.aad, &mut *self.segment);
                sealed.map_err(|_| EnvelopeError::Refused)?;
                self.emit_segment(out);
            }
            let (now, later) = plaintext.split_at(plaintext.len().min(SEGMENT - self.segment.len()));
            self.segment.extend_from_slice(now);
            plaintext = later;
        }
        Ok(())
    }

    /// Seals the last segment, which may be empty.
    pub fn finish(mut self, out: &mut Vec<u8>) -> Result<SealedDocument, EnvelopeError> {
        let Self { stream, aad, mut segment, wrap, .. } = self;
        stream.encrypt_last_in_place(&aad, &mut *segment).map_err(|_| EnvelopeError::Refused)?;
        self.digest.update(segment.as_slice());
        out.extend_from_slice(&segment);
        let length = self.length + segment.len() as u64;
        Ok(SealedDocument { wrap, sha256: self.digest.finalize().into(), length })
    }

    fn emit_segment(&mut self, out: &mut Vec<u8>) {
        let sealed = std::mem::replace(&mut self.segment, Zeroizing::new(Vec::with_capacity(SEGMENT + TAG)));
        self.emit(&sealed, out);
    }

    fn emit(&mut self, sealed: &[u8], out: &mut Vec<u8>) {
        self.digest.update(sealed);
        self.length += sealed.len() as u64;
        out.extend_from_slice(sealed);
    }
}

impl fmt::Debug for DocumentSealer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("DocumentSealer")
    }
}

/// Opens one document, piece by piece. Drop what was released when a later piece is refused: it was authentic,
/// but the document is not whole.
pub struct DocumentOpener {
    /// `None` after a refusal.
    stream: Option<DecryptorBE32<Aes256Gcm>>,
    aad: Vec<u8>,
    /// Bytes of the present segment, not yet checked.
    sealed: Zeroizing<Vec<u8>>,
}

impl DocumentOpener {
    /// Begins with the first [`HEADER`] bytes of the object stored under `name`.
    pub fn new(
        dek: &Dek,
        context: &EnvelopeContext,
        name: Id,
        header: &[u8; HEADER],
    ) -> Result<Self, EnvelopeError> {
        let commit = document_commit(header)?;
        let prefix = header.last_chunk::<PREFIX>().ok_or(EnvelopeError::Malformed)?;
        if !bool::from(commitment(&dek.0).ct_eq(&commit)) {
            return Err(EnvelopeError::Refused);
        }
        let stream = Some(DecryptorBE32::from_stream_primitive(stream(&dek.0, *prefix)));
        let sealed = Zeroizing::new(Vec::with_capacity(SEGMENT + TAG));
        Ok(Self { stream, aad: document_aad(context, name)?, sealed })
    }

    /// Takes more of the stored bytes after the header; puts the plaintext of checked segments into `out`.
    pub fn read(&mut self, mut stored: &[u8], out: &mut Vec<u8>) -> Result<(), EnvelopeError> {
        while !stored.is_empty() {
            if self.sealed.len() == SEGMENT + TAG {
                self.open_next(out)?;
            }
            let (now, later) = stored.split_at(stored.len().min(SEGMENT + TAG - self.sealed.len()));
            self.sealed.extend_from_slice(now);
            stored = later;
        }
        Ok(())
    }

    /// Opens the last segment; refused when it is not the one the document ended with.
    pub fn finish(mut self, out: &mut Vec<u8>) -> Result<(), EnvelopeError> {
        let stream = self.stream.take().ok_or(EnvelopeError::Refused)?;
        stream.decrypt_last_in_place(&self.aad, &mut *self.sealed).map_err(|_| EnvelopeError::Refused)?;
        out.extend_from_slice(&self.sealed);
        Ok(())
    }

    fn open_next(&mut self, out: &mut Vec<u8>) -> Result<(), EnvelopeError> {
        let mut stream = self.stream.take().ok_or(EnvelopeError::Refused)?;
        stream.decrypt_next_in_place(&self.aad, &mut *self.sealed).map_err(|_| EnvelopeError::Refused)?;
        self.stream = Some(stream);
        out.extend_from_slice(&self.sealed);
        self.sealed = Zeroizing::new(Vec::with_capacity(SEGMENT + TAG));
        Ok(())
    }
}

impl fmt::Debug for DocumentOpener {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("DocumentOpener")
    }
}

/// The commitment in an object's header, which the key store checks the data key against.
pub fn document_commit(header: &[u8; HEADER]) -> Result<[u8; 32], EnvelopeError> {
    let [SUITE, rest @ ..] = header else {
        return Err(EnvelopeError::Malformed);
    };
    rest.first_chunk().copied().ok_or(EnvelopeError::Malformed)
}

fn document_aad(context: &EnvelopeContext, name: Id) -> Result<Vec<u8>, EnvelopeError> {
    if context.wrap.document.is_none() {
        return Err(EnvelopeError::Malformed);
    }
    Ok(Encoder::new("relais/document/v1").lp(&context.payload_aad()).lp(name.as_bytes()).finish())
}

fn stream(dek: &Key, prefix: [u8; PREFIX]) -> StreamBE32<Aes256Gcm> {
    let key = suite::expand(dek, b"relais/document/v1");
    StreamBE32::from_aead(Aes256Gcm::new(key.expose().into()), &prefix.into())
}
