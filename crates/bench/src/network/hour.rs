//! Time and chance of a generated network, behind the product's own traits.

use std::sync::{Mutex, PoisonError};

use chrono::TimeDelta;
use relais_bench::Chance;
use relais_domain::{
    clock::{Clock, Timestamp},
    random::Random,
};

/// Ids and numbers of invented rows; the key store draws its keys from the machine, as in production.
#[derive(Debug)]
pub(super) struct Drawn(pub Chance);

impl Random for Drawn {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            chunk.iter_mut().zip(self.0.bits().to_le_bytes()).for_each(|(byte, drawn)| *byte = drawn);
        }
    }
}

/// A clock that stands where the history has come to, and takes a step at each reading: entries are told apart by the
/// millisecond. It never goes back.
#[derive(Debug)]
pub(super) struct HistoryClock(Mutex<Timestamp>);

impl HistoryClock {
    pub(super) const fn at(start: Timestamp) -> Self {
        Self(Mutex::new(start))
    }

    pub(super) fn reach(&self, at: Timestamp) {
        let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *now = at.max(*now);
    }
}

impl Clock for HistoryClock {
    fn now(&self) -> Timestamp {
        let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *now += TimeDelta::milliseconds(1);
        *now
    }
}
