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
