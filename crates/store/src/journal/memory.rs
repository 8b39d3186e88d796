//! The last checkpoint, remembered outside the database: what tells a journal cut short from one never longer.

use std::{future::Future, pin::Pin};

use crate::StoreError;

/// The answer of a memory, later.
pub type MemoryReply<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// Remembers one signed note beside the keys, never in the database it vouches for.
pub trait CheckpointMemory: Send + Sync + std::fmt::Debug {
    /// The note remembered; none for a journal never sealed.
    fn read(&self) -> MemoryReply<'_, Option<String>>;

    /// Remembers a note, durably, in place of the one before. Called after the sealing transaction committed.
    fn write(&self, note: String) -> MemoryReply<'_, ()>;
}

/// Remembers nothing: a truncated journal is then not told from a short one. For tests.
#[derive(Clone, Copy, Debug, Default)]
pub struct Forgetful;

impl CheckpointMemory for Forgetful {
    fn read(&self) -> MemoryReply<'_, Option<String>> {
        Box::pin(async { Ok(None) })
    }

    fn write(&self, _note: String) -> MemoryReply<'_, ()> {
        Box::pin(async { Ok(()) })
    }
}
