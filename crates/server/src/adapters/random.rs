//! Randomness of the operating system.

use relais_crypto::Entropy;
use relais_domain::random::Random;

/// The kernel's generator (`getrandom`). Without it no key or token can be made: the process ends rather than make
/// a guessable one.
#[derive(Clone, Copy, Debug, Default)]
pub struct OsRandom;

impl Random for OsRandom {
    fn fill(&self, bytes: &mut [u8]) {
        if getrandom::fill(bytes).is_err() {
            tracing::error!("the operating system gives no randomness");
            std::process::abort();
        }
    }
}

impl Entropy for OsRandom {
    fn fill(&self, bytes: &mut [u8]) {
        Random::fill(self, bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_draws_differ() {
        assert_ne!(OsRandom.array::<32>(), OsRandom.array::<32>());
    }
}
