//! What the auditor can find wrong, in words an operator can act on, and the report that collects it.

use std::fmt;

use crate::{checkpoint::CheckpointError, leaf::LeafError, tree::NodeId};

/// One discrepancy. None of them is normal: each means tampering, a restored copy, or a defect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// A row does not say what was sealed or written.
    EntryAltered {
        /// Its position; `None` when not sequenced.
        index: Option<u64>,
        /// Its id.
        entry_id: [u8; 16],
        /// All that is wrong with it.
        faults: Vec<Fault>,
    },
    /// A sealed entry stands at another place than it was sealed at.
    EntryDisplaced {
        /// Where it stands.
        index: u64,
        /// Where it was sealed.
        belongs_at: u64,
        /// Its id.
        entry_id: [u8; 16],
    },
    /// Rows `from..to` were removed.
    EntriesMissing {
        /// First missing index.
        from: u64,
        /// One past the last.
        to: u64,
    },
    /// Two rows claim one place.
    EntryDuplicate {
        /// The place.
        index: u64,
    },
    /// A row claims a place beyond the log's end.
    EntryStray {
        /// The place.
        index: u64,
    },
    /// The log ends earlier than it was sealed: its tail was removed or an old copy was restored.
    Truncated {
        /// Entries still there, from the first.
        stored: u64,
        /// Entries that were sealed.
        sealed: u64,
    },
    /// Entries have places but no checkpoint covers them: checkpoints were removed.
    Unsealed {
        /// First entry not covered.
        from: u64,
        /// One past the last.
        to: u64,
    },
    /// An entry waits for a place longer than the bound.
    EntryOverdue {
        /// Its id.
        entry_id: [u8; 16],
        /// How long it has waited.
        seconds: u64,
    },
    /// A stored node is not there.
    NodeMissing(NodeId),
    /// A stored node is not the hash of its children.
    NodeAltered(NodeId),
    /// A stored node covers leaves that do not exist, or is stored twice.
    NodeStray(NodeId),
    /// A checkpoint row does not hold together.
    CheckpointAltered {
        /// Its number in the series.
        number: u64,
        /// All that is wrong with it.
        faults: Vec<CheckpointFault>,
    },
    /// Checkpoints `from..to` of the series were removed.
    CheckpointsMissing {
        /// First missing number.
        from: u64,
        /// One past the last.
        to: u64,
    },
    /// A signed checkpoint has another root than the stored tree: history was rewritten under our signature.
    Fork {
        /// Size of the checkpoint.
        size: u64,
    },
    /// The anchor kept outside the database has another root than the stored tree.
    AnchorFork {
        /// Size of the anchor.
        size: u64,
    },
    /// What is remembered outside the database is no checkpoint of this journal: nothing tells a journal cut short.
    AnchorUnreadable,
    /// No stored checkpoint has the anchor's size: it was removed.
    AnchorUnmatched {
        /// Size of the anchor.
        size: u64,
    },
    /// The root at this size cannot be computed because entries and nodes are missing.
    RootUnknown {
        /// Size of the checkpoint or anchor.
        size: u64,
    },
    /// An act points to an entry that is not in the journal: the entry was removed. Found by the store's join.
    ActWithoutEntry {
        /// Table of the act.
        table: String,
        /// Its row.
        row: String,
        /// The entry it points to.
        entry_id: [u8; 16],
    },
    /// An act says other than its entry, or does not follow from the acts before it. Found by the store.
    ActAltered {
        /// Table of the act.
        table: String,
        /// Its row.
        row: String,
        /// The entry it points to.
        entry_id: [u8; 16],
    },
    /// An entry tells of an act that its table holds no more. Found by the store.
    EntryWithoutAct {
        /// Table the act stood in.
        table: String,
        /// The entry.
        entry_id: [u8; 16],
    },
    /// A row stands in a state that its last act did not lead to. Found by the store.
    StateWithoutAct {
        /// Table of the row.
        table: String,
        /// The row.
        row: String,
    },
    /// A row says other than what was sealed with it, or than its entries say. Found by the store.
    RowAltered {
        /// Its table.
        table: String,
        /// The row.
        row: String,
    },
    /// A row that cannot even be read. Found by the store.
    Unreadable {
        /// Table of the row.
        table: String,
        /// The row, as far as it can be named.
        row: String,
    },
}

/// What is wrong with an entry's row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// This column differs from the leaf.
    Column(&'static str),
    /// The leaf does not decode.
    Leaf(LeafError),
    /// `leaf_hash` is not the hash of `leaf`.
    LeafHash,
    /// `tag` is not ours: the row was not written by Relais as it stands.
    Tag,
    /// The tree has another leaf at this place.
    Tree,
    /// The payload is not the one committed to, or does not open.
    Payload,
    /// The payload is gone and no erasure tells of it.
    PayloadMissing,
}

/// What is wrong with a checkpoint's row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckpointFault {
    /// The signed text does not verify.
    Note(CheckpointError),
    /// This column differs from the signed text.
    Column(&'static str),
    /// `tag` is not ours: number, time or text were changed.
    Tag,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EntryAltered { index, entry_id, faults } => {
                write!(f, "entry {} ", Id(entry_id))?;
                match index {
                    Some(index) => write!(f, "at index {index}")?,
                    None => f.write_str("(not sequenced)")?,
                }
                write!(f, " was altered: {}", List(faults))
            }
            Self::EntryDisplaced { index, belongs_at, entry_id } => {
                write!(f, "entry {} stands at index {index} but was sealed at {belongs_at}", Id(entry_id))
            }
            Self::EntriesMissing { from, to } => write!(f, "entries {} are missing", Span(*from, *to)),
            Self::EntryDuplicate { index } => write!(f, "two entries claim index {index}"),
            Self::EntryStray { index } => write!(f, "an entry claims index {index}, beyond the log's end"),
            Self::Truncated { stored, sealed } => {
                write!(f, "the log was cut short: {sealed} entries were sealed, {stored} are left")
            }
            Self::Unsealed { from, to } => {
                write!(f, "entries {} have a place but no checkpoint covers them", Span(*from, *to))
            }
            Self::EntryOverdue { entry_id, seconds } => {
                write!(f, "entry {} has waited {seconds} s to be sealed", Id(entry_id))
            }
            Self::NodeMissing(id) => write!(f, "node {} of level {} is missing", id.index, id.level),
            Self::NodeAltered(id) => {
                write!(f, "node {} of level {} is not the hash of its children", id.index, id.level)
            }
            Self::NodeStray(id) => {
                write!(f, "node {} of level {} is stored twice or covers no leaves", id.index, id.level)
            }
            Self::CheckpointAltered { number, faults } => {
                write!(f, "checkpoint {number} was altered: {}", List(faults))
            }
            Self::CheckpointsMissing { from, to } => {
                write!(f, "checkpoints {} are missing", Span(*from, *to))
            }
            Self::Fork { size } => {
                write!(f, "fork: the signed root at size {size} is not the root of the stored entries")
            }
            Self::AnchorFork { size } => {
                write!(f, "fork: the anchor's root at size {size} is not the root of the stored entries")
            }
            Self::AnchorUnreadable => {
                f.write_str("the checkpoint remembered outside the database is none of this journal's")
            }
            Self::AnchorUnmatched { size } => {
                write!(f, "the anchored checkpoint of size {size} is not stored")
            }
            Self::RootUnknown { size } => {
                write!(f, "the root at size {size} cannot be computed: entries and nodes are missing")
            }
            Self::ActWithoutEntry { table, row, entry_id } => {
                write!(f, "{table} {row} points to entry {}, which is not in the journal", Id(entry_id))
            }
            Self::ActAltered { table, row, entry_id } => {
                write!(f, "{table} {row} was altered: it does not say what entry {} says", Id(entry_id))
            }
            Self::EntryWithoutAct { table, entry_id } => {
                write!(f, "entry {} tells of an act that is no more in {table}", Id(entry_id))
            }
            Self::StateWithoutAct { table, row } => {
                write!(f, "{table} {row} stands in a state that none of its acts led to")
            }
            Self::RowAltered { table, row } => {
                write!(f, "{table} {row} was altered: it does not say what was sealed or journalled of it")
            }
            Self::Unreadable { table, row } => write!(f, "{table} {row} cannot be read"),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Column(name) => write!(f, "column {name} differs from the leaf"),
            Self::Leaf(error) => write!(f, "{error}"),
            Self::LeafHash => f.write_str("leaf_hash is not the leaf's"),
            Self::Tag => f.write_str("the tag does not verify"),
            Self::Tree => f.write_str("the tree has another leaf here"),
            Self::Payload => f.write_str("the payload is not the one committed to"),
            Self::PayloadMissing => f.write_str("the payload is gone without an erasure"),
        }
    }
}

impl fmt::Display for CheckpointFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Note(error) => write!(f, "{error}"),
            Self::Column(name) => write!(f, "column {name} differs from the signed text"),
            Self::Tag => f.write_str("the tag does not verify"),
        }
    }
}

/// An id as the hyphenated UUID an operator can search for.
struct Id<'a>(&'a [u8; 16]);

impl fmt::Display for Id<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().enumerate().try_for_each(|(at, byte)| {
            let dash = if matches!(at, 4 | 6 | 8 | 10) { "-" } else { "" };
            write!(f, "{dash}{byte:02x}")
        })
    }
}

/// `from..to` as its first and last member.
struct Span(u64, u64);

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} to {}", self.0, self.1.saturating_sub(1))
    }
}

struct List<'a, T>(&'a [T]);

impl<T: fmt::Display> fmt::Display for List<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().enumerate().try_for_each(|(at, item)| {
            let comma = if at > 0 { ", " } else { "" };
            write!(f, "{comma}{item}")
        })
    }
}
