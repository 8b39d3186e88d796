//! One way to read what a referral has been through, whatever its stage.

use crate::{
    clock::Timestamp,
    ids::AgreementId,
    referral::{Asked, Called, ContactClocks, Draft, Phase, Reach, Recipient, Sent, Stage, Taken},
};

/// The marks a referral bears so far; shared by accessors, stored rows and visibility.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Trail<'a> {
    pub recipient: Option<&'a Recipient>,
    pub agreement: Option<AgreementId>,
    pub sent: Option<&'a Sent>,
    pub received_at: Option<Timestamp>,
    pub accepted_at: Option<Timestamp>,
    pub contact: Option<ContactClocks>,
    pub started_at: Option<Timestamp>,
}

impl<'a> Trail<'a> {
    fn draft(draft: &'a Draft) -> Self {
        Self { recipient: draft.recipient.as_ref(), agreement: draft.agreement, ..Self::default() }
    }

    fn sent(sent: &'a Sent, received_at: Option<Timestamp>) -> Self {
        Self {
            recipient: Some(&sent.recipient),
            agreement: Some(sent.agreement),
            sent: Some(sent),
            received_at,
            ..Self::default()
        }
    }

    fn asked(asked: &'a Asked) -> Self {
        Self::sent(&asked.sent, asked.received_at)
    }

    fn taken(work: &'a Taken) -> Self {
        Self {
            accepted_at: Some(work.accepted_at),
            contact: Some(work.contact),
            started_at: work.started_at,
            ..Self::sent(&work.sent, Some(work.received_at))
        }
    }
}

impl Stage {
    pub(crate) fn trail(&self) -> Trail<'_> {
        match self {
            Self::Draft(draft) => Trail::draft(draft),
            Self::AwaitingConsent { recipient, agreement, .. } => {
                Trail { recipient: Some(recipient), agreement: *agreement, ..Trail::default() }
            }
            Self::Asked(asked) | Self::Expired { asked, .. } => Trail::asked(asked),
            Self::Taken(work) | Self::Completed { work, .. } => Trail::taken(work),
            Self::OnHold(hold) => match &hold.before {
                Phase::Asked(asked) => Trail::asked(asked),
                Phase::Taken(work) => Trail::taken(work),
            },
            Self::Rejected { sent, received_at, .. } => Trail::sent(sent, Some(*received_at)),
            Self::Cancelled { reach, .. } => match reach {
                Called::Unsent(draft) => Trail::draft(draft),
                Called::Asked(asked) => Trail::asked(asked),
                Called::Taken { work, .. } => Trail::taken(work),
            },
            Self::ConsentWithdrawn { reach, .. } | Self::EnteredInError { reach, .. } => match reach {
                Reach::Unsent(draft) => Trail::draft(draft),
                Reach::Asked(asked) => Trail::asked(asked),
                Reach::Taken(work) => Trail::taken(work),
            },
        }
    }
}
