//! The store's own thread: takes messages in batches, writes once a batch, then answers.
//!
//! Many callers at once share one write (group commit). Reading never waits for a write of its own batch to
//! succeed. After any doubt about the medium everything is loaded again before another message is served.

use std::sync::Arc;
use std::sync::mpsc::Receiver;

use super::answer::Answer;
use super::draft::Draft;
use super::error::KeyError;
use super::keeper::{Limits, Opening};
use super::medium::{Head, Medium, Stored, Written};
use super::message::Status;
use super::record::Writer;
use super::root::RootKey;
use super::seal::StoreKey;
use super::state::KeyState;
use crate::Entropy;

/// Messages served with one write.
const BATCH: usize = 256;
/// Attempts against other instances that keep writing first.
const ATTEMPTS: usize = 32;

/// A message with its place for the answer.
pub(super) trait Task: Send {
    /// Works on the draft; may run again on a fresh state when another instance wrote first.
    fn plan(&mut self, draft: &mut Draft<'_>, status: &Status);
    /// Answers, once the medium has what was planned or has failed.
    fn finish(self: Box<Self>, written: &Result<(), KeyError>);
}

/// What travels to the thread.
pub(super) enum Order {
    Call(Box<dyn Task>),
    Close(Answer<()>),
}

/// What the thread is made of.
pub(super) struct Parts {
    pub(super) medium: Box<dyn Medium>,
    pub(super) root: RootKey,
    pub(super) entropy: Arc<dyn Entropy>,
    pub(super) limits: Limits,
}

pub(super) struct Worker {
    parts: Parts,
    key: StoreKey,
    state: KeyState,
    head: Head,
    /// Boxes sealed under the store key: shards, then records.
    sealed: u64,
    ready: bool,
    /// The medium may differ from what is in memory.
    doubt: bool,
    /// A root key that was being introduced when the medium failed: the anchor is under it or the former one.
    coming_root: Option<RootKey>,
}

impl Worker {
    pub(super) async fn open(mut parts: Parts, opening: Opening) -> Result<Self, KeyError> {
        let stored = parts.medium.load().await?;
        match (stored, opening) {
            (Some(stored), Opening::Existing | Opening::ExistingOrNew) => Self::read(parts, &stored),
            (None, Opening::New | Opening::ExistingOrNew) => Self::create(parts).await,
            (Some(_), Opening::New) | (None, Opening::Existing) => Err(KeyError::Absent),
        }
    }

    async fn create(mut parts: Parts) -> Result<Self, KeyError> {
        let key = StoreKey::first(&*parts.entropy);
        let first = key.snapshot(&KeyState::default(), &parts.root, &*parts.entropy)?;
        match parts.medium.replace(None, &first).await? {
            Written::Done => Self::read(parts, &Stored { snapshot: first, log: Vec::new() }),
            // Another instance made it at the same time: use that one.
            Written::Conflict => {
                let stored = parts.medium.load().await?.ok_or(KeyError::Absent)?;
                Self::read(parts, &stored)
            }
        }
    }

    fn read(parts: Parts, stored: &Stored) -> Result<Self, KeyError> {
        let (key, state, head) = decode(&parts.root, stored)?;
        let sealed = stored.snapshot.shards.len() as u64 + head.sequence;
        Ok(Self { parts, key, state, head, sealed, ready: false, doubt: false, coming_root: None })
    }

    /// Serves until told to close, or until nobody can send any more.
    pub(super) async fn run(&mut self, orders: &Receiver<Order>) -> Option<Answer<()>> {
        while let Ok(first) = orders.recv() {
            let mut batch = Vec::new();
            for order in std::iter::once(first).chain(orders.try_iter().take(BATCH - 1)) {
                match order {
                    Order::Call(task) => batch.push(task),
                    Order::Close(answer) => {
                        self.serve(batch).await;
                        return Some(answer);
                    }
                }
            }
            self.serve(batch).await;
        }
        None
    }

    async fn serve(&mut self, mut batch: Vec<Box<dyn Task>>) {
        let written = self.attempt(&mut batch).await;
        if written.is_err() {
            self.doubt = true;
        }
        for task in batch {
            task.finish(&written);
        }
    }

    async fn attempt(&mut self, batch: &mut [Box<dyn Task>]) -> Result<(), KeyError> {
        for _ in 0..ATTEMPTS {
            self.refresh().await?;
            if self.plan_and_write(batch).await? == Written::Done {
                return Ok(());
            }
        }
        Err(KeyError::Busy)
    }

    /// Brings memory up to the medium: other instances write too.
    async fn refresh(&mut self) -> Result<(), KeyError> {
        let head = self.parts.medium.head().await?.ok_or(KeyError::Absent)?;
        if self.doubt || head.generation != self.head.generation {
            return self.reload().await;
        }
        if head.sequence > self.head.sequence {
            let Some(log) = self.parts.medium.log_after(self.head).await? else {
                return self.reload().await;
            };
            self.sealed += log.len() as u64;
            self.doubt = true;
            self.key.read_log(&mut self.state, &mut self.head, &log)?;
            self.doubt = false;
        }
        Ok(())
    }

    async fn reload(&mut self) -> Result<(), KeyError> {
        self.doubt = true;
        let stored = self.parts.medium.load().await?.ok_or(KeyError::Absent)?;
        let (key, state, head) = match (decode(&self.parts.root, &stored), self.coming_root.take()) {
            (Err(KeyError::WrongRoot), Some(coming)) => {
                self.parts.root = coming;
                decode(&self.parts.root, &stored)?
            }
            (decoded, _) => decoded?,
        };
        if key.store != self.key.store || head.generation < self.head.generation {
            // A copy was put back under a running store: only a reopening with its replay may accept it.
            return Err(KeyError::Stale { own: head.generation, expected: self.head.generation });
        }
        self.sealed = stored.snapshot.shards.len() as u64 + head.sequence;
        (self.key, self.state, self.head, self.doubt) = (key, state, head, false);
        Ok(())
    }

    async fn plan_and_write(&mut self, batch: &mut [Box<dyn Task>]) -> Result<Written, KeyError> {
        let status = self.status();
        let mut draft = Draft {
            state: &mut self.state,
            entropy: &*self.parts.entropy,
            limits: self.parts.limits,
            head: self.head,
            ready: self.ready,
            changes: Writer::with_capacity(0),
            undo: Vec::new(),
            next_generation: None,
            root: None,
        };
        for task in batch {
            task.plan(&mut draft, &status);
        }
        let Draft { ready, changes, undo, next_generation: next, root, .. } = draft;
        let worn = self.sealed >= self.parts.limits.records_per_store_key && !changes.is_empty();
        let next = next.or_else(|| worn.then_some(self.head.generation + 1));
        let written = match next {
            Some(generation) => self.replace(generation, root).await?,
            None if changes.is_empty() => Written::Done,
            None => self.append(&changes).await?,
        };
        match written {
            Written::Done => self.ready = ready,
            Written::Conflict if next.is_some() => self.doubt = true,
            Written::Conflict => undo.into_iter().rev().for_each(|undo| self.state.undo(undo)),
        }
        Ok(written)
    }

    async fn append(&mut self, changes: &Writer) -> Result<Written, KeyError> {
        let record = self.key.seal_record(self.head.sequence + 1, changes, &*self.parts.entropy)?;
        self.sealed += 1;
        let written = self.parts.medium.append(self.head, &record).await?;
        if written == Written::Done {
            self.head.sequence += 1;
        }
        Ok(written)
    }

    /// Writes the state as it is under a new store key; the former one is gone with its medium.
    async fn replace(&mut self, generation: u64, root: Option<RootKey>) -> Result<Written, KeyError> {
        let key = self.key.next(generation, &*self.parts.entropy);
        let next =
            key.snapshot(&self.state, root.as_ref().unwrap_or(&self.parts.root), &*self.parts.entropy)?;
        self.coming_root = root;
        let written = self.parts.medium.replace(Some(self.head), &next).await?;
        let root = self.coming_root.take();
        if written == Written::Done {
            self.head = Head { generation, sequence: 0 };
            self.sealed = next.shards.len() as u64;
            self.key = key;
            if let Some(root) = root {
                self.parts.root = root;
            }
        }
        Ok(written)
    }

    fn status(&self) -> Status {
        Status {
            level: self.parts.medium.level(),
            generation: self.head.generation,
            sequence: self.head.sequence,
            ready: self.ready,
            slots: self.state.slots.len() as u64,
            epochs: self.state.epochs.len() as u64,
            tenants: self.state.tenants.len() as u64,
            clock_mark: self.state.clock_mark,
        }
    }
}

pub(super) fn decode(root: &RootKey, stored: &Stored) -> Result<(StoreKey, KeyState, Head), KeyError> {
    let generation = stored.snapshot.generation;
    let key = StoreKey::open(root, generation, &stored.snapshot.anchor)?;
    let mut state = key.read_shards(&stored.snapshot.shards)?;
    let mut head = Head { generation, sequence: 0 };
    key.read_log(&mut state, &mut head, &stored.log)?;
    Ok((key, state, head))
}
