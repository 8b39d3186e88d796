//! What many ask for at once, done by one transaction: whoever finds nobody at it begins to, in a task of its own, which
//! takes along all who wait, tells each what came of it, and goes on until nobody waits.
//!
//! A commit costs more than most of what it makes durable; whoever comes while one is under way shares the next.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::{sync::oneshot, time::Instant};

use crate::observe::{self, Statements};

/// Most that one transaction takes along.
const AT_ONCE: usize = 64;

/// Those who wait, each with what it asks for (`T`) and a place for what came of it (`R`).
#[derive(Debug)]
pub(crate) struct Line<T, R>(Mutex<Inner<T, R>>);

#[derive(Debug)]
struct Inner<T, R> {
    waiting: Vec<Waiting<T, R>>,
    is_worked: bool,
    /// When the last batch was taken.
    taken: Option<Instant>,
}

/// One who waits. Dropped, it tells that nothing came of it.
#[derive(Debug)]
pub(crate) struct Waiting<T, R> {
    pub item: T,
    done: oneshot::Sender<R>,
    /// What counts the statements of its request; the first of a batch counts them all.
    statements: Arc<Statements>,
}

/// Whoever works for the line. Where that ends otherwise than by an empty line, nobody goes on waiting for it.
pub(crate) struct Worker<T, R> {
    line: Arc<Line<T, R>>,
    has_ended: bool,
}

impl<T, R> Default for Line<T, R> {
    fn default() -> Self {
        Self(Mutex::new(Inner { waiting: Vec::new(), is_worked: false, taken: None }))
    }
}

impl<T, R> Line<T, R> {
    fn inner(&self) -> MutexGuard<'_, Inner<T, R>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Stands in line; whoever finds nobody at work is to work, in a task of its own: the others wait for it too.
    pub(crate) fn wait(self: &Arc<Self>, item: T) -> (oneshot::Receiver<R>, Option<Worker<T, R>>) {
        let (done, told) = oneshot::channel();
        let mut line = self.inner();
        line.waiting.push(Waiting { item, done, statements: observe::counter() });
        let works = !std::mem::replace(&mut line.is_worked, true);
        (told, works.then(|| Worker { line: Arc::clone(self), has_ended: false }))
    }

    /// When the last batch was taken.
    pub(crate) fn taken(&self) -> Option<Instant> {
        self.inner().taken
    }
}

impl<T, R> Waiting<T, R> {
    /// Tells what came of it; a caller who hung up is told nothing.
    pub(crate) fn tell(self, result: R) {
        let _ = self.done.send(result);
    }
}

impl<T, R> Worker<T, R> {
    /// Whether nobody waits any more, and somebody else may be at work by now.
    pub(crate) const fn has_ended(&self) -> bool {
        self.has_ended
    }

    /// The next batch, with the counter of its first; an empty one is the end.
    pub(crate) fn take(&mut self) -> (Vec<Waiting<T, R>>, Arc<Statements>) {
        let mut line = self.line.inner();
        line.is_worked = !line.waiting.is_empty();
        if line.is_worked {
            line.taken = Some(Instant::now());
        }
        self.has_ended = !line.is_worked;
        let most = line.waiting.len().min(AT_ONCE);
        let batch: Vec<_> = line.waiting.drain(..most).collect();
        let statements = batch.first().map(|first| Arc::clone(&first.statements)).unwrap_or_default();
        (batch, statements)
    }
}

impl<T, R> Drop for Worker<T, R> {
    fn drop(&mut self) {
        if !self.has_ended {
            let mut line = self.line.inner();
            line.is_worked = false;
            line.waiting.clear();
        }
    }
}
