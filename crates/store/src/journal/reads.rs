//! The entries of reads, many in one transaction.
//!
//! A read changes nothing but the journal, and nothing of it is shown before its entry is durable. So it reads beside
//! all others, and only its entry waits: whoever finds nobody writing begins to, in a task of its own, which takes along
//! the entries of all who wait, makes them durable by one commit, tells each, and goes on until nobody waits. An entry
//! that cannot be written shows nothing.
//!
//! A commit costs more than the page it lets out, and on SQLite makes every reader forget the pages it kept. So while
//! many read, commits keep a distance, and each takes along what came meanwhile; who reads alone waits for nobody.

use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use relais_journal::Entry;
use sea_orm::{DatabaseTransaction, EntityTrait as _};
use tokio::{
    sync::oneshot,
    time::{Instant, sleep_until},
};

use crate::{
    Store, StoreError,
    journal::entity::journal_entry,
    observe::{self, Statements},
};

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
    /// What counts the statements of its request; the first of a batch counts them all.
    statements: Arc<Statements>,
}

/// The reads that wait, and whether somebody writes.
#[derive(Debug, Default)]
pub(crate) struct Reads {
    line: Mutex<Line>,
    here: AtomicUsize,
}

#[derive(Debug, Default)]
struct Line {
    waiting: Vec<Waiting>,
    is_written: bool,
    /// When the last batch was taken.
    taken: Option<Instant>,
}

/// Somebody who reads, from before a connection is free until the entries are durable.
#[derive(Debug)]
pub(crate) struct Reader(Arc<Reads>);

impl Drop for Reader {
    fn drop(&mut self) {
        self.0.here.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Whoever writes the line. Where that ends otherwise than by an empty line, nobody goes on waiting for it.
struct Writer {
    reads: Arc<Reads>,
    has_ended: bool,
}

impl Drop for Writer {
    fn drop(&mut self) {
        if !self.has_ended {
            let mut line = self.reads.line();
            line.is_written = false;
            line.waiting.clear();
        }
    }
}

impl Writer {
    /// The next batch; where there is none, nobody writes any more.
    fn take(&mut self) -> Vec<Waiting> {
        let mut line = self.reads.line();
        line.is_written = !line.waiting.is_empty();
        if line.is_written {
            line.taken = Some(Instant::now());
        }
        self.has_ended = !line.is_written;
        let most = line.waiting.len().min(AT_ONCE);
        line.waiting.drain(..most).collect()
    }
}

impl Reads {
    /// Counts one more who reads.
    pub(crate) fn enter(self: Arc<Self>) -> Reader {
        self.here.fetch_add(1, Ordering::Relaxed);
        Reader(self)
    }

    fn line(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Stands in line; whoever finds nobody writing is to write.
    fn wait(self: &Arc<Self>, held: Vec<Held>) -> (oneshot::Receiver<bool>, Option<Writer>) {
        let (done, told) = oneshot::channel();
        let mut line = self.line();
        line.waiting.push(Waiting { held, done, statements: observe::counter() });
        let writes = !std::mem::replace(&mut line.is_written, true);
        (told, writes.then(|| Writer { reads: Arc::clone(self), has_ended: false }))
    }

    async fn keep_distance(&self) {
        let taken = self.line().taken;
        if let Some(taken) = taken
            && self.here.load(Ordering::Relaxed) >= MANY
        {
            sleep_until(taken + DISTANCE).await;
        }
    }
}

impl Store {
    /// Makes the entries of a read durable, with those of the reads that wait beside it.
    pub(crate) async fn write_reads(&self, held: Vec<Held>) -> Result<(), StoreError> {
        let (told, writer) = self.reads().wait(held);
        if let Some(writer) = writer {
            // In a task of its own: it goes on even if this caller hangs up, for the others wait for it too.
            tokio::spawn(self.clone().write_line(writer));
        }
        match told.await {
            Ok(true) => Ok(()),
            _ => Err(StoreError::Journal("the entry of a read was not written")),
        }
    }

    /// Writes batch after batch until nobody waits.
    async fn write_line(self, mut writer: Writer) {
        while !writer.has_ended {
            writer.reads.keep_distance().await;
            let batch = writer.take();
            if !batch.is_empty()
                && let Err(error) = self.write_batch(batch).await
            {
                tracing::error!(%error, "the entries of reads were not written; nothing of them is shown");
            }
        }
    }

    /// One transaction for all of them; each is told what came of it.
    async fn write_batch(&self, batch: Vec<Waiting>) -> Result<(), StoreError> {
        let statements = batch.first().map(|first| Arc::clone(&first.statements)).unwrap_or_default();
        let (held, dones): (Vec<_>, Vec<_>) = batch.into_iter().map(|it| (it.held, it.done)).unzip();
        let entries = held.into_iter().flatten().collect();
        let written = observe::counted_by(statements, self.commit_entries(entries)).await;
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
