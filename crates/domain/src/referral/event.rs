//! What happened to a referral: one line of its append-only history.

use crate::{clock::Timestamp, codes, referral::ReferralState};

codes! {
    /// The events of the transition table.
    pub enum ReferralEventKind {
        /// The sender finished writing.
        Submitted = "submitted",
        /// The person agreed; the referral left.
        ConsentGiven = "consent_given",
        /// The person did not agree.
        ConsentRefused = "consent_refused",
        /// Nobody recorded an answer of the person in time.
        ConsentLapsed = "consent_lapsed",
        /// A human of the recipient opened it.
        Acknowledged = "acknowledged",
        /// The recipient took it over.
        Accepted = "accepted",
        /// The recipient refused.
        Rejected = "rejected",
        /// The recipient waits for something.
        Held = "held",
        /// What was waited for has come.
        Resumed = "resumed",
        /// First contact with the person, or an appointment.
        Started = "started",
        /// The work ended.
        Completed = "completed",
        /// The sender called it back.
        Cancelled = "cancelled",
        /// The recipient confirmed that it has stopped.
        CancelConfirmed = "cancel_confirmed",
        /// The person withdrew her agreement.
        ConsentWithdrawn = "consent_withdrawn",
        /// No answer before the deadline.
        Expired = "expired",
        /// The longest hold was reached.
        HoldLapsed = "hold_lapsed",
        /// Opened again after its end.
        Reopened = "reopened",
        /// Masked as created in error.
        MarkedError = "marked_error",
        /// A clock struck while nobody acted; which one is the reason.
        ClockStruck = "clock_struck",
        /// One of the recipient's took it in hand.
        Claimed = "claimed",
        /// It lies open to all of the recipient's again.
        Released = "released",
        /// It was given into somebody else's hands.
        Assigned = "assigned",
        /// Another referral goes on with it.
        Redirected = "redirected",
        /// The person said whether she was contacted, and helped.
        PersonAnswered = "person_answered",
        /// The sender said how it ended, as far as it knows.
        SenderAnswered = "sender_answered",
    }
}

impl ReferralEventKind {
    /// The states it can lead to; where from, the transitions say.
    #[must_use]
    pub const fn leads_to(self) -> &'static [ReferralState] {
        use ReferralState as To;
        match self {
            Self::Submitted => &[To::AwaitingConsent, To::Requested],
            Self::ConsentGiven => &[To::Requested],
            Self::ConsentRefused | Self::ConsentLapsed | Self::Cancelled | Self::CancelConfirmed => {
                &[To::Cancelled]
            }
            Self::Acknowledged => &[To::Received],
            Self::Accepted => &[To::Accepted],
            Self::Rejected => &[To::Rejected],
            Self::Held => &[To::OnHold],
            Self::Resumed => &[To::Requested, To::Received, To::Accepted, To::InProgress],
            Self::HoldLapsed => &[To::Expired, To::Accepted, To::InProgress],
            Self::Started => &[To::InProgress],
            Self::Completed | Self::PersonAnswered | Self::SenderAnswered => &[To::Completed],
            Self::ConsentWithdrawn => &[To::ConsentWithdrawn],
            Self::Expired => &[To::Expired],
            Self::Reopened => &[To::InProgress, To::Requested],
            Self::MarkedError => &[To::EnteredInError],
            Self::ClockStruck => &[To::Requested, To::Received, To::OnHold, To::Accepted],
            Self::Claimed | Self::Released | Self::Assigned => {
                &[To::Requested, To::Received, To::OnHold, To::Accepted, To::InProgress, To::Cancelled]
            }
            Self::Redirected => &[To::Rejected, To::Completed],
        }
    }
}

/// One event; the store adds the actor and the channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReferralEvent {
    /// What happened.
    pub kind: ReferralEventKind,
    /// The state before.
    pub from: ReferralState,
    /// The state after.
    pub to: ReferralState,
    /// The code of the reason, outcome or hold, where the event has one.
    pub reason: Option<&'static str>,
    /// When.
    pub at: Timestamp,
}
