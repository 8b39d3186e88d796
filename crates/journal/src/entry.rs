//! The entry as it is inserted: the leaf with everything its row derives from it.

use crate::{
    hash::Hash,
    leaf::Leaf,
    tag::{Tag, TagKey},
    tree::leaf_hash,
};

/// An entry ready to be inserted in the transaction of its act.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What it says; also the row's readable columns.
    pub leaf: Leaf,
    /// The leaf's encoding, stored as it is.
    pub leaf_bytes: Vec<u8>,
    /// `SHA-256(0x00 ‖ leaf_bytes)`, what the sealer will append.
    pub leaf_hash: Hash,
    /// The row's tag.
    pub tag: Tag,
}

impl Entry {
    /// Encodes, hashes and tags a leaf.
    #[must_use]
    pub fn new(leaf: Leaf, key: &TagKey) -> Self {
        let leaf_bytes = leaf.encode();
        let leaf_hash = leaf_hash(&leaf_bytes);
        let tag = key.entry(&leaf_hash);
        Self { leaf, leaf_bytes, leaf_hash, tag }
    }
}

/// Whether a stored, not yet sequenced row may be sealed: its hash is its leaf's and its tag is ours.
///
/// The sealer leaves a row that fails where it is and raises the alarm; sealing it would lend it our signature.
#[must_use]
pub fn may_be_sealed(leaf_bytes: &[u8], stored_hash: &[u8], stored_tag: &[u8], key: &TagKey) -> Option<Hash> {
    let hash = leaf_hash(leaf_bytes);
    let sound = stored_hash == hash.as_bytes() && key.entry(&hash).matches(stored_tag);
    (sound && Leaf::decode(leaf_bytes).is_ok()).then_some(hash)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::action::Action;

    #[test]
    fn a_row_altered_before_sealing_is_not_sealed() {
        let key = TagKey::from_seed(&[1; 32]);
        let leaf = Leaf {
            entry_id: [1; 16],
            at_micros: 1,
            tenant_id: [2; 16],
            actor_pid: None,
            action: Action::PersonRead,
            object_id: None,
            subject_pid: None,
            scope: None,
            payload_commit: None,
        };
        let entry = Entry::new(leaf.clone(), &key);
        let (hash, tag) = (entry.leaf_hash.bytes(), entry.tag.bytes());
        assert_eq!(may_be_sealed(&entry.leaf_bytes, &hash, &tag, &key), Some(entry.leaf_hash));

        // A superuser rewrites the leaf and its hash, but cannot tag them.
        let forged = Leaf { action: Action::CardRead, ..leaf };
        assert_eq!(may_be_sealed(&forged.encode(), forged.hash().as_bytes(), &tag, &key), None);
        assert_eq!(may_be_sealed(&forged.encode(), &hash, &tag, &key), None);
        assert_eq!(may_be_sealed(&entry.leaf_bytes, &hash, &[0; 32], &key), None);
    }
}
