//! Telling a moved row from an altered one: a leaf that is wrong where it stands may be right somewhere else.

use std::collections::HashMap;

use super::finding::{Fault, Finding};
use crate::hash::Hash;

/// Rows kept back until the end of the walk; beyond it they are reported as altered without looking further.
/// (A row removed and all later ones renumbered moves every row; the first ten thousand tell enough.)
const KEPT: usize = 10_000;

/// Rows that stand where the tree has another leaf, and the leaves that no right row was found for.
#[derive(Debug, Default)]
pub struct Misplaced {
    rows: Vec<Row>,
    homeless: HashMap<Hash, u64>,
}

#[derive(Debug)]
struct Row {
    index: u64,
    entry_id: [u8; 16],
    hash: Hash,
    faults: Vec<Fault>,
}

impl Misplaced {
    /// The tree has the leaf `hash` at `index` and no row there has it.
    pub fn expected(&mut self, index: u64, hash: Hash) {
        if self.homeless.len() < KEPT {
            self.homeless.entry(hash).or_insert(index);
        }
    }

    /// A row whose leaf `hash` is not the tree's at `index`; given back as a finding when too many are kept.
    pub fn row(&mut self, index: u64, entry_id: [u8; 16], hash: Hash, faults: Vec<Fault>) -> Option<Finding> {
        let row = Row { index, entry_id, hash, faults };
        if self.rows.len() < KEPT {
            self.rows.push(row);
            return None;
        }
        Some(row.finding(None))
    }

    /// What became of each row: moved when its leaf is missing elsewhere, altered otherwise.
    pub fn findings(self) -> impl Iterator<Item = Finding> {
        let Self { rows, homeless } = self;
        rows.into_iter().map(move |row| {
            let home = homeless.get(&row.hash).copied();
            row.finding(home)
        })
    }
}

impl Row {
    fn finding(mut self, belongs_at: Option<u64>) -> Finding {
        let (index, entry_id) = (self.index, self.entry_id);
        match belongs_at {
            // A moved row is intact by itself: its columns, hash and tag are what was sealed.
            Some(belongs_at) if self.faults.is_empty() => {
                Finding::EntryDisplaced { index, belongs_at, entry_id }
            }
            _ => {
                self.faults.push(Fault::Tree);
                Finding::EntryAltered { index: Some(index), entry_id, faults: self.faults }
            }
        }
    }
}
