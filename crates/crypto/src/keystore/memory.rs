//! A medium in memory, shared by its clones: stands for a database in tests, and for nothing durable elsewhere.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::error::MediumError;
use super::medium::{Head, Medium, MediumReply, Snapshot, Stored, Written};
use super::message::Level;

/// Keeps the store's ciphertext as long as one clone lives. Several keepers may share one, as instances share
/// a database.
#[derive(Debug, Clone, Default)]
pub struct MemoryMedium(Arc<Mutex<Option<Stored>>>);

impl MemoryMedium {
    /// An empty medium.
    pub fn new() -> Self {
        Self::default()
    }

    /// A copy of what it holds, as a backup would be.
    pub fn backup(&self) -> Option<Stored> {
        self.lock().clone()
    }

    /// Puts a backup back.
    pub fn restore(&self, backup: Option<Stored>) {
        *self.lock() = backup;
    }

    fn lock(&self) -> MutexGuard<'_, Option<Stored>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn head_of(stored: &Stored) -> Head {
    Head { generation: stored.snapshot.generation, sequence: stored.log.len() as u64 }
}

fn ready<'a, T: Send + 'a>(value: T) -> MediumReply<'a, T> {
    Box::pin(std::future::ready(Ok::<T, MediumError>(value)))
}

impl Medium for MemoryMedium {
    fn level(&self) -> Level {
        Level::Memory
    }

    fn head(&mut self) -> MediumReply<'_, Option<Head>> {
        ready(self.lock().as_ref().map(head_of))
    }

    fn load(&mut self) -> MediumReply<'_, Option<Stored>> {
        ready(self.backup())
    }

    fn log_after(&mut self, known: Head) -> MediumReply<'_, Option<Vec<Vec<u8>>>> {
        let stored = self.lock();
        let current = stored.as_ref().filter(|stored| stored.snapshot.generation == known.generation);
        let known = usize::try_from(known.sequence).unwrap_or(usize::MAX);
        let records = current.map(|stored| stored.log.iter().skip(known).cloned().collect());
        drop(stored);
        ready(records)
    }

    fn append<'a>(&'a mut self, base: Head, record: &'a [u8]) -> MediumReply<'a, Written> {
        let mut held = self.lock();
        let written = match held.as_mut() {
            Some(stored) if head_of(stored) == base => {
                stored.log.push(record.to_vec());
                Written::Done
            }
            _ => Written::Conflict,
        };
        drop(held);
        ready(written)
    }

    fn replace<'a>(&'a mut self, base: Option<Head>, next: &'a Snapshot) -> MediumReply<'a, Written> {
        let mut held = self.lock();
        let written = if held.as_ref().map(head_of) == base {
            *held = Some(Stored { snapshot: next.clone(), log: Vec::new() });
            Written::Done
        } else {
            Written::Conflict
        };
        drop(held);
        ready(written)
    }
}
