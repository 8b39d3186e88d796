//! Injected randomness: one door, so that tests replay and nothing draws ids or keys from elsewhere.

/// A source of random bytes; the server's is the operating system's, the tests' is seeded.
pub trait Random: Send + Sync + std::fmt::Debug {
    /// Fills `bytes`; an implementation that cannot must abort the process rather than return less.
    fn fill(&self, bytes: &mut [u8]);

    /// A random array, for ids, nonces and tokens.
    fn array<const N: usize>(&self) -> [u8; N]
    where
        Self: Sized,
    {
        fill_array(self)
    }
}

/// A random array from a source behind a pointer.
pub fn fill_array<const N: usize>(random: &(impl Random + ?Sized)) -> [u8; N] {
    let mut bytes = [0; N];
    random.fill(&mut bytes);
    bytes
}
