//! Who holds a referral: the organisation that answers for the person until something changes it.

use crate::referral::{Hold, Phase, Referral, Stage};

/// The holding side. Every open referral has exactly one holder that is not `Nobody`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Holder {
    /// The sending organisation.
    Sender,
    /// The recipient organisation: from its acceptance on, never before.
    Recipient,
    /// The referral has ended; what remains to do is the need's, not the referral's.
    Nobody,
}

impl Referral {
    /// The holder, state by state.
    #[must_use]
    pub const fn holder(&self) -> Holder {
        match &self.stage {
            Stage::Draft(_)
            | Stage::AwaitingConsent { .. }
            | Stage::Asked(_)
            | Stage::OnHold(Hold { before: Phase::Asked(_), .. })
            | Stage::EnteredInError { .. } => Holder::Sender,
            Stage::Taken(_) | Stage::OnHold(Hold { before: Phase::Taken(_), .. }) => Holder::Recipient,
            Stage::Completed { .. }
            | Stage::Rejected { .. }
            | Stage::Cancelled { .. }
            | Stage::ConsentWithdrawn { .. }
            | Stage::Expired { .. } => Holder::Nobody,
        }
    }
}
