//! Signing in this process, for tools and tests that have no key store.
//!
//! The sealer only needs 64 bytes of signature for a text, and gets them from the key store, where the private key
//! stays ([`Checkpoint::with_signature`], [`crate::receipt::Promise::with_signature`]).

use ed25519_dalek::{Signer as _, SigningKey};
use zeroize::Zeroizing;

use crate::{
    checkpoint::{Checkpoint, CheckpointError, KeyError, LogKey, Origin, SignedCheckpoint},
    commit::hmac,
    receipt::{Promise, Receipt, ReceiptError},
};

/// The log's signing key, derived from the journal's seed; wiped on drop.
pub struct LocalSigner {
    key: SigningKey,
    public: LogKey,
}

impl LocalSigner {
    /// Derives the signing key of the log `origin` from the journal's 32-byte seed.
    ///
    /// # Errors
    /// [`KeyError::Key`] for the seeds, never met in practice, that give a weak key.
    pub fn from_seed(origin: Origin, seed: &[u8; 32]) -> Result<Self, KeyError> {
        let secret = Zeroizing::new(hmac(seed, &[b"relais/journal/sign-key/v1"]));
        Self::from_secret(origin, &secret)
    }

    /// The signing key of the log `origin` from its own 32 secret bytes (RFC 8032).
    ///
    /// # Errors
    /// As [`LocalSigner::from_seed`].
    pub fn from_secret(origin: Origin, secret: &[u8; 32]) -> Result<Self, KeyError> {
        let key = SigningKey::from_bytes(secret);
        let public = LogKey::new(origin, key.verifying_key().as_bytes())?;
        Ok(Self { key, public })
    }

    /// The public half, to verify and to publish.
    #[must_use]
    pub const fn log_key(&self) -> &LogKey {
        &self.public
    }

    /// Signs any message; Ed25519 is deterministic, no randomness is needed.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.key.sign(message).to_bytes()
    }

    /// Signs a checkpoint of this log.
    ///
    /// # Errors
    /// [`CheckpointError::Origin`] when it is another log's.
    pub fn seal(&self, checkpoint: Checkpoint) -> Result<SignedCheckpoint, CheckpointError> {
        let signature = self.sign(checkpoint.text().as_bytes());
        checkpoint.with_signature(&self.public, signature)
    }

    /// Signs the promise of a paper receipt.
    ///
    /// # Errors
    /// [`ReceiptError::Position`] when the promise contradicts itself.
    pub fn receipt(&self, promise: Promise) -> Result<Receipt, ReceiptError> {
        let signature = self.sign(&promise.message(self.public.id()));
        promise.with_signature(&self.public, signature)
    }
}

impl std::fmt::Debug for LocalSigner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "LocalSigner({}, [secret])", self.public.origin().as_str())
    }
}
