//! The anchor: the last checkpoint, remembered outside the database.
//!
//! Inside the database, a log cut short (last entries, their nodes and their checkpoints all removed) looks like a
//! shorter log that was never longer. Only a memory elsewhere tells: the key store keeps the last signed note, and
//! every printed receipt is one more anchor in somebody's pocket.

use crate::{
    checkpoint::SignedCheckpoint,
    hash::Hash,
    receipt::Receipt,
    tree::{NodeId, NodeSource, TreeError, root, root_nodes},
};

/// A size and root that the log once had, known from outside its database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CheckpointAnchor {
    /// Number of leaves.
    pub size: u64,
    /// Root over them.
    pub root: Hash,
}

/// Why a stored tree does not contain an anchor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AnchorError {
    /// The stored tree is shorter than it was: its tail was removed, or an old copy was restored.
    #[error("the tree has {stored} leaves but was sealed with {anchored}")]
    Truncated {
        /// Leaves in the database.
        stored: u64,
        /// Leaves the anchor remembers.
        anchored: u64,
    },
    /// The stored tree has other leaves than were sealed.
    #[error("the tree does not begin with the tree that was sealed")]
    Forked,
    /// The stored tree lacks nodes.
    #[error(transparent)]
    Tree(#[from] TreeError),
}

impl CheckpointAnchor {
    /// The stored nodes that [`CheckpointAnchor::check`] asks for.
    #[must_use]
    pub fn nodes(&self) -> Vec<NodeId> {
        root_nodes(self.size)
    }

    /// Checks that a stored tree of `size` leaves contains the anchor. The sealer does so before it extends the
    /// tree and stops when it fails: sealing on would sign over the loss.
    ///
    /// # Errors
    /// [`AnchorError`].
    pub fn check(&self, size: u64, source: &(impl NodeSource + ?Sized)) -> Result<(), AnchorError> {
        if size < self.size {
            return Err(AnchorError::Truncated { stored: size, anchored: self.size });
        }
        if root(self.size, source)? == self.root { Ok(()) } else { Err(AnchorError::Forked) }
    }
}

impl From<&SignedCheckpoint> for CheckpointAnchor {
    fn from(signed: &SignedCheckpoint) -> Self {
        Self { size: signed.size(), root: signed.root() }
    }
}

impl From<&Receipt> for CheckpointAnchor {
    fn from(receipt: &Receipt) -> Self {
        Self { size: receipt.promise().size, root: receipt.promise().root }
    }
}
