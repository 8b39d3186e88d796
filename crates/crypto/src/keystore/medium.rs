//! What the store's bytes are kept on. A medium sees ciphertext only, and knows one rule: every write is
//! conditional on the head it is based on, and is durable when it is answered.

use std::fmt::Debug;
use std::future::Future;
use std::pin::Pin;

use super::error::MediumError;
use super::message::Level;

/// The answer of a medium, later.
pub type MediumReply<'a, T> = Pin<Box<dyn Future<Output = Result<T, MediumError>> + Send + 'a>>;

/// The state of the store in two numbers. Every write moves it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Head {
    /// Number of the store key, from 1 up.
    pub generation: u64,
    /// Records appended under that key.
    pub sequence: u64,
}

/// A whole store under one store key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// Number of the store key.
    pub generation: u64,
    /// The store key, wrapped by the root key.
    pub anchor: Vec<u8>,
    /// The state at the beginning of this generation, in encrypted parts.
    pub shards: Vec<Vec<u8>>,
}

/// What a medium holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// The state at the beginning of the generation.
    pub snapshot: Snapshot,
    /// The encrypted records since, in order; their number is the head's sequence.
    pub log: Vec<Vec<u8>>,
}

/// The outcome of a conditional write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// Durable.
    Done,
    /// The head had moved; nothing was written.
    Conflict,
}

/// Where a [`Keeper`](super::Keeper) keeps its store. Implemented by files, memory and, in `store`, PostgreSQL.
///
/// Used by one thread at a time. After an error the medium may hold the former state or the new one, never a
/// mixture: the keeper loads again before it believes anything.
pub trait Medium: Send + Debug {
    /// Which level of assurance this is.
    fn level(&self) -> Level;

    /// The present head, `None` when there is no store. Asked before every batch of messages: keep it cheap.
    fn head(&mut self) -> MediumReply<'_, Option<Head>>;

    /// One consistent reading of everything, `None` when there is no store.
    fn load(&mut self) -> MediumReply<'_, Option<Stored>>;

    /// The records after `known.sequence`, in order; `None` when the generation is another one.
    fn log_after(&mut self, known: Head) -> MediumReply<'_, Option<Vec<Vec<u8>>>>;

    /// Appends one record if the head is still `base`; the head's sequence rises by one.
    fn append<'a>(&'a mut self, base: Head, record: &'a [u8]) -> MediumReply<'a, Written>;

    /// Replaces everything if the head is still `base` (`None`: if there is no store); the sequence restarts at 0.
    ///
    /// All or nothing, and nothing of the former generation is kept: its store key must be unrecoverable.
    fn replace<'a>(&'a mut self, base: Option<Head>, next: &'a Snapshot) -> MediumReply<'a, Written>;
}
