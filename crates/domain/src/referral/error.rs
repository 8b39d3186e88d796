//! Which rule of a referral refused, with a stable code.

use crate::referral::{ReferralEventKind, ReferralState};

/// A refused act on a referral. No text for users: the edges translate the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReferralError {
    /// The referral has ended; nothing but reopening or marking as an error applies.
    #[error("the referral has ended as {state}")]
    AlreadyClosed {
        /// The final state.
        state: ReferralState,
    },
    /// The act does not apply in this state.
    #[error("{event} does not apply to a referral in state {state}")]
    NotInState {
        /// What was tried.
        event: ReferralEventKind,
        /// The state it was tried in.
        state: ReferralState,
    },
    /// The act belongs to the other organisation, or to another person of this one.
    #[error("the act belongs to another side")]
    NotYourSide,
    /// Only a draft is written to.
    #[error("the referral is no longer a draft")]
    NotADraft,
    /// No service has been chosen.
    #[error("no recipient has been chosen")]
    RecipientMissing,
    /// The service no longer takes referrals.
    #[error("the recipient does not take referrals")]
    RecipientInactive,
    /// The service requires documents that are not attached.
    #[error("documents required by the service are missing")]
    DocumentsMissing,
    /// An open referral already asks this service for this person.
    #[error("an open referral to the same service exists")]
    Duplicate,
    /// The agreement is another one, or not in force, or does not cover this recipient and purpose.
    #[error("the agreement does not permit this referral now")]
    AgreementNotValid,
    /// The reason is written by another step.
    #[error("the reason does not belong to this act")]
    ReasonNotAllowed,
    /// The review date lies before today or after the longest hold.
    #[error("the review date is out of range")]
    ReviewDate,
    /// The request has stood still as long as it may: now it is answered.
    #[error("the request has stood still as long as it may")]
    HoldUsedUp,
    /// The date on which this happens has not come.
    #[error("the deadline has not been reached")]
    DeadlineNotReached,
    /// Thirty days have passed since the end.
    #[error("too late to reopen")]
    ReopenTooLate,
    /// Work had begun before the hold: it ends by completion, not by refusal.
    #[error("work had begun")]
    WorkBegun,
    /// What the recipient handed on awaits its answer: nobody else answers for the person yet.
    #[error("a referral of the recipient for this person awaits its answer")]
    HandedOn,
    /// Another referral goes on with it already.
    #[error("another referral continues this one")]
    Superseded,
    /// A colleague has it in hand.
    #[error("a colleague has taken it in hand")]
    AlreadyClaimed,
    /// Nobody has it in hand.
    #[error("nobody has taken it in hand")]
    NotClaimed,
    /// The person's answer is noted, and it judges the recipient: only the sender notes another.
    #[error("the person has answered already")]
    AlreadyAnswered,
    /// The recipient already confirmed that it has stopped.
    #[error("already confirmed")]
    AlreadyConfirmed,
}

impl ReferralError {
    /// The stable code, the same in API answers, texts and the explanation pages.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::AlreadyClosed { .. } => "referral.already_closed",
            Self::NotInState { .. } => "referral.not_in_state",
            Self::NotYourSide => "referral.not_your_side",
            Self::NotADraft => "referral.not_a_draft",
            Self::RecipientMissing => "referral.recipient_missing",
            Self::RecipientInactive => "referral.recipient_inactive",
            Self::DocumentsMissing => "referral.documents_missing",
            Self::Duplicate => "referral.duplicate",
            Self::AgreementNotValid => "referral.agreement_not_valid",
            Self::ReasonNotAllowed => "referral.reason_not_allowed",
            Self::ReviewDate => "referral.review_date",
            Self::HoldUsedUp => "referral.hold_used_up",
            Self::DeadlineNotReached => "referral.deadline_not_reached",
            Self::ReopenTooLate => "referral.reopen_too_late",
            Self::WorkBegun => "referral.work_begun",
            Self::HandedOn => "referral.handed_on",
            Self::Superseded => "referral.superseded",
            Self::AlreadyClaimed => "referral.already_claimed",
            Self::NotClaimed => "referral.not_claimed",
            Self::AlreadyAnswered => "referral.already_answered",
            Self::AlreadyConfirmed => "referral.already_confirmed",
        }
    }
}
