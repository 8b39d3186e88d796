//! Rows as the store hands them over: raw, because a row somebody altered need not read as what it should be.

use std::ops::Range;

use crate::{hash::Hash, tree::nodes_between};

/// A row of `journal_entry`.
#[derive(Clone, Debug)]
pub struct StoredEntry {
    /// `idx`; `None` while not sequenced. A negative value is given as `u64::MAX`.
    pub index: Option<u64>,
    /// `id`.
    pub entry_id: [u8; 16],
    /// `at`, microseconds since 1970; a time before that is given as `u64::MAX`.
    pub at_micros: u64,
    /// `tenant_id`.
    pub tenant_id: [u8; 16],
    /// `actor_pid`.
    pub actor_pid: Option<[u8; 16]>,
    /// `action`.
    pub action: String,
    /// `object_id`.
    pub object_id: Option<[u8; 16]>,
    /// `subject_pid`.
    pub subject_pid: Option<[u8; 16]>,
    /// `scope`.
    pub scope: Option<String>,
    /// `payload_commit`.
    pub payload_commit: Option<Vec<u8>>,
    /// `leaf`.
    pub leaf: Vec<u8>,
    /// `leaf_hash`.
    pub leaf_hash: Vec<u8>,
    /// `tag`.
    pub tag: Vec<u8>,
    /// What became of `payload`.
    pub payload: StoredPayload,
}

/// What the caller found in `payload`; opening it needs keys that are none of the auditor's business.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoredPayload {
    /// The column is empty.
    Absent,
    /// There is a sealed payload, and the caller did not open it.
    Unopened,
    /// It opened; this is [`crate::Opening::commit`] of what was inside.
    Opened(Hash),
    /// It does not open with the key that is there.
    Broken,
}

/// A row of `journal_node`.
#[derive(Clone, Debug)]
pub struct StoredNode {
    /// `level`; a value out of range is given as `u8::MAX`.
    pub level: u8,
    /// `idx`.
    pub index: u64,
    /// `hash`.
    pub hash: Vec<u8>,
}

/// A row of `journal_checkpoint`.
#[derive(Clone, Debug)]
pub struct StoredCheckpoint {
    /// `number`.
    pub number: u64,
    /// `size`.
    pub size: u64,
    /// `root`.
    pub root: Vec<u8>,
    /// `sealed_at`, microseconds since 1970.
    pub sealed_at_micros: u64,
    /// `note`.
    pub note: String,
    /// `tag`.
    pub tag: Vec<u8>,
}

/// The leaves the auditor wants next: `start..end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageRange {
    /// First leaf.
    pub start: u64,
    /// One past the last.
    pub end: u64,
    /// On the last page the upper bounds are open: whatever lies beyond the log's end is loaded too.
    pub last: bool,
}

impl PageRange {
    /// The nodes to load, as one range of `idx` per level. On the last page, load from each start upwards, and
    /// levels not listed here from [`PageRange::node_start`].
    #[must_use]
    pub fn nodes(&self) -> Vec<(u8, Range<u64>)> {
        nodes_between(self.start, self.end)
    }

    /// The first node of `level` that becomes complete after `start` leaves.
    #[must_use]
    pub const fn node_start(&self, level: u8) -> u64 {
        if level < 64 { self.start >> level } else { 0 }
    }
}

/// The rows of one [`PageRange`].
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// `idx >= start AND idx < end`, in any order.
    pub entries: Vec<StoredEntry>,
    /// The nodes of [`PageRange::nodes`], in any order.
    pub nodes: Vec<StoredNode>,
    /// `size > start AND size <= end` (on the first page also `size = 0`), in any order.
    pub checkpoints: Vec<StoredCheckpoint>,
}
