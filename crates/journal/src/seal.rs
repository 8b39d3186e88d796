//! The sealer's next step, worked out from rows alone: which entries get which place, which nodes and checkpoint
//! that makes, and when to refuse.
//!
//! The caller holds the lease, loads and writes; all in one transaction, whose commit comes before the anchor's.

use crate::{
    anchor::{AnchorError, CheckpointAnchor},
    checkpoint::{Checkpoint, Origin, SignedCheckpoint},
    tag::TagKey,
    tree::{Frontier, Node, NodeId, NodeSource},
    verify::{Fault, StoredEntry, may_be_sealed},
};

/// What the sealer knows before it looks at waiting entries.
#[derive(Debug, Clone, Copy)]
pub struct Sealing<'a> {
    /// The log's name.
    pub origin: &'a Origin,
    /// The stored checkpoint with the largest size, its signature verified; `None` for a log never sealed.
    pub last: Option<&'a SignedCheckpoint>,
    /// The last checkpoint as remembered outside the database; `None` only for a log never sealed.
    pub anchor: Option<CheckpointAnchor>,
    /// The keys a waiting row may bear the tag of; see [`may_be_sealed`].
    pub tag_keys: &'a [TagKey],
}

/// One step of the sealer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Entry ids with the index each gets.
    pub places: Vec<([u8; 16], u64)>,
    /// Nodes to insert.
    pub nodes: Vec<Node>,
    /// What to sign and insert; `None` when no entry gets a place.
    pub checkpoint: Option<Checkpoint>,
    /// Rows that are not as Relais wrote them: left waiting, and an alarm.
    pub refused: Vec<([u8; 16], Vec<Fault>)>,
}

impl Sealing<'_> {
    /// The stored nodes that [`Sealing::plan`] will ask for.
    #[must_use]
    pub fn nodes(&self) -> Vec<NodeId> {
        let mut nodes = self.known().flat_map(|known| known.nodes()).collect::<Vec<_>>();
        nodes.sort_unstable();
        nodes.dedup();
        nodes
    }

    /// Gives places to the `waiting` rows in their order, on top of the tree of the last checkpoint.
    ///
    /// # Errors
    /// [`AnchorError`] when the stored tree is not the one that was sealed last: then nothing may be sealed, for a
    /// new signature would cover the loss.
    pub fn plan(
        &self,
        stored: &(impl NodeSource + ?Sized),
        waiting: &[StoredEntry],
    ) -> Result<Plan, AnchorError> {
        let size = self.last.map_or(0, SignedCheckpoint::size);
        for known in self.known() {
            known.check(size, stored)?;
        }
        let mut frontier = Frontier::load(size, stored)?;
        let (mut places, mut nodes, mut refused) = (Vec::new(), Vec::new(), Vec::new());
        for row in waiting {
            match may_be_sealed(row, self.tag_keys) {
                Ok(hash) => {
                    places.push((row.entry_id, frontier.size()));
                    frontier.push(hash, |node| nodes.push(node))?;
                }
                Err(faults) => refused.push((row.entry_id, faults)),
            }
        }
        let checkpoint = (!places.is_empty()).then(|| Checkpoint {
            origin: self.origin.clone(),
            size: frontier.size(),
            root: frontier.root(),
        });
        Ok(Plan { places, nodes, checkpoint, refused })
    }

    /// The trees the stored one must contain: the one the database says was sealed last, and the one we remember.
    fn known(&self) -> impl Iterator<Item = CheckpointAnchor> {
        self.last.map(CheckpointAnchor::from).into_iter().chain(self.anchor)
    }
}

#[cfg(test)]
#[path = "seal_tests.rs"]
mod tests;
