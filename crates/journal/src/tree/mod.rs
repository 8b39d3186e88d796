//! The Merkle tree of RFC 6962 (same shape and hashes in RFC 9162), over stored nodes.
//!
//! Only *complete* subtrees are stored, under (level, index): node `(l, i)` covers leaves `i·2^l .. (i+1)·2^l`.
//! A complete subtree never changes, so storage is append-only and every root of the past can be recomputed.
//! Proofs are planned first (`*_nodes`: which nodes are needed, for one query) and then built from any
//! [`NodeSource`], so that this module stays free of databases and of async.

mod check;
mod frontier;
mod proof;
mod range;

use std::{
    collections::{BTreeMap, HashMap},
    hash::BuildHasher,
};

pub use check::{ProofError, verify_consistency, verify_inclusion};
pub use frontier::Frontier;
pub use proof::{consistency_nodes, consistency_proof, inclusion_nodes, inclusion_proof};
pub use range::{nodes_between, root, root_nodes, stored_nodes};

use crate::hash::Hash;

/// Largest tree: sizes and indexes are stored in signed 64-bit columns.
pub const MAX_SIZE: u64 = i64::MAX as u64;

/// The address of a complete subtree: leaves `index·2^level .. (index+1)·2^level`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId {
    /// 0 for leaves, at most 62.
    pub level: u8,
    /// Position among the nodes of its level, from 0.
    pub index: u64,
}

impl NodeId {
    /// The node at this level and index.
    #[must_use]
    pub const fn new(level: u8, index: u64) -> Self {
        Self { level, index }
    }
}

/// A complete subtree and its hash, as stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Node {
    /// Where it stands.
    pub id: NodeId,
    /// Its hash.
    pub hash: Hash,
}

/// Where stored nodes are read from, usually a map filled by one query.
pub trait NodeSource {
    /// The stored hash of a complete subtree; `None` when it is not there.
    fn node(&self, id: NodeId) -> Option<Hash>;
}

impl<S: BuildHasher> NodeSource for HashMap<NodeId, Hash, S> {
    fn node(&self, id: NodeId) -> Option<Hash> {
        self.get(&id).copied()
    }
}

impl NodeSource for BTreeMap<NodeId, Hash> {
    fn node(&self, id: NodeId) -> Option<Hash> {
        self.get(&id).copied()
    }
}

/// Why a root or proof cannot be computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TreeError {
    /// A stored node is absent: the database lost it or somebody removed it.
    #[error("node {} of level {} is missing", .0.index, .0.level)]
    Missing(NodeId),
    /// The question makes no sense for a tree of this size.
    #[error("index or size out of the tree")]
    OutOfRange,
    /// The tree would pass [`MAX_SIZE`].
    #[error("the tree is full")]
    Full,
}

/// RFC 6962 2.1: `SHA-256(0x00 ‖ leaf)`.
#[must_use]
pub fn leaf_hash(leaf: &[u8]) -> Hash {
    Hash::of(&[&[0x00], leaf])
}

/// RFC 6962 2.1: `SHA-256(0x01 ‖ left ‖ right)`.
#[must_use]
pub fn parent_hash(left: &Hash, right: &Hash) -> Hash {
    Hash::of(&[&[0x01], left.as_bytes(), right.as_bytes()])
}

/// RFC 6962 2.1: the root of the empty tree is the hash of the empty string.
#[must_use]
pub fn empty_root() -> Hash {
    Hash::of(&[])
}

#[cfg(test)]
mod tests;
