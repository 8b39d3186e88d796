//! Time and chance under the test's control.

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicU64, Ordering},
};

use chrono::{TimeDelta, TimeZone as _, Utc};
use relais_crypto::Entropy;
use relais_domain::{
    clock::{Clock, Timestamp},
    random::Random,
};
use sha2::{Digest as _, Sha256};

/// A clock that stands still until it is moved; or one that takes a step at each reading, so that what happens in
/// order is seen in order.
#[derive(Debug)]
pub struct ManualClock {
    now: Mutex<Timestamp>,
    step: TimeDelta,
}

impl ManualClock {
    /// A clock at a Monday morning of 2026.
    #[must_use]
    pub fn new() -> Self {
        Self::at(Utc.with_ymd_and_hms(2026, 11, 23, 8, 30, 0).single().unwrap_or_default())
    }

    /// A clock at a given time.
    #[must_use]
    pub const fn at(now: Timestamp) -> Self {
        Self { now: Mutex::new(now), step: TimeDelta::zero() }
    }

    /// The same Monday morning, a millisecond later at each reading.
    #[must_use]
    pub fn walking() -> Self {
        Self { step: TimeDelta::milliseconds(1), ..Self::new() }
    }

    /// Moves the clock; a negative step moves it back.
    pub fn advance(&self, step: TimeDelta) {
        *self.now.lock().unwrap_or_else(PoisonError::into_inner) += step;
    }
}

impl Default for ManualClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        *now += self.step;
        *now
    }
}

/// Random-looking bytes that are the same in each run of a test with the same seed.
#[derive(Debug)]
pub struct SeededRandom {
    seed: u64,
    drawn: AtomicU64,
}

impl SeededRandom {
    /// A source for a seed.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self { seed, drawn: AtomicU64::new(0) }
    }
}

impl Random for SeededRandom {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(32) {
            let draw = self.drawn.fetch_add(1, Ordering::Relaxed);
            let block = Sha256::new().chain_update(self.seed.to_be_bytes()).chain_update(draw.to_be_bytes());
            chunk.iter_mut().zip(block.finalize()).for_each(|(byte, drawn)| *byte = drawn);
        }
    }
}

impl Entropy for SeededRandom {
    fn fill(&self, bytes: &mut [u8]) {
        Random::fill(self, bytes);
    }
}
