//! Errors of the key store. None carries a key, a context or a path.

use thiserror::Error;

/// Why the key store refused or could not answer.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum KeyError {
    /// A half of the key is not there: never made, or destroyed.
    #[error("the key does not exist")]
    Gone,
    /// The address was destroyed and can never be made again.
    #[error("the key was destroyed and cannot be made again")]
    Destroyed,
    /// The wrap does not open in the context given.
    #[error("the wrapped key does not open in this context")]
    Refused,
    /// The tenant has no key yet.
    #[error("the tenant has no key")]
    NoTenant,
    /// No replay has succeeded since the store was opened.
    #[error("pending destructions have not been replayed")]
    NotReplayed,
    /// This copy of the store is older than the journal says, and the replay does not cover the difference.
    #[error("the key store is of generation {own}, the journal knows {expected}")]
    Stale {
        /// Generation of this copy.
        own: u64,
        /// Generation the caller knows of.
        expected: u64,
    },
    /// The clock given is before the last destruction of a bucket.
    #[error("the clock is behind the last destruction")]
    ClockBehind,
    /// The order is larger than one run may do, or a bucket has not ended, without an operator's word.
    #[error("an operator must confirm this destruction")]
    NeedsOperator,
    /// The order names what cannot be destroyed so: a constant bucket, or a version in use.
    #[error("this cannot be destroyed so")]
    NotDestroyable,
    /// The wrapping key has reached its bound; rotate the tenant's key.
    #[error("the wrapping key has reached its bound")]
    WrapBound,
    /// The root key does not open this store's anchor.
    #[error("the root key does not open the anchor")]
    WrongRoot,
    /// Stored bytes are not what this store wrote.
    #[error("the key store's content is damaged")]
    Damaged,
    /// The medium holds no store, or holds one where none was expected.
    #[error("the medium holds no usable key store")]
    Absent,
    /// Other instances kept changing the store.
    #[error("the key store is too busy")]
    Busy,
    /// The medium failed; nothing was changed as far as anyone was told.
    #[error("the key store's medium failed")]
    Medium(#[from] MediumError),
    /// The store's thread has ended.
    #[error("the key store is closed")]
    Closed,
}

/// Why a medium failed: a file system or a database said so.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
#[error("{action}: {reason}")]
pub struct MediumError {
    /// What was attempted, in words, without paths.
    pub action: &'static str,
    /// What the system answered.
    pub reason: String,
}

impl MediumError {
    pub(super) const LOCKING: &'static str = "lock the key store (is another process using it?)";

    /// Whether another process has the store open: level F serves one at a time.
    pub fn is_in_use(&self) -> bool {
        self.action == Self::LOCKING
    }

    /// Keeps the system's words.
    pub fn new(action: &'static str, source: &dyn std::error::Error) -> Self {
        Self { action, reason: source.to_string() }
    }

    /// A refusal of our own.
    pub fn refused(action: &'static str, reason: &str) -> Self {
        Self { action, reason: reason.to_owned() }
    }
}
