//! The clock: within the years of the product, running on, and not behind what its own database has written.

use chrono::{DateTime, Datelike, Duration, TimeDelta, Utc};
use relais_domain::clock::{Clock, Timestamp};

use super::Check;
use crate::config::Database;

const NAME: &str = "clock";
/// No agreement of this product was given before it existed: an earlier clock is a wrong clock.
const FIRST_YEAR: i32 = 2026;
/// A clock this far ahead would end agreements and destroy keys that are still needed.
const LAST_YEAR: i32 = FIRST_YEAR + 60;
/// Clocks of two instances may differ; more than this is a fault somebody should mend.
const TOLERATED: TimeDelta = TimeDelta::minutes(5);
/// So far behind, agreements that have ended would live again: nothing is served.
pub const FARTHEST_BEHIND: TimeDelta = TimeDelta::days(1);
const REMEDY: &str = "set the machine's clock and keep it set by NTP (timedatectl set-ntp true)";
/// Who mended a clock that ran ahead must not wait until the time has caught up.
const BEHIND: &str = "set the machine's clock and keep it set by NTP (timedatectl set-ntp true); if it is right, \
                      relais journal verify tells whether that entry is real, and where a clock did run ahead before, \
                      write the later instant as database.ran_ahead_until";

/// Looks at the clock alone.
pub(super) fn examine(clock: &dyn Clock) -> Check {
    let (now, later) = (clock.now(), clock.now());
    if !(FIRST_YEAR..LAST_YEAR).contains(&now.year()) {
        let reason = format!("says {}: agreements would end, or live on, at the wrong time", told(now));
        return Check::bad(NAME, reason, REMEDY);
    }
    if later < now || later - now > Duration::minutes(1) {
        return Check::bad(NAME, "jumps between two looks", REMEDY);
    }
    Check::good(NAME, now.to_rfc3339())
}

/// Compares the clock with the newest entry of the journal; nothing where it stands at it or after.
pub(super) fn behind(now: Timestamp, newest: Option<Timestamp>) -> Option<Check> {
    let newest = newest.filter(|newest| *newest - now > TOLERATED)?;
    let reason =
        format!("{}: {}", stands_behind(now, newest), "set back, it makes ended agreements live again");
    let stops = newest - now > FARTHEST_BEHIND;
    Some(if stops { Check::bad(NAME, reason, BEHIND) } else { Check::doubtful(NAME, reason, BEHIND) })
}

/// The entry that the clock is held against: none that the operator knows to be written on a clock that ran ahead.
pub fn held_against(database: &Database, newest: Option<Timestamp>) -> Option<Timestamp> {
    newest.filter(|newest| database.ran_ahead_until.is_none_or(|known| *newest > known))
}

/// « says …, and this database was written to at … ».
pub fn stands_behind(now: Timestamp, newest: Timestamp) -> String {
    format!("says {}, and this database was last written to at {}", told(now), told(newest))
}

fn told(instant: DateTime<Utc>) -> String {
    instant.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Stopped(Timestamp);
    impl Clock for Stopped {
        fn now(&self) -> Timestamp {
            self.0
        }
    }

    #[test]
    fn a_clock_before_the_product_or_far_ahead_is_wrong() {
        for (days, good) in [(0, false), (20_000, false), (20_600, true), (60_000, false)] {
            let clock = Stopped(DateTime::UNIX_EPOCH + TimeDelta::days(days));
            assert_eq!(examine(&clock).is_good(), good, "{:?}", clock.now());
        }
    }

    #[test]
    fn a_clock_behind_its_database_is_told_and_far_behind_it_stops() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(20_600);
        let found = |ahead| behind(now, Some(now + ahead)).map(|check| check.stops());
        assert_eq!(behind(now, None), None);
        assert_eq!(found(-TimeDelta::days(400)), None);
        assert_eq!(found(TimeDelta::minutes(5)), None);
        assert_eq!(found(TimeDelta::minutes(6)), Some(false));
        assert_eq!(found(TimeDelta::days(1)), Some(false));
        assert_eq!(found(TimeDelta::days(1) + TimeDelta::seconds(1)), Some(true));
    }
}
