//! The right edge of the tree: all that is needed to append and to know the root.

use super::{MAX_SIZE, Node, NodeId, NodeSource, TreeError, empty_root, parent_hash, root_nodes};
use crate::hash::Hash;

/// The complete subtrees of a tree of `size` leaves, largest first (a *compact range* from 0): at most 63 hashes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    peaks: Vec<Hash>,
}

impl Frontier {
    /// The empty tree.
    #[must_use]
    pub const fn new() -> Self {
        Self { size: 0, peaks: Vec::new() }
    }

    /// The frontier of a stored tree; `source` must hold [`root_nodes`]`(size)`.
    ///
    /// # Errors
    /// [`TreeError::Missing`] when a node is not there, [`TreeError::OutOfRange`] above [`MAX_SIZE`].
    pub fn load(size: u64, source: &(impl NodeSource + ?Sized)) -> Result<Self, TreeError> {
        if size > MAX_SIZE {
            return Err(TreeError::OutOfRange);
        }
        let peaks = root_nodes(size)
            .into_iter()
            .map(|id| source.node(id).ok_or(TreeError::Missing(id)))
            .collect::<Result<_, _>>()?;
        Ok(Self { size, peaks })
    }

    /// Number of leaves; also the index the next leaf will get.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The root over all leaves so far.
    #[must_use]
    pub fn root(&self) -> Hash {
        let mut peaks = self.peaks.iter().rev().copied();
        let Some(last) = peaks.next() else { return empty_root() };
        peaks.fold(last, |right, left| parent_hash(&left, &right))
    }

    /// Appends one leaf hash and hands every node this completes to `complete`, lowest level first.
    ///
    /// # Errors
    /// [`TreeError::Full`] at [`MAX_SIZE`]; nothing is changed then.
    pub fn push(&mut self, leaf: Hash, mut complete: impl FnMut(Node)) -> Result<(), TreeError> {
        if self.size >= MAX_SIZE {
            return Err(TreeError::Full);
        }
        let mut node = Node { id: NodeId::new(0, self.size), hash: leaf };
        complete(node);
        // An odd index is a right child: its left sibling is the last peak, and their parent is complete.
        while node.id.index & 1 == 1 {
            let Some(left) = self.peaks.pop() else { break };
            let id = NodeId::new(node.id.level + 1, node.id.index >> 1);
            node = Node { id, hash: parent_hash(&left, &node.hash) };
            complete(node);
        }
        self.peaks.push(node.hash);
        self.size += 1;
        Ok(())
    }

    /// Appends a batch and returns the nodes to store, in the order they became complete.
    ///
    /// # Errors
    /// [`TreeError::Full`] when the batch would pass [`MAX_SIZE`]; nothing is changed then.
    pub fn append(&mut self, leaves: &[Hash]) -> Result<Vec<Node>, TreeError> {
        let added = u64::try_from(leaves.len()).map_err(|_| TreeError::Full)?;
        if added > MAX_SIZE - self.size {
            return Err(TreeError::Full);
        }
        let mut nodes = Vec::with_capacity(leaves.len().saturating_mul(2));
        for leaf in leaves {
            self.push(*leaf, |node| nodes.push(node))?;
        }
        Ok(nodes)
    }
}
