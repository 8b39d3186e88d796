//! Draws for the demonstration's people: every choice comes from the injected randomness.

use relais_domain::random::{Random, fill_array};
use sha2::{Digest, Sha256};
use std::sync::atomic::{AtomicU64, Ordering};

/// Randomness that replays: the same seed, the same draws in the same order. For invented people only, never for ids,
/// keys or tokens.
#[derive(Debug)]
pub struct Seeded {
    seed: u64,
    drawn: AtomicU64,
}

impl Seeded {
    /// Starts from a seed.
    pub const fn new(seed: u64) -> Self {
        Self { seed, drawn: AtomicU64::new(0) }
    }
}

impl Random for Seeded {
    fn fill(&self, bytes: &mut [u8]) {
        for block in bytes.chunks_mut(32) {
            let count = self.drawn.fetch_add(1, Ordering::Relaxed);
            let digest = Sha256::new()
                .chain_update(self.seed.to_be_bytes())
                .chain_update(count.to_be_bytes())
                .finalize();
            block.iter_mut().zip(digest).for_each(|(byte, drawn)| *byte = drawn);
        }
    }
}

/// Choices drawn from a source of randomness.
#[derive(Clone, Copy, Debug)]
pub struct Dice<'a>(pub &'a dyn Random);

impl Dice<'_> {
    /// A number below `bound` (0 when that is 0). The bias of the remainder is below 2⁻³² for the bounds used here.
    pub fn below(self, bound: usize) -> usize {
        let drawn = u64::from_be_bytes(fill_array(self.0));
        let bound = u64::try_from(bound).unwrap_or(u64::MAX).max(1);
        usize::try_from(drawn % bound).unwrap_or_default()
    }

    /// A number of an inclusive range.
    pub fn between(self, low: u32, high: u32) -> u32 {
        let width = usize::try_from(high.saturating_sub(low)).unwrap_or_default() + 1;
        low + u32::try_from(self.below(width)).unwrap_or_default()
    }

    /// True `percent` times in a hundred.
    pub fn chance(self, percent: u32) -> bool {
        self.between(1, 100) <= percent
    }

    /// One of a list.
    pub fn pick<T>(self, among: &[T]) -> Option<&T> {
        among.get(self.below(among.len()))
    }

    /// One of a list, each as often as its weight.
    pub fn weighted<T>(self, among: &[T], weight: impl Fn(&T) -> u32) -> Option<&T> {
        let total: u32 = among.iter().map(&weight).sum();
        let mut left = self.between(1, total.max(1));
        among.iter().find(|item| {
            let weight = weight(item);
            let found = left <= weight;
            left = left.saturating_sub(weight);
            found
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_replays_and_another_differs() {
        let draws = |seed| (0..8).map(|_| Dice(&Seeded::new(seed)).below(1000)).collect::<Vec<_>>();
        let long = |seed| Seeded::new(seed).array::<80>();
        assert_eq!((draws(1), long(1)), (draws(1), long(1)));
        assert_ne!(long(1), long(2));
        assert_ne!(long(1)[..32], long(1)[32..64]);
    }

    #[test]
    fn choices_stay_within_their_bounds_and_reach_them() {
        let random = Seeded::new(3);
        let dice = Dice(&random);
        let drawn: std::collections::BTreeSet<_> = (0..200).map(|_| dice.between(3, 6)).collect();
        assert_eq!(drawn.into_iter().collect::<Vec<_>>(), [3, 4, 5, 6]);
        assert!((0..50).all(|_| !dice.chance(0) && dice.chance(100)));
        assert_eq!(dice.pick::<u8>(&[]), None);
    }

    #[test]
    fn weights_are_kept() {
        let random = Seeded::new(4);
        let heavy = (0..1000).filter(|_| Dice(&random).weighted(&[1, 9], |w| *w) == Some(&9)).count();
        assert!((850..950).contains(&heavy), "{heavy}");
    }
}
