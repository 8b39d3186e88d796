//! A journal in memory, a superuser who can do anything to its rows but has no key, and what the auditor then says.

mod attacks;
mod payloads;
mod properties;
mod removals;
mod sentences;

use std::collections::HashMap;

use super::*;
use crate::{
    action::Action,
    checkpoint::{Checkpoint, Origin},
    commit::SubjectPid,
    entry::Entry,
    leaf::{Leaf, ScopeCode},
    seal::Sealing,
    signer::LocalSigner,
    tree::{Frontier, Node, leaf_hash},
};

const SECOND: u64 = 1_000_000;
const START: u64 = 1_790_000_000 * SECOND;
const SEED: [u8; 32] = [7; 32];

fn signer() -> &'static LocalSigner {
    static SIGNER: std::sync::LazyLock<LocalSigner> = std::sync::LazyLock::new(|| {
        LocalSigner::from_seed(Origin::parse("relais.example/journal/test").unwrap(), &SEED).unwrap()
    });
    &SIGNER
}

fn tag_key() -> TagKey {
    TagKey::from_seed(&SEED)
}

/// The three tables, and what the sealer and the key store remember.
#[derive(Clone, Debug, Default)]
struct Book {
    entries: Vec<StoredEntry>,
    nodes: Vec<StoredNode>,
    checkpoints: Vec<StoredCheckpoint>,
    anchor: Option<CheckpointAnchor>,
}

impl Book {
    /// A journal of `batches` sealed one after the other, numbered leaves throughout.
    fn sealed(batches: &[u64]) -> Self {
        let mut book = Self::default();
        for batch in batches {
            book.write(*batch);
            book.seal();
        }
        book
    }

    /// Acts: entries without a place yet.
    fn write(&mut self, count: u64) {
        for _ in 0..count {
            let at = self.entries.len() as u64;
            let entry = Entry::new(leaf(at), &tag_key());
            self.entries.push(stored_entry(&entry));
        }
    }

    /// The sealer: places for all entries that may be sealed, their nodes, a checkpoint, the anchor.
    fn seal(&mut self) {
        let origin = signer().log_key().origin();
        let keys = [signer().log_key().clone()];
        let last = self.checkpoints.last().map(|row| SignedCheckpoint::open(&row.note, &keys).unwrap());
        let tag_keys = [tag_key()];
        let sealing = Sealing { origin, last: last.as_ref(), anchor: self.anchor, tag_keys: &tag_keys };
        let (waiting, settled): (Vec<_>, Vec<_>) =
            self.entries.drain(..).partition(|row| row.index.is_none());
        let plan = sealing.plan(&self.stored(&sealing.nodes()), &waiting).unwrap();
        let places: HashMap<_, _> = plan.places.into_iter().collect();
        self.entries = settled;
        self.entries.extend(
            waiting
                .into_iter()
                .map(|row: StoredEntry| StoredEntry { index: places.get(&row.entry_id).copied(), ..row }),
        );
        self.nodes.extend(plan.nodes.into_iter().map(stored_node));
        let checkpoint = plan.checkpoint.expect("an entry to seal");
        self.insert_checkpoint(&signer().seal(checkpoint).unwrap());
    }

    fn insert_checkpoint(&mut self, signed: &SignedCheckpoint) {
        let number = self.checkpoints.len() as u64 + 1;
        let sealed_at_micros = START + number * SECOND;
        self.checkpoints.push(StoredCheckpoint {
            number,
            size: signed.size(),
            root: signed.root().bytes().to_vec(),
            sealed_at_micros,
            note: signed.note().to_owned(),
            tag: tag_key().checkpoint(number, sealed_at_micros, signed.note()).bytes().to_vec(),
        });
        self.anchor = Some(signed.into());
    }

    /// The nodes asked for, and no others.
    fn stored(&self, asked: &[NodeId]) -> HashMap<NodeId, Hash> {
        let stored = self.nodes.iter();
        let stored = stored
            .map(|row| (NodeId::new(row.level, row.index), Hash::from_slice(&row.hash).unwrap()))
            .filter(|(id, _)| asked.contains(id));
        stored.collect()
    }

    fn root(&self) -> Hash {
        self.anchor.unwrap().root
    }

    fn audit(&self) -> Report {
        self.audit_with(|_| {})
    }

    fn audit_with(&self, change: impl FnOnce(&mut Settings)) -> Report {
        let mut settings = Settings {
            keys: vec![signer().log_key().clone()],
            tag_keys: vec![tag_key()],
            anchor: self.anchor,
            now_micros: START + 10 * SECOND,
            overdue_after_micros: 120 * SECOND,
            keep: 100,
        };
        change(&mut settings);
        let sequenced = self.entries.iter().filter(|row| row.index.is_some()).count() as u64;
        let last = self.checkpoints.iter().max_by_key(|row| row.size);
        let extent = Extent { sequenced, last_note: last.map(|row| row.note.as_str()) };
        let mut auditor = Auditor::new(settings, extent);
        while let Some(range) = auditor.next_range() {
            auditor.page(self.load(range));
        }
        self.entries.iter().filter(|row| row.index.is_none()).for_each(|row| auditor.unsequenced(row));
        auditor.finish()
    }

    /// The queries of the store, on vectors; order is not promised, so the worst one.
    fn load(&self, range: PageRange) -> Page {
        let PageRange { start, end, last } = range;
        let in_page = |index: u64| index >= start && (last || index < end);
        let placed = |row: &&StoredEntry| row.index.is_some_and(in_page);
        let entries = self.entries.iter().rev().filter(placed).cloned().collect();
        let listed: HashMap<u8, _> = range.nodes().into_iter().collect();
        let node_in_page = |node: &&StoredNode| match listed.get(&node.level) {
            Some(indexes) if !last => indexes.contains(&node.index),
            None if !last => false,
            _ => node.index >= range.node_start(node.level),
        };
        let nodes = self.nodes.iter().filter(node_in_page).cloned().collect();
        let sized = |row: &&StoredCheckpoint| {
            (row.size > start || (start == 0 && row.size == 0)) && (last || row.size <= end)
        };
        let checkpoints = self.checkpoints.iter().rev().filter(sized).cloned().collect();
        Page { entries, nodes, checkpoints }
    }

    /// The superuser makes leaf bytes and hash of a row agree with its columns again; the tag he cannot make.
    fn rehash(&mut self, at: usize) {
        let row = &mut self.entries[at];
        let leaf = Leaf {
            entry_id: row.entry_id,
            at_micros: row.at_micros,
            tenant_id: row.tenant_id,
            actor_pid: row.actor_pid,
            action: row.action.parse().unwrap(),
            object_id: row.object_id,
            subject_pid: row.subject_pid.map(SubjectPid::new),
            scope: row.scope.as_deref().and_then(ScopeCode::parse),
            payload_commit: row.payload_commit.as_deref().and_then(Hash::from_slice),
        };
        row.leaf = leaf.encode();
        row.leaf_hash = leaf_hash(&row.leaf).bytes().to_vec();
    }

    /// The superuser computes every node again from the entries as they now stand; answers the new root.
    fn rebuild_nodes(&mut self) -> Hash {
        let mut placed: Vec<_> = self.entries.iter().filter(|row| row.index.is_some()).collect();
        placed.sort_by_key(|row| row.index);
        let hashes: Vec<_> = placed.iter().map(|row| leaf_hash(&row.leaf)).collect();
        let mut frontier = Frontier::new();
        self.nodes = frontier.append(&hashes).unwrap().into_iter().map(stored_node).collect();
        frontier.root()
    }

    /// The superuser removes the last `count` places with everything that tells of them inside the database.
    fn truncate(&mut self, count: usize) {
        let left = (self.entries.len() - count) as u64;
        self.entries.retain(|row| row.index.is_some_and(|index| index < left));
        self.nodes.retain(|node| (node.index + 1) << node.level <= left);
        self.checkpoints.retain(|row| row.size <= left);
    }
}

fn leaf(number: u64) -> Leaf {
    let mut entry_id = [0xee; 16];
    entry_id[8..].copy_from_slice(&number.to_be_bytes());
    Leaf {
        entry_id,
        at_micros: START + number,
        tenant_id: [1; 16],
        actor_pid: Some([2; 16]),
        action: Action::PersonRead,
        object_id: Some([3; 16]),
        subject_pid: Some(SubjectPid::new([4; 16])),
        scope: ScopeCode::parse("logement"),
        payload_commit: None,
    }
}

fn stored_entry(entry: &Entry) -> StoredEntry {
    let leaf = &entry.leaf;
    StoredEntry {
        index: None,
        entry_id: leaf.entry_id,
        at_micros: leaf.at_micros,
        tenant_id: leaf.tenant_id,
        actor_pid: leaf.actor_pid,
        action: leaf.action.as_str().to_owned(),
        object_id: leaf.object_id,
        subject_pid: leaf.subject_pid.map(|pid| *pid.as_bytes()),
        scope: leaf.scope.as_ref().map(|scope| scope.as_str().to_owned()),
        payload_commit: leaf.payload_commit.map(|commit| commit.bytes().to_vec()),
        leaf: entry.leaf_bytes.clone(),
        leaf_hash: entry.leaf_hash.bytes().to_vec(),
        tag: entry.tag.bytes().to_vec(),
        payload: StoredPayload::Absent,
    }
}

fn stored_node(node: Node) -> StoredNode {
    StoredNode { level: node.id.level, index: node.id.index, hash: node.hash.bytes().to_vec() }
}

fn altered(book: &Book, at: usize, faults: &[Fault]) -> Finding {
    let row = &book.entries[at];
    Finding::EntryAltered { index: row.index, entry_id: row.entry_id, faults: faults.to_vec() }
}

#[test]
fn an_untouched_journal_is_sound_whatever_its_length() {
    for batches in [&[][..], &[1], &[2, 1], &[255, 1], &[1023, 1, 1], &[1024], &[700, 800, 1000]] {
        let book = Book::sealed(batches);
        let report = book.audit();
        let size = batches.iter().sum();
        assert_eq!(report.findings, [], "{batches:?}");
        assert!(report.is_sound());
        assert_eq!((report.size, report.entries), (size, size));
        assert_eq!(report.checkpoints, batches.len() as u64);
        let root = book.anchor.map_or_else(crate::tree::empty_root, |anchor| anchor.root);
        assert_eq!(report.root, Some(root));
    }
}

#[test]
fn a_third_party_without_tag_key_and_anchor_can_audit_too() {
    let book = Book::sealed(&[5, 6]);
    let report = book.audit_with(|settings| {
        settings.tag_keys.clear();
        settings.anchor = None;
    });
    assert_eq!((report.findings, report.checkpoints), (vec![], 2));
}

#[test]
fn findings_beyond_the_kept_ones_are_counted() {
    let mut book = Book::sealed(&[50]);
    book.entries.iter_mut().for_each(|row| row.tenant_id = [9; 16]);
    let report = book.audit_with(|settings| settings.keep = 3);
    assert_eq!((report.findings.len(), report.total), (3, 50));
    assert!(!report.is_sound());
}
