//! The auditor: reads a whole journal in pages and reports everything that does not hold together.
//!
//! Pure and streaming: the caller loads the rows of each [`PageRange`] (a few queries a page) and hands them over;
//! memory stays that of a page, whatever the length of the log. It never stops at a first finding.
//!
//! What a log without findings proves: every row says what its leaf says; every leaf is in the tree at its index;
//! the tree has exactly the signed roots, at every checkpoint; the series of checkpoints has no hole; the tree
//! contains the anchor; no entry waits beyond the bound. What needs more than the rows stands in the README.

mod checkpoints;
mod entry;
mod finding;
mod order;
mod report;
mod row;
mod spine;

use std::{collections::HashMap, iter::Peekable, vec::IntoIter};

pub use entry::may_be_sealed;
pub use finding::{CheckpointFault, Fault, Finding};
pub use report::Report;
pub use row::{Page, PageRange, StoredCheckpoint, StoredEntry, StoredNode, StoredPayload};

use self::{
    checkpoints::Series,
    entry::{Erasures, Examined, examine},
    order::Misplaced,
    report::Findings,
    spine::Spine,
};
pub use crate::anchor::CheckpointAnchor;
use crate::{
    checkpoint::{LogKey, SignedCheckpoint},
    hash::Hash,
    tag::TagKey,
    tree::NodeId,
};

/// Leaves in one page.
const PAGE: u64 = 1024;

/// What the auditor is told from outside the journal's tables.
#[derive(Debug)]
pub struct Settings {
    /// The log's public keys: the present one and those before it.
    pub keys: Vec<LogKey>,
    /// The keys of the tags, likewise; without any (a third party) rows are checked against the tree alone.
    pub tag_keys: Vec<TagKey>,
    /// The last checkpoint as remembered outside the database.
    pub anchor: Option<CheckpointAnchor>,
    /// Now, microseconds since 1970.
    pub now_micros: u64,
    /// How long an entry may wait for its place.
    pub overdue_after_micros: u64,
    /// How many findings are kept in full; the others are only counted.
    pub keep: usize,
}

/// How much there is to read; two small queries.
#[derive(Debug, Clone, Copy)]
pub struct Extent<'a> {
    /// Rows of `journal_entry` with an index: a count, not a maximum, so that no row can claim an endless log.
    pub sequenced: u64,
    /// `note` of the checkpoint with the largest size.
    pub last_note: Option<&'a str>,
}

/// An audit under way: [`Auditor::next_range`] and [`Auditor::page`] in turn, then [`Auditor::unsequenced`] for
/// each row without index, then [`Auditor::finish`].
#[derive(Debug)]
pub struct Auditor {
    settings: Settings,
    spine: Spine,
    series: Series,
    end: u64,
    stored: u64,
    missing_from: Option<u64>,
    misplaced: Misplaced,
    erasures: Erasures,
    findings: Findings,
    entries: u64,
    last_page_read: bool,
}

impl Auditor {
    /// Begins an audit.
    #[must_use]
    pub fn new(settings: Settings, extent: Extent<'_>) -> Self {
        let signed = extent.last_note.and_then(|note| SignedCheckpoint::open(note, &settings.keys).ok());
        let sealed = signed.map_or(0, |last| last.size());
        let anchored = settings.anchor.map_or(0, |anchor| anchor.size);
        Self {
            findings: Findings::new(settings.keep),
            settings,
            spine: Spine::default(),
            series: Series::default(),
            end: extent.sequenced.max(sealed).max(anchored),
            stored: extent.sequenced,
            missing_from: None,
            misplaced: Misplaced::default(),
            erasures: Erasures::default(),
            entries: 0,
            last_page_read: false,
        }
    }

    /// The leaves to load next; `None` when the log was read to its end.
    #[must_use]
    pub fn next_range(&self) -> Option<PageRange> {
        if self.last_page_read {
            return None;
        }
        let start = self.spine.size();
        let end = self.end.min(start.saturating_add(PAGE));
        Some(PageRange { start, end, last: end == self.end })
    }

    /// Audits the rows of the range that [`Auditor::next_range`] just asked for.
    pub fn page(&mut self, page: Page) {
        let Some(range) = self.next_range() else { return };
        let mut stored = self.index_nodes(page.nodes);
        self.series.add(page.checkpoints, &self.settings, &mut |finding| self.findings.add(finding));
        let mut rows = self.in_range(page.entries, range).into_iter().peekable();
        if range.start == 0 {
            self.check_roots();
        }
        for index in range.start..range.end {
            let leaf = self.leaf(index, &mut rows, stored.remove(&NodeId::new(0, index)));
            self.spine.push(leaf, &mut stored, |finding| self.findings.add(finding));
            self.check_roots();
        }
        let mut strays: Vec<_> = stored.into_keys().collect();
        strays.sort_unstable();
        for id in strays {
            self.findings.add(Finding::NodeStray(id));
        }
        self.last_page_read = range.last;
    }

    /// Audits an entry that has no place yet.
    pub fn unsequenced(&mut self, row: &StoredEntry) {
        self.entries += 1;
        let Examined { leaf, faults, .. } = examine(row, &self.settings.tag_keys);
        if let Some(leaf) = &leaf {
            self.erasures.note(row, leaf);
        }
        if !faults.is_empty() {
            self.findings.add(Finding::EntryAltered { index: None, entry_id: row.entry_id, faults });
        }
        let waited = self.settings.now_micros.saturating_sub(row.at_micros);
        if waited > self.settings.overdue_after_micros {
            let seconds = waited / 1_000_000;
            self.findings.add(Finding::EntryOverdue { entry_id: row.entry_id, seconds });
        }
    }

    /// Adds what the store found by itself: an act whose entry is gone, a row it cannot read.
    pub fn add(&mut self, finding: Finding) {
        self.findings.add(finding);
    }

    /// Ends the audit.
    #[must_use]
    pub fn finish(mut self) -> Report {
        if let Some(from) = self.missing_from.take() {
            self.findings.add(Finding::Truncated { stored: from, sealed: self.end });
        }
        let anchor = self.settings.anchor;
        self.series.finish(anchor, self.stored.min(self.end), &mut |finding| self.findings.add(finding));
        self.misplaced.findings().for_each(|finding| self.findings.add(finding));
        for (entry_id, index) in self.erasures.unaccounted() {
            let faults = vec![Fault::PayloadMissing];
            self.findings.add(Finding::EntryAltered { index, entry_id, faults });
        }
        Report {
            total: self.findings.total(),
            findings: self.findings.into_kept(),
            entries: self.entries,
            checkpoints: self.series.sound(),
            size: self.spine.size(),
            root: self.spine.root(),
        }
    }

    /// The leaf hash to go on with at `index`: the stored node's, else the row's own, else none.
    fn leaf(
        &mut self,
        index: u64,
        rows: &mut Peekable<IntoIter<StoredEntry>>,
        node: Option<Hash>,
    ) -> Option<Hash> {
        if node.is_none() {
            self.findings.add(Finding::NodeMissing(NodeId::new(0, index)));
        }
        let Some(row) = rows.next_if(|row| row.index == Some(index)) else {
            self.missing_from.get_or_insert(index);
            if let Some(node) = node {
                self.misplaced.expected(index, node);
            }
            return node;
        };
        if let Some(from) = self.missing_from.take() {
            self.findings.add(Finding::EntriesMissing { from, to: index });
        }
        while rows.next_if(|row| row.index == Some(index)).is_some() {
            self.findings.add(Finding::EntryDuplicate { index });
        }
        Some(self.row(index, &row, node))
    }

    fn row(&mut self, index: u64, row: &StoredEntry, node: Option<Hash>) -> Hash {
        self.entries += 1;
        let Examined { hash, leaf, faults } = examine(row, &self.settings.tag_keys);
        if let Some(leaf) = &leaf {
            self.erasures.note(row, leaf);
        }
        let entry_id = row.entry_id;
        match node {
            Some(node) if node != hash => {
                self.misplaced.expected(index, node);
                if let Some(finding) = self.misplaced.row(index, entry_id, hash, faults) {
                    self.findings.add(finding);
                }
                node
            }
            _ => {
                if !faults.is_empty() {
                    self.findings.add(Finding::EntryAltered { index: Some(index), entry_id, faults });
                }
                hash
            }
        }
    }

    /// The rows of a range in order of place; those that claim another place are reported.
    fn in_range(&mut self, rows: Vec<StoredEntry>, range: PageRange) -> Vec<StoredEntry> {
        let place = |row: &StoredEntry| row.index.unwrap_or(u64::MAX);
        let (mut rows, strays): (Vec<_>, Vec<_>) =
            rows.into_iter().partition(|row| (range.start..range.end).contains(&place(row)));
        rows.sort_by_key(place);
        for row in &strays {
            self.findings.add(Finding::EntryStray { index: place(row) });
        }
        rows
    }

    fn check_roots(&mut self) {
        let (size, root) = (self.spine.size(), || self.spine.root());
        let anchor = self.settings.anchor;
        self.series.check(size, root, anchor, &mut |finding| self.findings.add(finding));
    }

    fn index_nodes(&mut self, nodes: Vec<StoredNode>) -> HashMap<NodeId, Hash> {
        let mut stored = HashMap::with_capacity(nodes.len());
        for node in nodes {
            let id = NodeId::new(node.level, node.index);
            match Hash::from_slice(&node.hash) {
                Some(hash) if stored.insert(id, hash).is_some() => self.findings.add(Finding::NodeStray(id)),
                Some(_) => {}
                None => self.findings.add(Finding::NodeAltered(id)),
            }
        }
        stored
    }
}

#[cfg(test)]
mod tests;
