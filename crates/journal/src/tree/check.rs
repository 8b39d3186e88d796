//! Checking proofs without the tree: RFC 9162 2.1.3.2 and 2.1.4.2. Works offline, from public values only.

use super::{empty_root, parent_hash};
use crate::hash::Hash;

/// Why a proof does not convince.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// The index or the sizes contradict each other.
    #[error("index or sizes contradict each other")]
    OutOfRange,
    /// The proof has too few or too many hashes for these sizes.
    #[error("the proof has the wrong length")]
    Length,
    /// The hashes lead to another root.
    #[error("the proof leads to another root")]
    Root,
}

/// Checks that `leaf` (a leaf hash) stands at `index` in the tree of `size` leaves whose root is `root`.
///
/// # Errors
/// [`ProofError`]: any of them means *not proven*.
pub fn verify_inclusion(
    leaf: Hash,
    index: u64,
    size: u64,
    proof: &[Hash],
    root: Hash,
) -> Result<(), ProofError> {
    if index >= size {
        return Err(ProofError::OutOfRange);
    }
    let (mut at, mut last, mut hash) = (index, size - 1, leaf);
    for sibling in proof {
        if last == 0 {
            return Err(ProofError::Length);
        }
        if at & 1 == 1 || at == last {
            hash = parent_hash(sibling, &hash);
            climb_left_edge(&mut at, &mut last);
        } else {
            hash = parent_hash(&hash, sibling);
        }
        (at, last) = (at >> 1, last >> 1);
    }
    conclude(last, hash == root)
}

/// Checks that the tree (`new_size`, `new_root`) extends the tree (`old_size`, `old_root`): nothing that was
/// under the old root was changed, removed or moved.
///
/// # Errors
/// [`ProofError`]: any of them means *not proven*.
pub fn verify_consistency(
    (old_size, old_root): (u64, Hash),
    (new_size, new_root): (u64, Hash),
    proof: &[Hash],
) -> Result<(), ProofError> {
    if old_size > new_size {
        return Err(ProofError::OutOfRange);
    }
    if old_size == 0 || old_size == new_size {
        if !proof.is_empty() {
            return Err(ProofError::Length);
        }
        let same = if old_size == 0 { old_root == empty_root() } else { old_root == new_root };
        let empty = new_size > 0 || new_root == empty_root();
        return if same && empty { Ok(()) } else { Err(ProofError::Root) };
    }
    let (mut at, mut last) = (old_size - 1, new_size - 1);
    while at & 1 == 1 {
        (at, last) = (at >> 1, last >> 1);
    }
    // When the old tree is one complete subtree, its hash is the old root and the proof leaves it out.
    let mut hashes = proof.iter();
    let first = if at == 0 { old_root } else { *hashes.next().ok_or(ProofError::Length)? };
    let (mut old_hash, mut new_hash) = (first, first);
    for sibling in hashes {
        if last == 0 {
            return Err(ProofError::Length);
        }
        if at & 1 == 1 || at == last {
            old_hash = parent_hash(sibling, &old_hash);
            new_hash = parent_hash(sibling, &new_hash);
            climb_left_edge(&mut at, &mut last);
        } else {
            new_hash = parent_hash(&new_hash, sibling);
        }
        (at, last) = (at >> 1, last >> 1);
    }
    conclude(last, old_hash == old_root && new_hash == new_root)
}

/// A left child on the right edge has no sibling at its level: go up until it is a right child.
fn climb_left_edge(at: &mut u64, last: &mut u64) {
    while *at & 1 == 0 && *at != 0 {
        (*at, *last) = (*at >> 1, *last >> 1);
    }
}

fn conclude(last: u64, roots_match: bool) -> Result<(), ProofError> {
    match (last, roots_match) {
        (0, true) => Ok(()),
        (0, false) => Err(ProofError::Root),
        _ => Err(ProofError::Length),
    }
}
