//! The words of the story: who, what, when, and where each referral stands in the end.

use relais_domain::{
    access::Action,
    agreement::Method,
    clock::Timestamp,
    contact::{ContactChannel, ContactMode, ContactOutcome, Minutes, Posture},
    organisation::Theme,
    referral::{CancelReason, Outcome, RejectReason},
};

/// An agent at work for one of her organisations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hand {
    /// Her account.
    pub username: String,
    /// Slug of the organisation.
    pub organisation: String,
}

/// Where a referral stands when the demonstration opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Being written.
    Draft,
    /// Asked of the person, no answer yet.
    AwaitingAgreement,
    /// The person said no.
    Refused,
    /// Sent, unseen.
    Requested,
    /// Seen by the recipient.
    Received,
    /// Taken over.
    Accepted,
    /// First contact made.
    InProgress,
    /// Ended, with an outcome.
    Completed(Outcome),
    /// Refused by the recipient.
    Rejected(RejectReason),
    /// Withdrawn by the sender.
    Cancelled(CancelReason),
    /// Agreement withdrawn by the person.
    Withdrawn,
}

/// A referral of the story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedReferral {
    /// Index of the person.
    pub person: usize,
    /// Index of her need.
    pub need: usize,
    /// Who sends.
    pub sender: Hand,
    /// Who answers for the recipient.
    pub recipient: Hand,
    /// Where it stands.
    pub end: End,
}

/// A desk contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContactFacts {
    /// About what.
    pub theme: Theme,
    /// What was done.
    pub mode: ContactMode,
    /// Who did it; none where she was only informed or referred.
    pub posture: Option<Posture>,
    /// By what way she came.
    pub channel: ContactChannel,
    /// How long.
    pub minutes: Minutes,
    /// How it ended.
    pub outcome: ContactOutcome,
}

/// One act of the story; numbers are indexes into its people and referrals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// A person is met for the first time and recorded.
    Meet(usize),
    /// A contact without a name.
    Contact(ContactFacts),
    /// A referral is written.
    Draft(usize),
    /// The person is asked for her agreement.
    Ask(usize),
    /// She agrees; the referral leaves.
    Agree(usize, Method),
    /// She says no.
    Refuse(usize),
    /// The recipient has seen it.
    Acknowledge(usize),
    /// The recipient takes it over.
    Accept(usize),
    /// First contact with the person.
    Start(usize),
    /// It ends.
    Complete(usize, Outcome),
    /// The recipient refuses.
    Reject(usize, RejectReason),
    /// The sender takes it back.
    Cancel(usize, CancelReason),
    /// The person withdraws her agreement.
    Withdraw(usize),
}

/// An act, by whom and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: Hand,
    /// What.
    pub act: Act,
}

impl Act {
    /// The referral an act is on; none for people and contacts.
    pub const fn referral(self) -> Option<usize> {
        match self {
            Self::Meet(_) | Self::Contact(_) => None,
            Self::Draft(index)
            | Self::Ask(index)
            | Self::Agree(index, _)
            | Self::Refuse(index)
            | Self::Acknowledge(index)
            | Self::Accept(index)
            | Self::Start(index)
            | Self::Complete(index, _)
            | Self::Reject(index, _)
            | Self::Cancel(index, _)
            | Self::Withdraw(index) => Some(index),
        }
    }

    /// What may be forbidden to somebody, or is not offered at present.
    pub const fn action(self) -> Action {
        match self {
            Self::Meet(_) => Action::CreatePerson,
            Self::Contact(_) => Action::RecordContact,
            Self::Draft(_) => Action::DraftReferral,
            Self::Ask(_) => Action::SendReferral,
            Self::Agree(..) | Self::Refuse(_) => Action::RecordAgreement,
            Self::Acknowledge(_) => Action::AcknowledgeReferral,
            Self::Accept(_) => Action::AcceptReferral,
            Self::Start(_) => Action::StartReferral,
            Self::Complete(..) => Action::CompleteReferral,
            Self::Reject(..) => Action::RejectReferral,
            Self::Cancel(..) => Action::CancelReferral,
            Self::Withdraw(_) => Action::WithdrawAgreement,
        }
    }
}
