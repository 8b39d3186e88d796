//! The entries of reads, many in one transaction.
//!
//! A read changes nothing but the journal, and nothing of it is shown before its entry is durable. So it reads beside
//! all others, and only its entry waits for its turn to write: whoever comes first takes along the entries of all who
//! wait, and one commit makes them durable together. An entry that cannot be written shows nothing.
//!
//! A commit costs more than the page it lets out, and on SQLite makes every reader forget the pages it kept. So while
//! many read, commits keep a distance, and each takes along what came meanwhile; who reads alone waits for nobody.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use relais_journal::Entry;
use sea_orm::{DatabaseTransaction, EntityTrait as _};
use tokio::{
    sync::{
        Mutex as Turn,
        oneshot::{self, error::TryRecvError},
    },
    time::{Instant, sleep_until},
};

use crate::{Store, StoreError, journal::entity::journal_entry, observe};

/// How many entries a statement writes: few lengths, since a statement is prepared a length.
const PARTS: [usize; 4] = [32, 8, 2, 1];
/// Most reads whose entries one commit takes along.
const AT_ONCE: usize = 64;

/// How many read at once where commits keep their distance.
const MANY: usize = 8;
/// From the beginning of one commit to that of the next, where many read.
const DISTANCE: Duration = Duration::from_millis(10);

/// An entry and its row.
pub(crate) type Held = (Entry, Box<journal_entry::ActiveModel>);

/// A read whose entries are not durable yet.
#[derive(Debug)]
struct Waiting {
    held: Vec<Held>,
    done: oneshot::Sender<bool>,
}

/// The reads that wait, and whose turn it is to write.
#[derive(Debug, Default)]
pub(crate) struct Reads {
    waiting: Mutex<Vec<Waiting>>,
    /// Whose turn it is; when the last one took its batch.
    turn: Turn<Option<Instant>>,
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

    async fn keep_distance(&self, last: Option<Instant>) {
        if let Some(last) = last
            && self.here.load(Ordering::Relaxed) >= MANY
        {
            sleep_until(last + DISTANCE).await;
        }
    }

    fn wait(&self, held: Vec<Held>) -> oneshot::Receiver<bool> {
        let (done, told) = oneshot::channel();
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).push(Waiting { held, done });
        told
    }

    fn take(&self) -> Vec<Waiting> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let most = waiting.len().min(AT_ONCE);
        waiting.drain(..most).collect()
    }
}

impl Store {
    /// Makes the entries of a read durable, with those of the reads that wait beside it.
    pub(crate) async fn write_reads(&self, held: Vec<Held>) -> Result<(), StoreError> {
        let mut told = self.reads().wait(held);
        loop {
            let mut turn = self.reads().turn.lock().await;
            match told.try_recv() {
                Err(TryRecvError::Empty) => {}
                Ok(true) => return Ok(()),
                _ => return Err(StoreError::Journal("the entry of a read was not written")),
            }
            self.reads().keep_distance(*turn).await;
            *turn = Some(Instant::now());
            let batch = self.reads().take();
            // To its end, even if this caller hangs up: the others wait for it too.
            let store = self.clone();
            let work = tokio::spawn(observe::carried(async move { store.write_batch(batch).await }));
            let written = work.await;
            drop(turn);
            if let Ok(Err(error)) = written {
                tracing::error!(%error, "the entries of reads were not written; nothing of them is shown");
            }
        }
    }

    /// One transaction for all of them; each is told what came of it.
    async fn write_batch(&self, batch: Vec<Waiting>) -> Result<(), StoreError> {
        let (held, dones): (Vec<_>, Vec<_>) = batch.into_iter().map(|it| (it.held, it.done)).unzip();
        let written = self.commit_entries(held.into_iter().flatten().collect()).await;
        for done in dones {
            // A reader who hung up is shown nothing either.
            let _ = done.send(written.is_ok());
        }
        written
    }

    async fn commit_entries(&self, held: Vec<Held>) -> Result<(), StoreError> {
        let unit = self.begin_house().await?;
        let entries = write_entries(unit.transaction(), held).await?;
        unit.commit_plain().await?;
        self.note_committed(&entries);
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
