//! Ranges of leaves as complete subtrees: the arithmetic under roots, proofs and the auditor's pages.

use std::ops::Range;

use super::{MAX_SIZE, NodeId, NodeSource, TreeError, empty_root, parent_hash};
use crate::hash::Hash;

/// The complete subtrees that make up the first `size` leaves, largest first: what a sealer loads to go on.
#[must_use]
pub fn root_nodes(size: u64) -> Vec<NodeId> {
    range_nodes(0..size)
}

/// The root of the first `size` leaves, for any size up to what is stored.
///
/// # Errors
/// [`TreeError::Missing`] names the first node of [`root_nodes`] that the source lacks.
pub fn root(size: u64, source: &(impl NodeSource + ?Sized)) -> Result<Hash, TreeError> {
    if size > MAX_SIZE {
        return Err(TreeError::OutOfRange);
    }
    range_hash(0..size, source)
}

/// How many nodes a tree of `size` leaves stores, all levels together (a little under `2·size`).
#[must_use]
pub fn stored_nodes(size: u64) -> u64 {
    (0..63).map(|level| size >> level).sum()
}

/// The nodes that become complete while the tree grows from `start` to `end` leaves, as (level, indexes).
///
/// One range query a level loads them; levels without any are left out.
#[must_use]
pub fn nodes_between(start: u64, end: u64) -> Vec<(u8, Range<u64>)> {
    (0..63_u8)
        .map(|level| (level, (start >> level)..(end >> level)))
        .filter(|(_, indexes)| !indexes.is_empty())
        .collect()
}

/// The complete subtrees of `range`, left to right and largest first.
///
/// `range.start` is always a multiple of the power of two that holds the range (RFC 6962 splits no other way),
/// so each bit of the length is one subtree.
pub(super) fn range_nodes(range: Range<u64>) -> Vec<NodeId> {
    let mut nodes = Vec::new();
    let mut at = range.start;
    for level in (0..63_u8).rev() {
        if range.end.saturating_sub(at) >> level == 1 {
            nodes.push(NodeId::new(level, at >> level));
            at += 1 << level;
        }
    }
    nodes
}

/// RFC 6962's MTH of a range: its complete subtrees folded from the right.
pub(super) fn range_hash(range: Range<u64>, source: &(impl NodeSource + ?Sized)) -> Result<Hash, TreeError> {
    let mut folded = None;
    for id in range_nodes(range).into_iter().rev() {
        let left = source.node(id).ok_or(TreeError::Missing(id))?;
        folded = Some(folded.map_or(left, |right| parent_hash(&left, &right)));
    }
    Ok(folded.unwrap_or_else(empty_root))
}

/// Where RFC 6962 splits `len ≥ 2` leaves: the largest power of two below `len`.
pub(super) const fn split(len: u64) -> u64 {
    1 << (len - 1).ilog2()
}
