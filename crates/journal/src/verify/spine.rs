//! The auditor's right edge of the tree: it goes on where nodes are missing and stays precise where they are wrong.
//!
//! At each node the stored hash is believed over the computed one once the difference is reported, so that one bad
//! row gives one finding and not a wrong root for the rest of the log. Nothing is lost by that: a log without any
//! finding has every parent equal to the hash of its children, and its last root under our signature.

use std::collections::HashMap;

use super::finding::Finding;
use crate::{
    hash::Hash,
    tree::{NodeId, empty_root, parent_hash},
};

/// The complete subtrees of the leaves walked so far, largest first; `None` where no evidence is left.
#[derive(Debug, Default)]
pub struct Spine {
    size: u64,
    peaks: Vec<Option<Hash>>,
}

impl Spine {
    /// Leaves walked so far.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The root over them, when there is evidence for all of it.
    pub fn root(&self) -> Option<Hash> {
        let mut peaks = self.peaks.iter().rev().copied();
        let Some(last) = peaks.next() else { return Some(empty_root()) };
        peaks.try_fold(last?, |right, left| Some(parent_hash(&left?, &right)))
    }

    /// Adds the leaf at index `size` and checks every node this completes against the stored ones, which it takes
    /// out of `stored`: what is left there at the end of a page covers no leaves.
    pub fn push(
        &mut self,
        leaf: Option<Hash>,
        stored: &mut HashMap<NodeId, Hash>,
        mut report: impl FnMut(Finding),
    ) {
        let (mut id, mut hash) = (NodeId::new(0, self.size), leaf);
        while id.index & 1 == 1 {
            let Some(left) = self.peaks.pop() else { break };
            id = NodeId::new(id.level + 1, id.index >> 1);
            let computed = left.zip(hash).map(|(left, right)| parent_hash(&left, &right));
            let kept = stored.remove(&id);
            match (kept, computed) {
                (None, _) => report(Finding::NodeMissing(id)),
                (Some(kept), Some(computed)) if kept != computed => report(Finding::NodeAltered(id)),
                (Some(_), _) => {}
            }
            hash = kept.or(computed);
        }
        self.peaks.push(hash);
        self.size += 1;
    }
}
