//! The two clocks of the binary.

use relais_domain::clock::{Clock, Timestamp, truncate};
use std::time::{Instant, SystemTime};

/// The machine's clock, cut to microseconds.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place where the machine's time enters")]
    fn now(&self) -> Timestamp {
        truncate(SystemTime::now().into())
    }
}

/// A clock that starts at a given instant and runs on from there: `relais demo --clock`.
#[derive(Clone, Copy, Debug)]
pub struct StartedClock {
    start: Timestamp,
    since: Instant,
}

impl StartedClock {
    /// Starts now, at `start`.
    pub fn at(start: Timestamp) -> Self {
        Self { start, since: Instant::now() }
    }
}

impl Clock for StartedClock {
    fn now(&self) -> Timestamp {
        let elapsed = chrono::TimeDelta::from_std(self.since.elapsed()).unwrap_or_default();
        truncate(self.start.checked_add_signed(elapsed).unwrap_or(self.start))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, TimeDelta, Timelike};

    #[test]
    fn no_clock_has_more_than_microseconds() {
        let start = DateTime::UNIX_EPOCH + TimeDelta::nanoseconds(1_234_567_891);
        for _ in 0..100 {
            assert_eq!(SystemClock.now().nanosecond() % 1000, 0);
            assert_eq!(StartedClock::at(start).now().nanosecond() % 1000, 0);
        }
    }

    #[test]
    fn the_started_clock_starts_where_it_is_told_and_never_goes_back() {
        let start = DateTime::parse_from_rfc3339("2026-03-02T08:30:00+01:00").expect("an instant").to_utc();
        let clock = StartedClock::at(start);
        let first = clock.now();
        assert!(first >= start && first < start + TimeDelta::minutes(1));
        while clock.now() <= first {}
        assert!(clock.now() > first, "it runs on");
    }

    #[test]
    fn the_system_clock_is_the_machines() {
        let before = truncate(DateTime::from(
            std::fs::metadata("Cargo.toml").and_then(|m| m.modified()).expect("a file"),
        ));
        assert!(SystemClock.now() > before);
    }
}
