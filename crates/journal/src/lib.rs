//! The journal: every act and every read of personal content leaves one entry that nobody can rewrite unseen.
//!
//! Pure: bytes in, bytes out. It names no database, clock, random source or key store; the store keeps the rows,
//! the key store keeps the keys. See this folder's README for formats, tables and what is and is not detectable.
//!
//! - an act writes an [`Entry`] (leaf, hash, tag) in its own transaction;
//! - the sealer asks [`Sealing`] for its next step and stores places, nodes and a [`SignedCheckpoint`];
//! - anyone proves with [`tree`] and checks with [`tree::verify_inclusion`], [`Receipt`] or the [`Auditor`].

pub mod action;
pub mod anchor;
mod cbor;
pub mod checkpoint;
pub mod commit;
pub mod entry;
pub mod hash;
pub mod leaf;
pub mod pending;
pub mod receipt;
pub mod seal;
pub mod signer;
pub mod tag;
pub mod tree;
pub mod verify;

pub use action::Action;
pub use anchor::{AnchorError, CheckpointAnchor};
pub use checkpoint::{Checkpoint, CheckpointError, LogKey, Origin, SignedCheckpoint};
pub use commit::{Opening, SubjectPid, subject_pid};
pub use entry::Entry;
pub use hash::Hash;
pub use leaf::{Leaf, LeafError, ScopeCode};
pub use pending::Pending;
pub use receipt::{Receipt, ReceiptError};
pub use seal::{Plan, Sealing};
pub use signer::LocalSigner;
pub use tag::{Tag, TagKey};
pub use tree::{Frontier, Node, NodeId, NodeSource};
pub use verify::{Auditor, Finding};
