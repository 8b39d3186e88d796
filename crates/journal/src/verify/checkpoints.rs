//! The series of checkpoints: each row by itself, the numbers, and each signed root against the walk.

use std::collections::VecDeque;

use super::{
    Settings,
    finding::{CheckpointFault, Finding},
    row::StoredCheckpoint,
};
use crate::{anchor::CheckpointAnchor, checkpoint::SignedCheckpoint, hash::Hash};

/// The checkpoints read and not yet reached by the walk.
#[derive(Debug, Default)]
pub struct Series {
    ahead: VecDeque<(u64, Hash)>,
    last_number: u64,
    sealed: u64,
    anchor_seen: bool,
    sound: u64,
}

impl Series {
    /// Takes the checkpoints of a page.
    pub fn add(
        &mut self,
        mut rows: Vec<StoredCheckpoint>,
        settings: &Settings,
        report: &mut impl FnMut(Finding),
    ) {
        rows.sort_by_key(|row| row.size);
        for row in &rows {
            self.check_number(row.number, report);
            let (signed, faults) = examine(row, settings);
            if !faults.is_empty() {
                report(Finding::CheckpointAltered { number: row.number, faults });
            }
            if let Some(signed) = signed {
                self.ahead.push_back((signed.size(), signed.root()));
            }
        }
        self.ahead.make_contiguous().sort_unstable_by_key(|(size, _)| *size);
    }

    /// Compares the signed roots of this size, and the anchor's, with the root of the walk.
    pub fn check(
        &mut self,
        size: u64,
        root: impl Fn() -> Option<Hash>,
        anchor: Option<CheckpointAnchor>,
        report: &mut impl FnMut(Finding),
    ) {
        while let Some((of, signed)) = self.ahead.pop_front_if(|(ahead, _)| *ahead <= size) {
            if of < size {
                // Loaded too late for its root because its `size` column lies, which is reported already.
                continue;
            }
            self.sealed = self.sealed.max(size);
            self.anchor_seen |= anchor.is_some_and(|anchor| anchor.size == size);
            match root() {
                Some(root) if root == signed => self.sound += 1,
                Some(_) => report(Finding::Fork { size }),
                None => report(Finding::RootUnknown { size }),
            }
        }
        if let Some(anchor) = anchor.filter(|anchor| anchor.size == size) {
            match root() {
                Some(root) if root == anchor.root => {}
                Some(_) => report(Finding::AnchorFork { size }),
                None => report(Finding::RootUnknown { size }),
            }
        }
    }

    /// What only the end can tell, for a log of which `stored` entries are there.
    pub fn finish(&self, anchor: Option<CheckpointAnchor>, stored: u64, report: &mut impl FnMut(Finding)) {
        for (size, _) in &self.ahead {
            report(Finding::Truncated { stored, sealed: *size });
        }
        if let Some(anchor) = anchor.filter(|anchor| anchor.size > 0 && !self.anchor_seen) {
            report(Finding::AnchorUnmatched { size: anchor.size });
        }
        if self.sealed < stored && self.ahead.is_empty() {
            report(Finding::Unsealed { from: self.sealed, to: stored });
        }
    }

    /// Checkpoints found right.
    pub const fn sound(&self) -> u64 {
        self.sound
    }

    fn check_number(&mut self, number: u64, report: &mut impl FnMut(Finding)) {
        let expected = self.last_number + 1;
        if number > expected {
            report(Finding::CheckpointsMissing { from: expected, to: number });
        } else if number < expected {
            let faults = vec![CheckpointFault::Column("number")];
            report(Finding::CheckpointAltered { number, faults });
        }
        self.last_number = self.last_number.max(number.min(u64::MAX - 1));
    }
}

/// A row by itself: signature, columns, tag.
fn examine(row: &StoredCheckpoint, settings: &Settings) -> (Option<SignedCheckpoint>, Vec<CheckpointFault>) {
    let mut faults = Vec::new();
    let signed = match SignedCheckpoint::open(&row.note, &settings.keys) {
        Ok(signed) => Some(signed),
        Err(error) => {
            faults.push(CheckpointFault::Note(error));
            None
        }
    };
    if let Some(signed) = &signed {
        if signed.size() != row.size {
            faults.push(CheckpointFault::Column("size"));
        }
        if row.root != signed.root().as_bytes() {
            faults.push(CheckpointFault::Column("root"));
        }
    }
    let tag = |key: &crate::TagKey| key.checkpoint(row.number, row.sealed_at_micros, &row.note);
    if !settings.tag_keys.is_empty() && !settings.tag_keys.iter().any(|key| tag(key).matches(&row.tag)) {
        faults.push(CheckpointFault::Tag);
    }
    (signed, faults)
}
