//! Injected randomness: this crate draws nothing by itself, so that tests replay.

/// A source of bytes fit for keys. The server's is the operating system's generator, the tests' is seeded.
pub trait Entropy: Send + Sync + std::fmt::Debug {
    /// Fills `bytes`; an implementation that cannot must end the process rather than return less.
    fn fill(&self, bytes: &mut [u8]);
}

/// A random array: nonces and identifiers, nothing secret (it is not wiped).
pub(crate) fn array<const N: usize>(entropy: &dyn Entropy) -> [u8; N] {
    let mut bytes = [0; N];
    entropy.fill(&mut bytes);
    bytes
}
