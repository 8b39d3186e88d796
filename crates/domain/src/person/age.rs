//! Age bands: what a recipient may know before it accepts, instead of a birth.

use chrono::{Datelike, NaiveDate};

use crate::{codes, person::Birth};

codes! {
    /// Broad enough not to tell who she is, narrow enough to tell whether a service is meant for her
    /// (16–25 is the age of a mission locale, 60 the age of the elders' services).
    pub enum AgeBand {
        /// Under 16.
        Under16 = "under_16",
        /// 16 to 25.
        From16To25 = "16_25",
        /// 26 to 39.
        From26To39 = "26_39",
        /// 40 to 59.
        From40To59 = "40_59",
        /// 60 to 74.
        From60To74 = "60_74",
        /// 75 and over.
        From75 = "75_plus",
        /// Not said.
        Unknown = "unknown",
    }
}

impl AgeBand {
    /// The band on a day. Where only the year is known, the age reached in the course of that day's year counts.
    #[must_use]
    pub fn of(birth: Option<Birth>, today: NaiveDate) -> Self {
        match birth.and_then(|birth| years(birth, today)) {
            None => Self::Unknown,
            Some(0..16) => Self::Under16,
            Some(16..26) => Self::From16To25,
            Some(26..40) => Self::From26To39,
            Some(40..60) => Self::From40To59,
            Some(60..75) => Self::From60To74,
            Some(_) => Self::From75,
        }
    }
}

/// Full years; none for a birth after today.
fn years(birth: Birth, today: NaiveDate) -> Option<u32> {
    match birth {
        Birth::Date(date) => today.years_since(date.date()),
        Birth::Year(year) => u32::try_from(today.year() - i32::from(year.get())).ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{BirthDate, BirthYear};

    #[test]
    fn bands_change_on_the_birthday_and_a_year_alone_on_new_year() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 21).expect("a day");
        let born =
            |text: &str| AgeBand::of(Some(Birth::Date(BirthDate::parse(text).expect("a date"))), today);
        let year =
            |text: &str| AgeBand::of(Some(Birth::Year(BirthYear::parse(text).expect("a year"))), today);
        assert_eq!(born("2010-11-22"), AgeBand::Under16);
        assert_eq!(born("2010-11-21"), AgeBand::From16To25);
        assert_eq!(born("2000-11-21"), AgeBand::From26To39);
        assert_eq!(born("1986-11-21"), AgeBand::From40To59);
        assert_eq!(born("1966-11-22"), AgeBand::From40To59);
        assert_eq!(born("1951-11-21"), AgeBand::From75);
        assert_eq!(year("1966"), AgeBand::From60To74);
        assert_eq!(year("2027"), AgeBand::Unknown);
        assert_eq!(AgeBand::of(None, today), AgeBand::Unknown);
    }
}
