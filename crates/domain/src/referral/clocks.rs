//! The dates promised at sending to the sender, the recipient and the person.
//!
//! Calendar days, counted from the instant of sending. All are computed once and kept in the referral, so that a
//! later change of the network's rules never moves a date that was already promised.

use chrono::{Days, NaiveDate};

use crate::{clock::Timestamp, referral::ReferralState};

/// A network's terms, in days (defaults: `referrals-and-consent.md` 3.4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClockRules {
    /// The recipient says that it has received within this many days.
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
        }
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
        Clocks {
            acknowledge_due: after(sent_at, self.acknowledge_days),
            reminders: self.reminder_days.map(|days| after(sent_at, days)),
            escalation_due: after(sent_at, self.escalation_days),
            expires_on: after(sent_at, self.expiry_days),
        }
    }

    /// The last instant a hold begun at `held_at` may reach.
    #[must_use]
    pub fn hold_limit(&self, held_at: Timestamp) -> Timestamp {
        after(held_at, self.hold_days)
    }

    /// The instant at which a referral that awaits consent since `since` is cancelled.
    #[must_use]
    pub fn consent_limit(&self, since: Timestamp) -> Timestamp {
        after(since, self.consent_days)
    }

    /// The last instant at which a referral closed at `closed_at` may be reopened.
    #[must_use]
    pub fn reopen_limit(&self, closed_at: Timestamp) -> Timestamp {
        after(closed_at, self.reopen_days)
    }

    /// When the recipient is nudged, and when the sender is told, that nobody has met the person since acceptance.
    #[must_use]
    pub fn no_contact(&self, accepted_at: Timestamp) -> (Timestamp, Timestamp) {
        (after(accepted_at, self.nudge_days), after(accepted_at, self.no_contact_days))
    }

    /// Whether a review date lies between today and the end of the longest hold.
    #[must_use]
    pub fn allows_review(&self, review_on: NaiveDate, held_at: Timestamp) -> bool {
        held_at.date_naive() <= review_on && review_on <= self.hold_limit(held_at).date_naive()
    }
}

impl Clocks {
    /// The clocks after a hold: every date moves by the time that stood still, so none ever goes back.
    #[must_use]
    pub fn resumed(self, held_at: Timestamp, now: Timestamp) -> Self {
        let still = (now - held_at).max(chrono::TimeDelta::zero());
        let shift = |date: Timestamp| date.checked_add_signed(still).unwrap_or(date);
        Self {
            acknowledge_due: shift(self.acknowledge_due),
            reminders: self.reminders.map(shift),
            escalation_due: shift(self.escalation_due),
            expires_on: shift(self.expires_on),
        }
    }
}

/// `days` calendar days after an instant; at the end of the calendar the instant itself.
pub(crate) fn after(instant: Timestamp, days: u16) -> Timestamp {
    instant.checked_add_days(Days::new(u64::from(days))).unwrap_or(instant)
}
