//! What comes out of an audit.

use super::finding::Finding;
use crate::hash::Hash;

/// The outcome of an audit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The first findings, as many as [`super::Settings::keep`].
    pub findings: Vec<Finding>,
    /// How many there are in all.
    pub total: u64,
    /// Entries read, sealed or not.
    pub entries: u64,
    /// Checkpoints whose signature and root were found right.
    pub checkpoints: u64,
    /// Leaves of the log.
    pub size: u64,
    /// Its root, when there is evidence for all of it.
    pub root: Option<Hash>,
}

impl Report {
    /// Nothing was found.
    #[must_use]
    pub const fn is_sound(&self) -> bool {
        self.total == 0
    }
}

/// The findings so far: the first ones in full, all of them counted.
#[derive(Debug, Default)]
pub(super) struct Findings {
    kept: Vec<Finding>,
    total: u64,
    keep: usize,
}

impl Findings {
    pub fn new(keep: usize) -> Self {
        Self { keep, ..Self::default() }
    }

    pub fn add(&mut self, finding: Finding) {
        self.total += 1;
        if self.kept.len() < self.keep {
            self.kept.push(finding);
        }
    }

    pub const fn total(&self) -> u64 {
        self.total
    }

    pub fn into_kept(self) -> Vec<Finding> {
        self.kept
    }
}
