//! The dates promised at sending to the sender, the recipient and the person, and the clocks that strike at them.
//!
//! Days are counted in the network's calendar: the acknowledgement in working days, everything else in calendar days.
//! Each date falls on a working day of its own, so that nobody is reminded on a Sunday, or twice in one morning; a
//! deadline lasts to the end of its day. All dates are computed once and kept in the referral: a later change of the
//! network's rules never moves one that was already promised.

use chrono::{Days, NaiveDate};

use crate::{
    calendar::{Calendar, plus},
    clock::Timestamp,
    codes,
    referral::ReferralState,
};

/// A network's terms, in days (defaults: `referrals-and-consent.md` 3.4), and its calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClockRules {
    /// The recipient says that it has received within this many working days.
    pub acknowledge_days: u16,
    /// Days of the three reminders to the recipient.
    pub reminder_days: [u16; 3],
    /// The recipient's manager is told.
    pub escalation_days: u16,
    /// Without an answer the referral expires.
    pub expiry_days: u16,
    /// The longest hold.
    pub hold_days: u16,
    /// Accepted without contact: the recipient is nudged.
    pub nudge_days: u16,
    /// Accepted without contact: the sender is told.
    pub no_contact_days: u16,
    /// A written referral whose person has not answered is cancelled.
    pub consent_days: u16,
    /// A closed referral may be reopened within this many days.
    pub reopen_days: u16,
    /// Which days are worked, and where a day begins.
    pub calendar: Calendar,
}

impl Default for ClockRules {
    fn default() -> Self {
        Self {
            acknowledge_days: 2,
            reminder_days: [5, 10, 20],
            escalation_days: 21,
            expiry_days: 30,
            hold_days: 60,
            nudge_days: 15,
            no_contact_days: 30,
            consent_days: 30,
            reopen_days: 30,
            calendar: Calendar::default(),
        }
    }
}

codes! {
    /// What strikes, once each, while nobody acts.
    pub enum Clock {
        /// Nobody said that it was received.
        AcknowledgeLate = "acknowledge_late",
        /// First reminder to the recipient.
        FirstReminder = "reminder_1",
        /// Second reminder.
        SecondReminder = "reminder_2",
        /// Third reminder.
        ThirdReminder = "reminder_3",
        /// The recipient's manager is told.
        Escalated = "escalated",
        /// The referral is over without an answer.
        Expiry = "expiry",
        /// The day on which the recipient wanted to look at a hold again.
        HoldReview = "hold_review",
        /// The longest hold is over.
        HoldLimit = "hold_limit",
        /// Accepted without contact: the recipient is asked.
        Nudged = "nudged",
        /// Accepted without contact: the sender is told.
        NoContact = "no_contact",
        /// The person's answer about the agreement did not come.
        ConsentLapse = "consent_lapse",
    }
}

/// The dates of one referral, as shown to all parties at sending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clocks {
    /// The recipient should have acknowledged.
    pub acknowledge_due: Timestamp,
    /// The three reminders to the recipient.
    pub reminders: [Timestamp; 3],
    /// The recipient's manager is told.
    pub escalation_due: Timestamp,
    /// No answer until then: the referral expires.
    pub expires_on: Timestamp,
}

/// When an acceptance without contact is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContactClocks {
    /// The recipient is asked.
    pub nudge_due: Timestamp,
    /// The sender is told.
    pub no_contact_due: Timestamp,
}

/// What a sent referral awaits of its recipient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Awaited {
    /// Somebody there says that it was received.
    Acknowledgement,
    /// Yes or no; without one the referral expires.
    Answer,
}

/// What is awaited, and by when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// What.
    pub what: Awaited,
    /// The instant promised at sending.
    pub by: Timestamp,
}

impl Due {
    /// The acknowledgement first, then the answer. Nothing is due before sending, on hold (the clocks stand still),
    /// at work or after the end.
    #[must_use]
    pub fn of(
        state: ReferralState,
        acknowledge_due: Option<Timestamp>,
        expires_on: Option<Timestamp>,
    ) -> Option<Self> {
        match state {
            ReferralState::Requested => acknowledge_due.map(|by| Self { what: Awaited::Acknowledgement, by }),
            ReferralState::Received => expires_on.map(|by| Self { what: Awaited::Answer, by }),
            ReferralState::Draft
            | ReferralState::AwaitingConsent
            | ReferralState::OnHold
            | ReferralState::Accepted
            | ReferralState::InProgress
            | ReferralState::Completed
            | ReferralState::Rejected
            | ReferralState::Cancelled
            | ReferralState::ConsentWithdrawn
            | ReferralState::Expired
            | ReferralState::EnteredInError => None,
        }
    }
}

impl ClockRules {
    /// The dates of a referral sent, or sent again, at `sent_at`.
    #[must_use]
    pub fn at_sending(&self, sent_at: Timestamp) -> Clocks {
        let day = self.calendar.day_of(sent_at);
        let acknowledged = self.calendar.nth_working_after(day, self.acknowledge_days);
        let [first, second, third] = self.reminder_days.map(|days| plus(day, days));
        self.on_days([
            acknowledged,
            first,
            second,
            third,
            plus(day, self.escalation_days),
            plus(day, self.expiry_days),
        ])
    }

    /// The clocks after a hold since `held_at`: every date moves by the days that stood still, so none ever goes back.
    #[must_use]
    pub fn resumed(&self, clocks: Clocks, held_at: Timestamp, now: Timestamp) -> Clocks {
        let Clocks { acknowledge_due, reminders: [first, second, third], escalation_due, expires_on } =
            clocks;
        let days = [acknowledge_due, first, second, third, escalation_due, expires_on];
        self.on_days(days.map(|date| self.shifted(date, held_at, now)))
    }

    /// When the recipient is nudged, and when the sender is told, that nobody has met the person since acceptance.
    #[must_use]
    pub fn after_acceptance(&self, accepted_at: Timestamp) -> ContactClocks {
        let day = self.calendar.day_of(accepted_at);
        self.contact([plus(day, self.nudge_days), plus(day, self.no_contact_days)])
    }

    /// The same after a hold.
    #[must_use]
    pub fn resumed_work(&self, clocks: ContactClocks, held_at: Timestamp, now: Timestamp) -> ContactClocks {
        let ContactClocks { nudge_due, no_contact_due } = clocks;
        self.contact([nudge_due, no_contact_due].map(|date| self.shifted(date, held_at, now)))
    }

    /// The last instant that a hold begun at `held_at` may reach, of what has stood still for so many days before; none
    /// where no day is left.
    #[must_use]
    pub fn hold_left(&self, held_days: u16, held_at: Timestamp) -> Option<Timestamp> {
        let left = self.hold_days.checked_sub(held_days).filter(|left| *left > 0)?;
        let day = plus(self.calendar.day_of(held_at), left);
        Some(self.calendar.end_of(self.calendar.working_from(day)))
    }

    /// When a hold begun at `held_at` is looked at again: in the morning of the day, when desks are open.
    #[must_use]
    pub fn review_at(&self, review_on: NaiveDate, held_at: Timestamp) -> Timestamp {
        self.calendar.morning_of(self.calendar.working_from(review_on)).max(held_at)
    }

    /// The instant at which a referral that awaits consent since `since` is cancelled.
    #[must_use]
    pub fn consent_limit(&self, since: Timestamp) -> Timestamp {
        self.calendar.end_of(plus(self.calendar.day_of(since), self.consent_days))
    }

    /// The last instant at which a referral closed at `closed_at` may be reopened.
    #[must_use]
    pub fn reopen_limit(&self, closed_at: Timestamp) -> Timestamp {
        self.calendar.end_of(plus(self.calendar.day_of(closed_at), self.reopen_days))
    }

    /// Whether a review date lies between the day of a hold and its last.
    #[must_use]
    pub fn allows_review(&self, review_on: NaiveDate, held_at: Timestamp, until: Timestamp) -> bool {
        self.calendar.day_of(held_at) <= review_on && review_on <= self.calendar.day_of(until)
    }

    /// Days from the day of one instant to that of another.
    pub(super) fn days_between(&self, from: Timestamp, to: Timestamp) -> u16 {
        let days = (self.calendar.day_of(to) - self.calendar.day_of(from)).num_days().max(0);
        u16::try_from(days).unwrap_or(u16::MAX)
    }

    /// The six dates on these days, each on a working day of its own: deadlines at its end, the rest in its morning.
    fn on_days(&self, days: [NaiveDate; 6]) -> Clocks {
        let [acknowledge, first, second, third, escalation, expiry] = self.apart(days);
        let (morning, end) = (|day| self.calendar.morning_of(day), |day| self.calendar.end_of(day));
        Clocks {
            acknowledge_due: end(acknowledge),
            reminders: [first, second, third].map(morning),
            escalation_due: morning(escalation),
            expires_on: end(expiry),
        }
    }

    fn contact(&self, days: [NaiveDate; 2]) -> ContactClocks {
        let [nudge_due, no_contact_due] = self.apart(days).map(|day| self.calendar.morning_of(day));
        ContactClocks { nudge_due, no_contact_due }
    }

    /// These days in their order, none before its turn: each a working day later than the one before.
    fn apart<const DAYS: usize>(&self, days: [NaiveDate; DAYS]) -> [NaiveDate; DAYS] {
        let mut last: Option<NaiveDate> = None;
        days.map(|day| {
            let wanted = self.calendar.working_from(day);
            let own = last.map_or(wanted, |last| wanted.max(self.calendar.working_after(last)));
            last = Some(own);
            own
        })
    }

    fn shifted(&self, date: Timestamp, held_at: Timestamp, now: Timestamp) -> NaiveDate {
        plus(self.calendar.day_of(date), self.days_between(held_at, now))
    }
}

/// `days` calendar days after an instant; at the end of the calendar the instant itself.
pub(crate) fn after(instant: Timestamp, days: u16) -> Timestamp {
    instant.checked_add_days(Days::new(u64::from(days))).unwrap_or(instant)
}
