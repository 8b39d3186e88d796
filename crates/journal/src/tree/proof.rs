//! Inclusion and consistency proofs (RFC 6962 2.1.1 and 2.1.2), planned and then built.
//!
//! A proof is a list of ranges of leaves, each hashed on its own; a range that is not a complete subtree is folded
//! from the complete ones it is made of.

use std::ops::Range;

use super::{
    MAX_SIZE, NodeId, NodeSource, TreeError,
    range::{range_hash, range_nodes, split},
};
use crate::hash::Hash;

/// The stored nodes [`inclusion_proof`] will ask for.
///
/// # Errors
/// [`TreeError::OutOfRange`] unless `index < size`.
pub fn inclusion_nodes(index: u64, size: u64) -> Result<Vec<NodeId>, TreeError> {
    Ok(nodes(inclusion_ranges(index, size)?))
}

/// The hashes that prove leaf `index` is in the tree of `size` leaves, from the leaf up.
///
/// # Errors
/// [`TreeError::OutOfRange`] unless `index < size`; [`TreeError::Missing`] when the source lacks a node.
pub fn inclusion_proof(
    index: u64,
    size: u64,
    source: &(impl NodeSource + ?Sized),
) -> Result<Vec<Hash>, TreeError> {
    hashes(inclusion_ranges(index, size)?, source)
}

/// The stored nodes [`consistency_proof`] will ask for.
///
/// # Errors
/// [`TreeError::OutOfRange`] unless `old ≤ new`.
pub fn consistency_nodes(old: u64, new: u64) -> Result<Vec<NodeId>, TreeError> {
    Ok(nodes(consistency_ranges(old, new)?))
}

/// The hashes that prove that the tree of `new` leaves begins with the tree of `old` leaves.
///
/// Empty when `old` is 0 or equals `new`: there is nothing to prove but the root itself.
///
/// # Errors
/// [`TreeError::OutOfRange`] unless `old ≤ new`; [`TreeError::Missing`] when the source lacks a node.
pub fn consistency_proof(
    old: u64,
    new: u64,
    source: &(impl NodeSource + ?Sized),
) -> Result<Vec<Hash>, TreeError> {
    hashes(consistency_ranges(old, new)?, source)
}

fn nodes(ranges: Vec<Range<u64>>) -> Vec<NodeId> {
    ranges.into_iter().flat_map(range_nodes).collect()
}

fn hashes(ranges: Vec<Range<u64>>, source: &(impl NodeSource + ?Sized)) -> Result<Vec<Hash>, TreeError> {
    ranges.into_iter().map(|range| range_hash(range, source)).collect()
}

/// `PATH(m, D[n])`: walking down to the leaf, the sibling range of each step; reversed, so that the leaf's is first.
fn inclusion_ranges(index: u64, size: u64) -> Result<Vec<Range<u64>>, TreeError> {
    if index >= size || size > MAX_SIZE {
        return Err(TreeError::OutOfRange);
    }
    let mut siblings = Vec::new();
    let (mut start, mut end) = (0, size);
    while end - start > 1 {
        let middle = start + split(end - start);
        if index < middle {
            siblings.push(middle..end);
            end = middle;
        } else {
            siblings.push(start..middle);
            start = middle;
        }
    }
    siblings.reverse();
    Ok(siblings)
}

/// `SUBPROOF(m, D[n], true)`: walking down to the old tree's right edge; the edge's own subtree is left out only
/// when it is the whole old tree (the verifier then holds its hash: the old root).
fn consistency_ranges(old: u64, new: u64) -> Result<Vec<Range<u64>>, TreeError> {
    if old > new || new > MAX_SIZE {
        return Err(TreeError::OutOfRange);
    }
    if old == 0 || old == new {
        return Ok(Vec::new());
    }
    let mut ranges = Vec::new();
    let (mut start, mut end) = (0, new);
    while end != old {
        let middle = start + split(end - start);
        if old <= middle {
            ranges.push(middle..end);
            end = middle;
        } else {
            ranges.push(start..middle);
            start = middle;
        }
    }
    if start > 0 {
        ranges.push(start..end);
    }
    ranges.reverse();
    Ok(ranges)
}
