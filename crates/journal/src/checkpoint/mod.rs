//! Checkpoints (C2SP tlog-checkpoint): « the tree of this log has `size` leaves and this root », signed.
//!
//! The text is kept whole, so that anyone can check it with other tools. Ours has exactly three lines: extension
//! lines are not recommended by the standard and refused here. Witnesses may add signature lines later; lines of
//! keys we do not know are passed over, as the standard asks.

mod key;
mod note;

use std::fmt::Write as _;

use base64::{Engine as _, engine::general_purpose::STANDARD};
pub use key::{KeyError, LogKey, Origin};

use self::note::Note;
use crate::{hash::Hash, tree::MAX_SIZE};

/// What a checkpoint states, before signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The log's unique name, e.g. `relais.example/journal/<instance>`.
    pub origin: Origin,
    /// Number of leaves.
    pub size: u64,
    /// Root over these leaves.
    pub root: Hash,
}

/// A checkpoint whose signature was verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedCheckpoint {
    checkpoint: Checkpoint,
    note: String,
}

/// Why a text is not a checkpoint of this log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// Not the text form of a signed note.
    #[error("not a signed note")]
    Note,
    /// Not the three lines of a checkpoint, each in its only spelling.
    #[error("not the text of a checkpoint")]
    Text,
    /// The checkpoint of another log.
    #[error("checkpoint of another log")]
    Origin,
    /// No signature line of our key.
    #[error("not signed by the log's key")]
    Unsigned,
    /// A signature of our key that does not verify.
    #[error("the signature does not verify")]
    Signature,
}

impl Checkpoint {
    /// The exact bytes to sign: origin, size and root in base64, a line each.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin.as_str(), self.size, STANDARD.encode(self.root.as_bytes()))
    }

    /// Reads the three lines; any other spelling of the same values is refused.
    ///
    /// # Errors
    /// [`CheckpointError::Text`].
    pub fn parse(text: &str) -> Result<Self, CheckpointError> {
        let mut lines = text.strip_suffix('\n').ok_or(CheckpointError::Text)?.split('\n');
        let (Some(origin), Some(size), Some(root), None) =
            (lines.next(), lines.next(), lines.next(), lines.next())
        else {
            return Err(CheckpointError::Text);
        };
        let root = STANDARD.decode(root).map_err(|_| CheckpointError::Text)?;
        Ok(Self {
            origin: Origin::parse(origin).map_err(|_| CheckpointError::Text)?,
            size: parse_size(size).ok_or(CheckpointError::Text)?,
            root: Hash::from_slice(&root).ok_or(CheckpointError::Text)?,
        })
    }

    /// Puts the signature of [`Checkpoint::text`] under it, checking it first: what does not verify is never stored.
    ///
    /// The signature is made where the private key lives (key store); see [`crate::LocalSigner`] for the one in
    /// this process.
    ///
    /// # Errors
    /// [`CheckpointError::Origin`] when the key is another log's, [`CheckpointError::Signature`].
    pub fn with_signature(
        self,
        key: &LogKey,
        signature: [u8; 64],
    ) -> Result<SignedCheckpoint, CheckpointError> {
        if self.origin != *key.origin() {
            return Err(CheckpointError::Origin);
        }
        let mut note = self.text();
        if !key.verifies(note.as_bytes(), &signature) {
            return Err(CheckpointError::Signature);
        }
        let line = STANDARD.encode([&key.id()[..], &signature].concat());
        // Writing to a String cannot fail.
        let _ = write!(note, "\n\u{2014} {} {line}\n", key.origin().as_str());
        Ok(SignedCheckpoint { checkpoint: self, note })
    }
}

impl SignedCheckpoint {
    /// Reads and verifies a signed note of the log that `keys` sign for: its present key and those before it.
    ///
    /// One of them must have signed; several may (a note can be signed again). Every line of theirs must verify.
    ///
    /// # Errors
    /// [`CheckpointError`]; the text must then be ignored altogether.
    pub fn open(note: &str, keys: &[LogKey]) -> Result<Self, CheckpointError> {
        let parsed = Note::parse(note).ok_or(CheckpointError::Note)?;
        let mut origin = None;
        for line in parsed.signatures() {
            let ours = |key: &&LogKey| line.name == key.origin().as_str() && line.key_id == key.id();
            let Some(key) = keys.iter().find(ours) else { continue };
            let signature = line.signature.as_slice().try_into();
            if !signature.is_ok_and(|signature| key.verifies(parsed.text().as_bytes(), signature)) {
                return Err(CheckpointError::Signature);
            }
            origin = Some(key.origin());
        }
        let origin = origin.ok_or(CheckpointError::Unsigned)?;
        let checkpoint = Checkpoint::parse(parsed.text())?;
        if checkpoint.origin != *origin {
            return Err(CheckpointError::Origin);
        }
        Ok(Self { checkpoint, note: note.to_owned() })
    }

    /// What it states.
    #[must_use]
    pub const fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// Number of leaves.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.checkpoint.size
    }

    /// Root over these leaves.
    #[must_use]
    pub const fn root(&self) -> Hash {
        self.checkpoint.root
    }

    /// The whole signed text, for storage, publication and the anchor.
    #[must_use]
    pub fn note(&self) -> &str {
        &self.note
    }
}

/// ASCII decimal without sign or leading zero, at most [`MAX_SIZE`].
fn parse_size(text: &str) -> Option<u64> {
    let canonical = text == "0" || !text.starts_with('0');
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    (canonical && digits).then(|| text.parse().ok()).flatten().filter(|size| *size <= MAX_SIZE)
}

#[cfg(test)]
mod tests;
