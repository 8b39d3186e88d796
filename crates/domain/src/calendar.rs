//! The days on which a network's desks are open, and what a promised day means in its time zone.
//!
//! A working day is Monday to Friday and no public holiday (Code du travail, art. L3133-1, and L3134-13 and L3422-2 for
//! Alsace-Moselle and overseas). Which days these are is told by whoever wires the application.

use std::{collections::BTreeSet, sync::Arc};

use chrono::{Datelike, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone as _, Weekday};
use chrono_tz::Tz;

use crate::clock::Timestamp;

/// The last second of a day: whoever was promised an answer on a day may answer all day long.
const EVENING: TimeDelta = TimeDelta::seconds(24 * 3600 - 1);
/// When a reminder of a day strikes: desks open.
const MORNING: TimeDelta = TimeDelta::hours(8);

/// A network's calendar.
#[derive(Clone, PartialEq, Eq)]
pub struct Calendar {
    zone: Tz,
    holidays: Arc<BTreeSet<NaiveDate>>,
}

impl std::fmt::Debug for Calendar {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Calendar({}, {} holidays)", self.zone, self.holidays.len())
    }
}

impl Default for Calendar {
    fn default() -> Self {
        Self::new(Tz::UTC, [])
    }
}

impl Calendar {
    /// The calendar of a time zone with these public holidays.
    #[must_use]
    pub fn new(zone: Tz, holidays: impl IntoIterator<Item = NaiveDate>) -> Self {
        Self { zone, holidays: Arc::new(holidays.into_iter().collect()) }
    }

    /// The day of an instant, where the network is.
    #[must_use]
    pub fn day_of(&self, instant: Timestamp) -> NaiveDate {
        instant.with_timezone(&self.zone).date_naive()
    }

    /// Whether desks are open.
    #[must_use]
    pub fn is_working(&self, day: NaiveDate) -> bool {
        !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !self.holidays.contains(&day)
    }

    /// The day itself when desks are open, else the next on which they are.
    #[must_use]
    pub fn working_from(&self, day: NaiveDate) -> NaiveDate {
        day.iter_days().find(|day| self.is_working(*day)).unwrap_or(day)
    }

    /// The first working day after a day.
    #[must_use]
    pub fn working_after(&self, day: NaiveDate) -> NaiveDate {
        self.working_from(plus(day, 1))
    }

    /// The `nth` working day after a day; the day itself for none.
    #[must_use]
    pub fn nth_working_after(&self, day: NaiveDate, nth: u16) -> NaiveDate {
        (0..nth).fold(day, |day, _| self.working_after(day))
    }

    /// The end of a day.
    #[must_use]
    pub fn end_of(&self, day: NaiveDate) -> Timestamp {
        self.at(day, EVENING)
    }

    /// The morning of a day.
    #[must_use]
    pub fn morning_of(&self, day: NaiveDate) -> Timestamp {
        self.at(day, MORNING)
    }

    /// A time of day; where the clocks were set forward over it, that of UTC.
    fn at(&self, day: NaiveDate, past_midnight: TimeDelta) -> Timestamp {
        let midnight = day.and_time(NaiveTime::MIN);
        let time = midnight.checked_add_signed(past_midnight).unwrap_or(midnight);
        let local = self.zone.from_local_datetime(&time).latest();
        local.map_or_else(|| time.and_utc(), |it| it.to_utc())
    }
}

/// Some days later; at the end of the calendar the day itself.
pub(crate) fn plus(day: NaiveDate, days: u16) -> NaiveDate {
    day.checked_add_days(Days::new(u64::from(days))).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use chrono_tz::{Europe::Paris, Indian::Reunion};

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn may_2027() -> Calendar {
        Calendar::new(Paris, [day("2027-05-06"), day("2027-05-17")]) // Ascension, Whit Monday
    }

    #[test]
    fn weekends_and_holidays_are_not_worked() {
        let calendar = may_2027();
        assert_eq!(calendar.working_from(day("2027-05-05")), day("2027-05-05"));
        assert_eq!(calendar.working_from(day("2027-05-06")), day("2027-05-07"));
        assert_eq!(calendar.nth_working_after(day("2027-05-05"), 2), day("2027-05-10"));
        assert_eq!(calendar.nth_working_after(day("2027-05-14"), 1), day("2027-05-18"));
        assert_eq!(calendar.nth_working_after(day("2027-05-15"), 0), day("2027-05-15"));
    }

    #[test]
    fn a_day_ends_where_the_network_is() {
        assert_eq!(may_2027().end_of(day("2027-05-05")).to_rfc3339(), "2027-05-05T21:59:59+00:00");
        let overseas = Calendar::new(Reunion, []);
        assert_eq!(overseas.end_of(day("2027-05-05")).to_rfc3339(), "2027-05-05T19:59:59+00:00");
        assert_eq!(overseas.morning_of(day("2027-05-05")).to_rfc3339(), "2027-05-05T04:00:00+00:00");
        assert_eq!(overseas.day_of(overseas.end_of(day("2027-05-05"))), day("2027-05-05"));
        let late = "2027-05-05T20:30:00Z".parse().expect("an instant");
        assert_eq!(overseas.day_of(late), day("2027-05-06"));
    }

    #[test]
    fn the_hour_that_is_skipped_still_ends() {
        let calendar = Calendar::new(chrono_tz::America::Havana, []);
        let skipped = day("2027-03-14"); // midnight to one does not exist
        assert!(calendar.end_of(skipped) > calendar.morning_of(skipped));
        assert!(calendar.at(skipped, TimeDelta::zero()) <= calendar.morning_of(skipped));
    }
}
