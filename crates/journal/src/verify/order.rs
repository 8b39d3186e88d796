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

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(number: usize) -> Hash {
        Hash::of(&[&number.to_be_bytes()])
    }

    #[test]
    fn a_row_with_a_fault_of_its_own_is_altered_wherever_it_belongs() {
        let mut misplaced = Misplaced::default();
        misplaced.expected(1, hash(0));
        assert_eq!(misplaced.row(0, [1; 16], hash(0), vec![Fault::Tag]), None);
        let faults = vec![Fault::Tag, Fault::Tree];
        let expected = Finding::EntryAltered { index: Some(0), entry_id: [1; 16], faults };
        assert_eq!(misplaced.findings().collect::<Vec<_>>(), [expected]);
    }

    #[test]
    fn beyond_the_kept_rows_nothing_is_lost_but_the_word_for_it() {
        let mut misplaced = Misplaced::default();
        for number in 0..KEPT {
            misplaced.expected(number as u64, hash(number + 1));
            assert_eq!(misplaced.row(number as u64, [1; 16], hash(number), vec![]), None);
        }
        misplaced.expected(0, hash(KEPT + 5));
        let at_once = misplaced.row(KEPT as u64, [2; 16], hash(KEPT), vec![]);
        let faults = vec![Fault::Tree];
        let expected = Finding::EntryAltered { index: Some(KEPT as u64), entry_id: [2; 16], faults };
        assert_eq!(at_once, Some(expected));
        assert_eq!(misplaced.homeless.len(), KEPT);
        assert_eq!(misplaced.findings().count(), KEPT);
    }
}
