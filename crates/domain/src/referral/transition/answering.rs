//! The recipient's answer: opened, accepted, refused.

use super::{Side, Step};
use crate::{
    actor::Actor,
    agreement::Agreement,
    clock::Timestamp,
    referral::{
        Asked, Claim, ClockRules, Hold, Phase, Referral, ReferralError, ReferralEventKind, RejectReason,
        Rejection, Sent, Stage, Taken,
    },
};

impl Referral {
    /// A human of the recipient opens it: first view. Only ever from a POST, never from following a link.
    pub fn acknowledge(self, by: &Actor, now: Timestamp) -> Step {
        let kind = ReferralEventKind::Acknowledged;
        self.only(&[Side::Recipient], by)?;
        let Stage::Asked(Asked { sent, received_at: None }) = &self.stage else {
            return Err(self.refusal(kind));
        };
        let stage = Stage::Asked(Asked { sent: sent.clone(), received_at: Some(now) });
        Ok(self.step(kind, stage, None, now))
    }

    /// The recipient takes over: from here it holds, and sees the agreed items. The agreement must still be in force.
    /// Whoever accepts has it in hand.
    pub fn accept(mut self, agreement: &Agreement, rules: &ClockRules, by: &Actor, now: Timestamp) -> Step {
        let kind = ReferralEventKind::Accepted;
        self.only(&[Side::Recipient], by)?;
        let Stage::Asked(Asked { sent, received_at }) = &self.stage else { return Err(self.refusal(kind)) };
        self.permitted(sent, agreement, now)?;
        let received_at = received_at.unwrap_or(now);
        let (sent, contact) = (sent.clone(), rules.after_acceptance(now));
        let stage = Stage::Taken(Taken { sent, received_at, accepted_at: now, contact, started_at: None });
        self.claim = by.membership().map(|by| Claim { by, at: now }).or(self.claim);
        Ok(self.step(kind, stage, None, now))
    }

    /// The recipient refuses before any work, with a coded reason; the need comes back to the sender.
    pub fn reject(self, rejection: Rejection, by: &Actor, now: Timestamp) -> Step {
        let kind = ReferralEventKind::Rejected;
        self.only(&[Side::Recipient], by)?;
        let (sent, received_at) = self.answerable(kind)?;
        if rejection.waiting_list && rejection.reason != RejectReason::NoCapacity {
            return Err(ReferralError::ReasonNotAllowed);
        }
        if rejection.suggested.is_some() && rejection.reason != RejectReason::WrongService {
            return Err(ReferralError::ReasonNotAllowed);
        }
        let received_at = received_at.unwrap_or(now);
        let sent = sent.clone();
        let stage = Stage::Rejected {
            sent,
            received_at,
            rejection,
            at: now,
            by: by.membership(),
            superseded_by: None,
        };
        Ok(self.step(kind, stage, Some(rejection.reason.as_str()), now))
    }

    /// The sending that may still be refused: asked, or on hold before acceptance.
    fn answerable(&self, kind: ReferralEventKind) -> Result<(&Sent, Option<Timestamp>), ReferralError> {
        match &self.stage {
            Stage::Asked(asked) | Stage::OnHold(Hold { before: Phase::Asked(asked), .. }) => {
                Ok((&asked.sent, asked.received_at))
            }
            Stage::OnHold(Hold { before: Phase::Taken(_), .. }) => Err(ReferralError::WorkBegun),
            Stage::Draft(_)
            | Stage::AwaitingConsent { .. }
            | Stage::Taken(_)
            | Stage::Completed { .. }
            | Stage::Rejected { .. }
            | Stage::Cancelled { .. }
            | Stage::ConsentWithdrawn { .. }
            | Stage::Expired { .. }
            | Stage::EnteredInError { .. } => Err(self.refusal(kind)),
        }
    }
}
