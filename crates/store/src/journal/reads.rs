//! The entries of reads, many in one transaction.
//!
//! A read changes nothing but the journal, and nothing of it is shown before its entry is durable. So it reads beside
//! all others, and only its entry waits for its turn to write, together with those of all who wait (`together.rs`). An entry
//! that cannot be written shows nothing.
//!
//! A commit costs more than the page it lets out, and on SQLite makes every reader forget the pages it kept. So while
//! many read, commits keep a distance, and each takes along what came meanwhile; who reads alone waits for nobody.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use relais_journal::Entry;
use sea_orm::{DatabaseTransaction, EntityTrait as _};
use tokio::time::{Instant, sleep_until};

use crate::{
    Store, StoreError,
    journal::entity::journal_entry,
    observe,
    together::{Line, Waiting, Worker},
};

/// How many entries a statement writes: few lengths, since a statement is prepared a length.
const PARTS: [usize; 4] = [32, 8, 2, 1];

/// How many read at once where commits keep their distance.
const MANY: usize = 8;
/// From the beginning of one commit to that of the next, where many read.
const DISTANCE: Duration = Duration::from_millis(10);

/// An entry and its row.
pub(crate) type Held = (Entry, Box<journal_entry::ActiveModel>);

/// The reads whose entries are not durable yet, and how many read.
#[derive(Debug, Default)]
pub(crate) struct Reads {
    line: Arc<Line<Vec<Held>, ()>>,
    here: AtomicUsize,
}

/// Somebody who reads, from before a connection is free until the entries are durable.
#[derive(Debug)]
pub(crate) struct Reader(Arc<Reads>);

impl Drop for Reader {
    fn drop(&mut self) {
        self.0.here.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Reads {
    /// Counts one more who reads.
    pub(crate) fn enter(self: Arc<Self>) -> Reader {
        self.here.fetch_add(1, Ordering::Relaxed);
        Reader(self)
    }

    async fn keep_distance(&self) {
        let last: Option<Instant> = self.line.taken();
        if let Some(last) = last
            && self.here.load(Ordering::Relaxed) >= MANY
        {
            sleep_until(last + DISTANCE).await;
        }
    }
}

impl Store {
    /// Makes the entries of a read durable, with those of the reads that wait beside it.
    pub(crate) async fn write_reads(&self, held: Vec<Held>) -> Result<(), StoreError> {
        let (told, worker) = self.reads().line.wait(held);
        if let Some(worker) = worker {
            tokio::spawn(self.clone().write_line(worker));
        }
        told.await.map_err(|_| StoreError::Together("the entry of a read"))
    }

    async fn write_line(self, mut worker: Worker<Vec<Held>, ()>) {
        while !worker.has_ended() {
            self.reads().keep_distance().await;
            let (batch, statements) = worker.take();
            if let Err(error) = observe::counted_by(statements, self.write_batch(batch)).await {
                tracing::error!(%error, "the entries of reads were not written; nothing of them is shown");
            }
        }
    }

    /// One transaction for all of them.
    async fn write_batch(&self, mut batch: Vec<Waiting<Vec<Held>, ()>>) -> Result<(), StoreError> {
        let held: Vec<_> = batch.iter_mut().flat_map(|read| std::mem::take(&mut read.item)).collect();
        if held.is_empty() {
            return Ok(());
        }
        let unit = self.begin_house().await?;
        let entries = write_entries(unit.transaction(), held).await?;
        unit.commit_plain().await?;
        self.note_committed(&entries);
        for read in batch {
            read.tell(());
        }
        Ok(())
    }
}

/// Writes the rows of entries, as few statements as there are parts.
pub(crate) async fn write_entries(
    to: &DatabaseTransaction,
    held: Vec<Held>,
) -> Result<Vec<Entry>, StoreError> {
    let (entries, mut rest): (Vec<_>, Vec<_>) = held.into_iter().map(|(entry, row)| (entry, *row)).unzip();
    for length in PARTS {
        while rest.len() >= length {
            let part: Vec<_> = rest.drain(..length).collect();
            journal_entry::Entity::insert_many(part).exec_without_returning(to).await?;
        }
    }
    Ok(entries)
}
