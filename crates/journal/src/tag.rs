//! Tags: a keyed check on each row, under a key the database never sees.
//!
//! The tree proves what was *sealed*; a tag proves that a row was written by Relais at all. It covers the minute
//! between an act and its sealing, names the altered row when a whole tree was recomputed, and chains checkpoints.

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::{commit::hmac, hash::Hash};

/// HMAC-SHA-256 under a [`TagKey`].
#[derive(Clone, Copy, Debug)]
pub struct Tag([u8; 32]);

impl Tag {
    /// The bytes, for storage.
    #[must_use]
    pub const fn bytes(&self) -> [u8; 32] {
        self.0
    }

    /// Whether a stored tag is this one; in constant time, so that a forger learns nothing by trying.
    #[must_use]
    pub fn matches(&self, stored: &[u8]) -> bool {
        self.0.ct_eq(stored).into()
    }
}

/// The key of the tags: derived from the journal's seed in the key store, held in memory by the writing processes.
#[derive(Clone)]
pub struct TagKey(Zeroizing<[u8; 32]>);

impl TagKey {
    /// What the key store's keyed hash is asked for, under the journal's secret, to get a tag key's bytes.
    pub const DERIVATION: &'static [u8] = b"relais/journal/tag-key/v1";

    /// The tag key the key store derived; its own secret never leaves it.
    #[must_use]
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// Derives the tag key from the journal's 32-byte seed; it says nothing of the signing key of the same seed.
    #[must_use]
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self::new(hmac(seed, &[Self::DERIVATION]))
    }

    /// The tag of an entry, over its leaf hash.
    #[must_use]
    pub fn entry(&self, leaf_hash: &Hash) -> Tag {
        Tag(hmac(&self.0, &[b"relais/journal/entry/v1\0", leaf_hash.as_bytes()]))
    }

    /// The tag of a stored checkpoint: binds its place in the series and its time to the signed text.
    #[must_use]
    pub fn checkpoint(&self, number: u64, sealed_at_micros: u64, note: &str) -> Tag {
        let (number, at) = (number.to_be_bytes(), sealed_at_micros.to_be_bytes());
        Tag(hmac(&self.0, &[b"relais/journal/checkpoint/v1\0", &number, &at, note.as_bytes()]))
    }
}

impl std::fmt::Debug for TagKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TagKey([secret])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_depends_on_key_kind_and_every_input() {
        let key = TagKey::from_seed(&[1; 32]);
        let tag = key.entry(&Hash::new([9; 32]));
        assert!(tag.matches(&key.entry(&Hash::new([9; 32])).bytes()));
        assert!(!tag.matches(&TagKey::from_seed(&[2; 32]).entry(&Hash::new([9; 32])).bytes()));
        assert!(!tag.matches(&key.entry(&Hash::new([8; 32])).bytes()));
        assert!(!tag.matches(&tag.bytes()[..31]));
        let checkpoint = key.checkpoint(1, 2, "note");
        for other in
            [key.checkpoint(2, 2, "note"), key.checkpoint(1, 3, "note"), key.checkpoint(1, 2, "nota")]
        {
            assert!(!checkpoint.matches(&other.bytes()));
        }
    }

    #[test]
    fn the_key_does_not_print_itself() {
        assert_eq!(format!("{:?}", TagKey::from_seed(&[1; 32])), "TagKey([secret])");
    }
}
