//! What each state of a referral knows. A combination that makes no sense (a refusal without a reason, work
//! without an acceptance, a sending without an agreement) has no value of these types.

use chrono::NaiveDate;

use crate::{
    clock::Timestamp,
    ids::{AgreementId, MembershipId, ReferralId, ServiceId},
    referral::{
        Called, CancelReason, Clocks, ContactClocks, DeniedBy, ErrorReason, HoldReason, Outcome, Reach,
        Recipient, ReferralState, RejectReason, Voices,
    },
};

/// Not sent: the recipient and the agreement may still be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// The service chosen so far.
    pub recipient: Option<Recipient>,
    /// The agreement prepared or recorded so far.
    pub agreement: Option<AgreementId>,
}

/// What every sent referral has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// The service asked.
    pub recipient: Recipient,
    /// The agreement under which it was sent; checked again at each read.
    pub agreement: AgreementId,
    /// First sending.
    pub at: Timestamp,
    /// Since when the recipient owes an answer: the sending, or the reopening or the end of a hold after it.
    pub asked_at: Timestamp,
    /// Days it has stood still before the answer, since it was asked or asked anew.
    pub held_days: u16,
    /// The dates promised.
    pub clocks: Clocks,
}

/// Sent and not yet answered: `requested`, or `received` once a human has opened it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The sending.
    pub sent: Sent,
    /// First opening by a human of the recipient.
    pub received_at: Option<Timestamp>,
}

/// Taken over by the recipient: `accepted`, or `in_progress` once the person was met or an appointment set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The sending.
    pub sent: Sent,
    /// First opening; whoever accepts has opened.
    pub received_at: Timestamp,
    /// Acceptance: from here the recipient holds.
    pub accepted_at: Timestamp,
    /// When somebody asks why there was no contact yet.
    pub contact: ContactClocks,
    /// First contact or appointment.
    pub started_at: Option<Timestamp>,
}

/// A living phase, kept while on hold so that resuming comes back to the same state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Before the answer.
    Asked(Asked),
    /// After acceptance.
    Taken(Taken),
}

/// A referral waiting for something named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hold {
    /// What it waits for.
    pub reason: HoldReason,
    /// The day it will be looked at again.
    pub review_on: NaiveDate,
    /// When it is: in the morning of that day, or of the next on which desks are open.
    pub review_at: Timestamp,
    /// Since when.
    pub since: Timestamp,
    /// The end of the longest hold.
    pub until: Timestamp,
    /// Where resuming comes back to.
    pub before: Phase,
}

/// A coded refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// Why.
    pub reason: RejectReason,
    /// On whose side it lies.
    pub denied_by: DeniedBy,
    /// The person was put on a waiting list; only with `no_capacity`.
    pub waiting_list: bool,
    /// The service that is the right one, as far as the recipient knows; only with `wrong_service`.
    pub suggested: Option<ServiceId>,
}

/// The stage of a referral; [`ReferralState`] is read from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// `draft`
    Draft(Draft),
    /// `awaiting_consent`
    AwaitingConsent {
        /// The service chosen.
        recipient: Recipient,
        /// The agreement put to the person, when one is already written.
        agreement: Option<AgreementId>,
        /// Since when.
        since: Timestamp,
        /// Without an answer until then, it is cancelled.
        until: Timestamp,
    },
    /// `requested`, `received`
    Asked(Asked),
    /// `accepted`, `in_progress`
    Taken(Taken),
    /// `on_hold`
    OnHold(Hold),
    /// `completed`
    Completed {
        /// The work.
        work: Taken,
        /// How it ended, in the recipient's words.
        outcome: Outcome,
        /// What the sender and the person say of it.
        voices: Voices,
        /// When.
        at: Timestamp,
        /// Which membership closed it; none for an organisation's software.
        by: Option<MembershipId>,
        /// The referral that continues it, after `referred_elsewhere`.
        superseded_by: Option<ReferralId>,
    },
    /// `rejected`
    Rejected {
        /// The sending that was refused.
        sent: Sent,
        /// First opening; whoever refuses has opened.
        received_at: Timestamp,
        /// Why.
        rejection: Rejection,
        /// When.
        at: Timestamp,
        /// Which membership refused; none for an organisation's software.
        by: Option<MembershipId>,
        /// The referral that continues it, after `wrong_service`.
        superseded_by: Option<ReferralId>,
    },
    /// `cancelled`
    Cancelled {
        /// How far it had gone.
        reach: Called,
        /// Why.
        reason: CancelReason,
        /// When.
        at: Timestamp,
    },
    /// `consent_withdrawn`
    ConsentWithdrawn {
        /// How far it had gone.
        reach: Reach,
        /// When.
        at: Timestamp,
    },
    /// `expired`
    Expired {
        /// The sending without an answer.
        asked: Asked,
        /// When.
        at: Timestamp,
    },
    /// `entered_in_error`
    EnteredInError {
        /// How far it had gone.
        reach: Reach,
        /// What was wrong.
        reason: ErrorReason,
        /// When.
        at: Timestamp,
    },
}

impl Asked {
    /// `requested` or `received`.
    #[must_use]
    pub const fn state(&self) -> ReferralState {
        if self.received_at.is_some() { ReferralState::Received } else { ReferralState::Requested }
    }
}

impl Taken {
    /// `accepted` or `in_progress`.
    #[must_use]
    pub const fn state(&self) -> ReferralState {
        if self.started_at.is_some() { ReferralState::InProgress } else { ReferralState::Accepted }
    }
}

impl Phase {
    /// The state a hold resumes to.
    #[must_use]
    pub const fn state(&self) -> ReferralState {
        match self {
            Self::Asked(asked) => asked.state(),
            Self::Taken(taken) => taken.state(),
        }
    }
}

impl Stage {
    /// The state of this stage.
    #[must_use]
    pub const fn state(&self) -> ReferralState {
        match self {
            Self::Draft(_) => ReferralState::Draft,
            Self::AwaitingConsent { .. } => ReferralState::AwaitingConsent,
            Self::Asked(asked) => asked.state(),
            Self::Taken(taken) => taken.state(),
            Self::OnHold(_) => ReferralState::OnHold,
            Self::Completed { .. } => ReferralState::Completed,
            Self::Rejected { .. } => ReferralState::Rejected,
            Self::Cancelled { .. } => ReferralState::Cancelled,
            Self::ConsentWithdrawn { .. } => ReferralState::ConsentWithdrawn,
            Self::Expired { .. } => ReferralState::Expired,
            Self::EnteredInError { .. } => ReferralState::EnteredInError,
        }
    }

    /// When the referral ended, if it has.
    #[must_use]
    pub const fn closed_at(&self) -> Option<Timestamp> {
        match self {
            Self::Completed { at, .. }
            | Self::Rejected { at, .. }
            | Self::Cancelled { at, .. }
            | Self::ConsentWithdrawn { at, .. }
            | Self::Expired { at, .. }
            | Self::EnteredInError { at, .. } => Some(*at),
            Self::Draft(_)
            | Self::AwaitingConsent { .. }
            | Self::Asked(_)
            | Self::Taken(_)
            | Self::OnHold(_) => None,
        }
    }

    /// The sending, to be written to while somebody still holds it.
    pub(super) const fn sent_while_open(&mut self) -> Option<&mut Sent> {
        match self {
            Self::Asked(asked) | Self::OnHold(Hold { before: Phase::Asked(asked), .. }) => {
                Some(&mut asked.sent)
            }
            Self::Taken(work) | Self::OnHold(Hold { before: Phase::Taken(work), .. }) => Some(&mut work.sent),
            Self::Draft(_)
            | Self::AwaitingConsent { .. }
            | Self::Completed { .. }
            | Self::Rejected { .. }
            | Self::Cancelled { .. }
            | Self::ConsentWithdrawn { .. }
            | Self::Expired { .. }
            | Self::EnteredInError { .. } => None,
        }
    }
}
