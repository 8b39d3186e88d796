//! Sealing and opening against a key store: the calls the store crate makes.
//!
//! The data key is asked for, used and wiped between two `.await`s, never held across one.

use serde::Serialize;
use serde::de::DeserializeOwned;
use thiserror::Error;
use zeroize::Zeroizing;

use crate::context::EnvelopeContext;
use crate::envelope::{Envelope, EnvelopeError};
use crate::key::Dek;
use crate::keystore::{KeyError, KeyStore, WrappedDek};

/// Why content could not be sealed or opened.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum SealingError {
    /// The key store refused or could not answer.
    #[error("the key store did not give the key")]
    Key(#[from] KeyError),
    /// The payload itself is at fault.
    #[error("the envelope could not be used")]
    Envelope(#[from] EnvelopeError),
}

/// Bytes of an opened envelope, wiped when dropped.
pub type Opened = Zeroizing<Vec<u8>>;

/// Seals `plaintext` under a new data key. The slot and the tenant's key must exist.
pub async fn seal(
    keys: &dyn KeyStore,
    context: &EnvelopeContext,
    plaintext: &[u8],
) -> Result<Envelope, SealingError> {
    let fresh = keys.wrap_new(context.wrap).await?;
    Ok(fresh.seal(context, plaintext)?)
}

/// Opens one envelope in the context its row claims.
pub async fn open(
    keys: &dyn KeyStore,
    context: &EnvelopeContext,
    envelope: &Envelope,
) -> Result<Opened, SealingError> {
    let mut answers = keys.unwrap_all(vec![wrapped(context, envelope)?]).await?;
    let dek = answers.pop().unwrap_or(Err(KeyError::Closed))?;
    Ok(envelope.open(context, &dek)?)
}

/// Opens many envelopes with one message to the key store; the answers are in the order of `envelopes`.
///
/// One envelope that does not open leaves the others readable.
pub async fn open_all(
    keys: &dyn KeyStore,
    envelopes: &[(EnvelopeContext, Envelope)],
) -> Result<Vec<Result<Opened, SealingError>>, SealingError> {
    let wraps: Vec<_> = envelopes.iter().map(|(context, envelope)| wrapped(context, envelope)).collect();
    let asked = wraps.iter().filter_map(|wrap| wrap.as_ref().ok().cloned()).collect();
    let mut deks = keys.unwrap_all(asked).await?.into_iter();
    let opened = envelopes.iter().zip(wraps).map(|((context, envelope), wrap)| {
        wrap?;
        let dek: Dek = deks.next().unwrap_or(Err(KeyError::Closed))?;
        Ok(envelope.open(context, &dek)?)
    });
    Ok(opened.collect())
}

/// Seals fields written as CBOR; see [`seal`].
pub async fn seal_cbor<T: Serialize + Sync>(
    keys: &dyn KeyStore,
    context: &EnvelopeContext,
    fields: &T,
) -> Result<Envelope, SealingError> {
    let plaintext = to_cbor(fields)?;
    seal(keys, context, &plaintext).await
}

/// Opens fields written by [`seal_cbor`].
pub async fn open_cbor<T: DeserializeOwned>(
    keys: &dyn KeyStore,
    context: &EnvelopeContext,
    envelope: &Envelope,
) -> Result<T, SealingError> {
    let plaintext = open(keys, context, envelope).await?;
    Ok(from_cbor(&plaintext)?)
}

/// Writes fields as CBOR in a buffer that is wiped when dropped and sized beforehand, so that growth leaves no copy.
pub fn to_cbor<T: Serialize>(fields: &T) -> Result<Opened, EnvelopeError> {
    let mut size = Counter(0);
    ciborium::into_writer(fields, &mut size).map_err(|_| EnvelopeError::Encoding)?;
    let mut plaintext = Zeroizing::new(Vec::with_capacity(size.0));
    ciborium::into_writer(fields, &mut *plaintext).map_err(|_| EnvelopeError::Encoding)?;
    Ok(plaintext)
}

/// Reads fields written by [`to_cbor`].
pub fn from_cbor<T: DeserializeOwned>(plaintext: &[u8]) -> Result<T, EnvelopeError> {
    ciborium::from_reader(plaintext).map_err(|_| EnvelopeError::Encoding)
}

/// What a key store is asked to open for an envelope.
pub fn wrapped(context: &EnvelopeContext, envelope: &Envelope) -> Result<WrappedDek, EnvelopeError> {
    let commit = envelope.commit()?;
    Ok(WrappedDek { context: context.wrap, commit, wrap: envelope.wrap.clone() })
}

/// Counts the bytes written to it.
struct Counter(usize);

impl std::io::Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
