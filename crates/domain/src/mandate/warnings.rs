//! What a clock strikes next: a text lapses, a pause is over, an end is announced, a term has passed.

use chrono::Days;

use crate::{
    calendar::Calendar,
    clock::Timestamp,
    codes,
    mandate::{Mandate, MandateStage},
};

codes! {
    /// What strikes while nobody acts.
    pub enum MandateClock {
        /// Nobody agreed to the text.
        TextLapse = "text_lapse",
        /// Nobody resumed the pause.
        PauseEnd = "pause_end",
        /// Its end is announced, to the helpers and to her.
        Warning = "warning",
        /// Its term has passed.
        Expiry = "expiry",
    }
}

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

    /// What strikes next and when; `warned_at` is when the end was last announced. Of two warnings missed meanwhile one
    /// is enough.
    #[must_use]
    pub fn next_clock(
        &self,
        calendar: &Calendar,
        warned_at: Option<Timestamp>,
    ) -> Option<(Timestamp, MandateClock)> {
        match &self.stage {
            MandateStage::Awaiting(text) => Some((text.lapses_at(), MandateClock::TextLapse)),
            MandateStage::Suspended(power, pause) => {
                let expiry = (power.text.validity.not_after, MandateClock::Expiry);
                Some(expiry.min((pause.until, MandateClock::PauseEnd)))
            }
            MandateStage::Active(power) => {
                let expiry = (power.text.validity.not_after, MandateClock::Expiry);
                let untold = |at: &Timestamp| warned_at.is_none_or(|told| told < *at);
                let warning = self.warnings(calendar).into_iter().find(untold);
                Some(warning.map_or(expiry, |at| expiry.min((at, MandateClock::Warning))))
            }
            MandateStage::Draft | MandateStage::Ended(_) => None,
        }
    }
}
