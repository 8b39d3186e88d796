//! Draws that repeat: the same seed, the same network and the same order of requests.

use std::sync::atomic::{AtomicU64, Ordering};

/// A source of random-looking bits that gives the same ones to the same seed (SplitMix64). For ids and choices of
/// invented persons; the key store draws its keys from the machine, as in production.
#[derive(Debug)]
pub struct Chance(AtomicU64);

impl Chance {
    /// A source for a seed.
    pub const fn new(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }

    /// The next 64 bits.
    pub fn bits(&self) -> u64 {
        let state = self.0.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::Relaxed);
        let mut z = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `bound`, which is small: the bias of the remainder does not matter here.
    pub fn below(&self, bound: usize) -> usize {
        let bound = u64::try_from(bound.max(1)).unwrap_or(1);
        usize::try_from(self.bits() % bound).unwrap_or(0)
    }

    /// A number of `from..=to`.
    pub fn between(&self, from: i64, to: i64) -> i64 {
        let span = usize::try_from(to - from + 1).unwrap_or(1);
        from + i64::try_from(self.below(span)).unwrap_or(0)
    }

    /// One of a list.
    pub fn one<'a, T: ?Sized>(&self, of: &[&'a T]) -> Option<&'a T> {
        of.get(self.below(of.len())).copied()
    }

    /// One of a list, each as often as its weight says.
    pub fn weighted<T: Copy>(&self, of: &[(u32, T)]) -> Option<T> {
        let whole: u32 = of.iter().map(|(weight, _)| weight).sum();
        let mut drawn = u32::try_from(self.below(usize::try_from(whole).unwrap_or(1))).unwrap_or(0);
        of.iter().find_map(|(weight, item)| {
            if drawn < *weight {
                return Some(*item);
            }
            drawn -= weight;
            None
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_draws_and_another_others() {
        let draws = |seed| {
            (0..50)
                .map({
                    let chance = Chance::new(seed);
                    move |_| chance.bits()
                })
                .collect::<Vec<_>>()
        };
        assert_eq!(draws(7), draws(7));
        assert_ne!(draws(7), draws(8));
    }

    #[test]
    fn weights_are_kept() {
        let chance = Chance::new(1);
        let heavy = (0..1_000).filter(|_| chance.weighted(&[(9, true), (1, false)]) == Some(true)).count();
        assert!((850..950).contains(&heavy), "{heavy}");
        assert!((0..1_000).all(|_| (3..=5).contains(&chance.between(3, 5))));
    }
}
