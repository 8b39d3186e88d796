//! One row against its own leaf, tag and payload; the tree is checked by the auditor's walk.

use std::collections::HashMap;

use super::{
    finding::Fault,
    row::{StoredEntry, StoredPayload},
};
use crate::{
    action::Action,
    commit::SubjectPid,
    hash::Hash,
    leaf::{Leaf, ScopeCode},
    tag::TagKey,
    tree::leaf_hash,
};

/// What a row's own contents tell.
pub struct Examined {
    /// The hash of the stored leaf, whatever the other columns say.
    pub hash: Hash,
    /// The leaf, when it decodes.
    pub leaf: Option<Leaf>,
    /// All that is wrong with the row by itself.
    pub faults: Vec<Fault>,
}

/// Examines a row by itself.
pub fn examine(row: &StoredEntry, tag_keys: &[TagKey]) -> Examined {
    let hash = leaf_hash(&row.leaf);
    let mut faults = Vec::new();
    let leaf = match Leaf::decode(&row.leaf) {
        Ok(leaf) => {
            faults.extend(differing_columns(row, &leaf).map(Fault::Column));
            Some(leaf)
        }
        Err(error) => {
            faults.push(Fault::Leaf(error));
            None
        }
    };
    if row.leaf_hash != hash.as_bytes() {
        faults.push(Fault::LeafHash);
    }
    if !tag_keys.is_empty() && !tag_keys.iter().any(|key| key.entry(&hash).matches(&row.tag)) {
        faults.push(Fault::Tag);
    }
    if leaf.as_ref().is_some_and(|leaf| payload_broken(row.payload, leaf.payload_commit)) {
        faults.push(Fault::Payload);
    }
    Examined { hash, leaf, faults }
}

/// The leaf hash of a stored row without place that may be sealed: columns, hash and tag are as Relais wrote them.
///
/// The sealer leaves a row that fails where it is and raises the alarm; sealing it would lend it our signature.
///
/// `tag_keys`: the present one, and the one before it while a row may still bear its tag. Never empty.
///
/// # Errors
/// All that is wrong with the row.
pub fn may_be_sealed(row: &StoredEntry, tag_keys: &[TagKey]) -> Result<Hash, Vec<Fault>> {
    if tag_keys.is_empty() {
        return Err(vec![Fault::Tag]);
    }
    let Examined { hash, faults, .. } = examine(row, tag_keys);
    if faults.is_empty() { Ok(hash) } else { Err(faults) }
}

/// The columns that say something else than the leaf.
fn differing_columns(row: &StoredEntry, leaf: &Leaf) -> impl Iterator<Item = &'static str> {
    let commit = leaf.payload_commit.as_ref().map(|commit| commit.as_bytes().as_slice());
    let same = [
        ("id", row.entry_id == leaf.entry_id),
        ("at", row.at_micros == leaf.at_micros),
        ("tenant_id", row.tenant_id == leaf.tenant_id),
        ("actor_pid", row.actor_pid == leaf.actor_pid),
        ("action", row.action == leaf.action.as_str()),
        ("object_id", row.object_id == leaf.object_id),
        ("subject_pid", row.subject_pid.as_ref() == leaf.subject_pid.as_ref().map(SubjectPid::as_bytes)),
        ("scope", row.scope.as_deref() == leaf.scope.as_ref().map(ScopeCode::as_str)),
        ("payload_commit", row.payload_commit.as_deref() == commit),
    ];
    same.into_iter().filter(|(_, same)| !same).map(|(column, _)| column)
}

fn payload_broken(payload: StoredPayload, commit: Option<Hash>) -> bool {
    match payload {
        StoredPayload::Absent => false,
        StoredPayload::Unopened => commit.is_none(),
        StoredPayload::Opened(opened) => commit != Some(opened),
        StoredPayload::Broken => true,
    }
}

/// Entries whose payload is gone, until an erasure in the log accounts for them.
///
/// An erasure comes later in the log than what it erased, and either names an entry (`payload.erased`) or a
/// pseudonym (`subject.erased`).
#[derive(Debug, Default)]
pub struct Erasures {
    gone: HashMap<[u8; 16], Gone>,
}

#[derive(Debug)]
struct Gone {
    index: Option<u64>,
    subject: Option<SubjectPid>,
}

impl Erasures {
    /// Takes note of a row and of the erasure it may tell of.
    pub fn note(&mut self, row: &StoredEntry, leaf: &Leaf) {
        if leaf.payload_commit.is_some() && row.payload == StoredPayload::Absent {
            self.gone.insert(row.entry_id, Gone { index: row.index, subject: leaf.subject_pid });
        }
        match (leaf.action, leaf.object_id) {
            (Action::PayloadErased, Some(entry)) => {
                self.gone.remove(&entry);
            }
            (Action::SubjectErased, _) if leaf.subject_pid.is_some() => {
                self.gone.retain(|_, gone| gone.subject != leaf.subject_pid);
            }
            _ => {}
        }
    }

    /// The entries whose payload is gone without a trace, in order of place.
    pub fn unaccounted(self) -> Vec<([u8; 16], Option<u64>)> {
        let mut left: Vec<_> = self.gone.into_iter().map(|(id, gone)| (id, gone.index)).collect();
        left.sort_unstable_by_key(|(id, index)| (*index, *id));
        left
    }
}
