//! How long a mandate may last: five terms, each with its end said in words.

use chrono::NaiveDate;

use crate::{
    calendar::{Calendar, plus},
    clock::Timestamp,
    codes,
};

codes! {
    /// The terms she chooses from.
    pub enum MandateTerm {
        /// Today.
        Day = "day",
        /// 31 days.
        Month = "month",
        /// 182 days.
        HalfYear = "half_year",
        /// 365 days.
        Year = "year",
        /// Until the procedure has ended, 365 days at most.
        ProcedureEnd = "procedure_end",
    }
}

impl MandateTerm {
    /// The longest it lasts, in days; the day of its text is the first.
    #[must_use]
    pub const fn days(self) -> u16 {
        match self {
            Self::Day => 1,
            Self::Month => 31,
            Self::HalfYear => 182,
            Self::Year | Self::ProcedureEnd => 365,
        }
    }

    /// The days before the end on which it is announced.
    #[must_use]
    pub const fn warning_days(self) -> &'static [u16] {
        match self {
            Self::Day => &[],
            Self::Month => &[2],
            Self::HalfYear | Self::Year | Self::ProcedureEnd => &[30, 7],
        }
    }
}

/// From when until when; both stand in the text and are bound to what is sealed under it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity {
    /// The first instant.
    pub not_before: Timestamp,
    /// The end: outside.
    pub not_after: Timestamp,
}

impl Validity {
    /// The term that begins now: to the end of its last day where the network is, so that it can be said as a day and
    /// is never longer than it was said to be.
    #[must_use]
    pub fn starting(now: Timestamp, term: MandateTerm, calendar: &Calendar) -> Self {
        let last = plus(calendar.day_of(now), term.days().saturating_sub(1));
        Self { not_before: now, not_after: calendar.end_of(last) }
    }

    /// Whether `at` lies within.
    #[must_use]
    pub fn contains(&self, at: Timestamp) -> bool {
        self.not_before <= at && at < self.not_after
    }

    /// The last day, where the network is.
    #[must_use]
    pub fn last_day(&self, calendar: &Calendar) -> NaiveDate {
        calendar.day_of(self.not_after)
    }
}
