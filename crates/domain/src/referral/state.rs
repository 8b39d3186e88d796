//! The thirteen states of a referral.
//!
//! ```text
//!  draft ──submit──► awaiting_consent ──consent given──► requested ──open──► received
//!    │                      │                              │  ▲                │
//!    └── submit, agreement already given ──────────────────┘  └──── reopen     │
//!                           │ refused, 30 days                │               │
//!                           ▼                                 └────accept─────┴──► accepted ──► in_progress
//!                       cancelled                                                     │             │
//!                                                                                     └──complete───┴──► completed
//!  requested, received, accepted, in_progress ◄──hold / resume──► on_hold
//!  requested, received, on_hold before acceptance ──► rejected, expired
//!  any open ──► cancelled, consent_withdrawn          any ──► entered_in_error
//! ```

use crate::codes;

codes! {
    /// Where a referral stands; computed from its stage, never set by hand.
    pub enum ReferralState {
        /// Being written; invisible outside the sending organisation.
        Draft = "draft",
        /// Written, the person has not yet agreed; nothing has been sent.
        AwaitingConsent = "awaiting_consent",
        /// Sent; the recipient has been told.
        Requested = "requested",
        /// A human of the recipient has opened it.
        Received = "received",
        /// Waiting for a coded reason, until a review date, 60 days at most.
        OnHold = "on_hold",
        /// The recipient commits; no contact with the person yet.
        Accepted = "accepted",
        /// First contact made or appointment set.
        InProgress = "in_progress",
        /// Work ended, with an outcome.
        Completed = "completed",
        /// Refused before any work, with a reason.
        Rejected = "rejected",
        /// Called back by the sender, with a reason.
        Cancelled = "cancelled",
        /// The person withdrew her agreement; access is closed at once.
        ConsentWithdrawn = "consent_withdrawn",
        /// No answer before the deadline.
        Expired = "expired",
        /// Wrong person or double entry; masked, kept for audit.
        EnteredInError = "entered_in_error",
    }
}

impl ReferralState {
    /// Whether the referral has ended. Only reopening within 30 days and marking as an error leave a final state.
    #[must_use]
    pub const fn is_final(self) -> bool {
        match self {
            Self::Draft
            | Self::AwaitingConsent
            | Self::Requested
            | Self::Received
            | Self::OnHold
            | Self::Accepted
            | Self::InProgress => false,
            Self::Completed
            | Self::Rejected
            | Self::Cancelled
            | Self::ConsentWithdrawn
            | Self::Expired
            | Self::EnteredInError => true,
        }
    }

    /// Whether somebody still has to do something: the opposite of final.
    #[must_use]
    pub const fn is_open(self) -> bool {
        !self.is_final()
    }

    /// Whether the referral has not left the sending organisation: no recipient may learn that it exists.
    #[must_use]
    pub const fn is_unsent(self) -> bool {
        matches!(self, Self::Draft | Self::AwaitingConsent)
    }
}
