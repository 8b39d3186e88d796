//! The demonstration's clock: it stands where the story is told, then runs on from where the demonstration opens.

use relais_domain::clock::{Clock, Timestamp};
use std::sync::{Arc, Mutex, PoisonError};

/// A clock over another one, which it follows except while it is held.
#[derive(Clone, Debug)]
pub struct StoryClock {
    running: Arc<dyn Clock>,
    held: Arc<Mutex<Option<Timestamp>>>,
}

impl StoryClock {
    /// Follows `running`.
    pub fn over(running: Arc<dyn Clock>) -> Self {
        Self { running, held: Arc::default() }
    }

    /// Stands at an instant of the story.
    pub fn hold(&self, at: Timestamp) {
        *self.held.lock().unwrap_or_else(PoisonError::into_inner) = Some(at);
    }

    /// Follows the running clock again.
    pub fn release(&self) {
        *self.held.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

impl Clock for StoryClock {
    fn now(&self) -> Timestamp {
        let held = *self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.unwrap_or_else(|| self.running.now())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, TimeDelta};

    #[derive(Debug)]
    struct Stopped;
    impl Clock for Stopped {
        fn now(&self) -> Timestamp {
            DateTime::UNIX_EPOCH + TimeDelta::days(20_000)
        }
    }

    #[test]
    fn it_stands_where_it_is_held_and_then_follows() {
        let clock = StoryClock::over(Arc::new(Stopped));
        let shared = clock.clone();
        clock.hold(DateTime::UNIX_EPOCH);
        assert_eq!(shared.now(), DateTime::UNIX_EPOCH);
        clock.release();
        assert_eq!(shared.now(), Stopped.now());
    }
}
