//! When an end is announced, to the helpers and to her.

use crate::{calendar::Calendar, clock::Timestamp, mandate::Mandate};
use chrono::Days;

impl Mandate {
    /// The mornings on which the end is announced: 30 and 7 days before for terms over 31 days, 2 days before for a
    /// month, none for a day. Those before it began are left out.
    #[must_use]
    pub fn warnings(&self, calendar: &Calendar) -> Vec<Timestamp> {
        let Some(validity) = self.validity() else { return Vec::new() };
        let last = validity.last_day(calendar);
        let morning = |days: &u16| {
            let day = last.checked_sub_days(Days::new(u64::from(*days)))?;
            Some(calendar.morning_of(day)).filter(|at| *at > validity.not_before)
        };
        self.term.warning_days().iter().filter_map(morning).collect()
    }
}
