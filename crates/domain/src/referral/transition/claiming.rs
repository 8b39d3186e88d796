//! In whose hands a received referral is: claimed, released, given to a colleague.

use super::{Side, Step};
use crate::{
    actor::{Actor, Role, Who},
    clock::Timestamp,
    ids::MembershipId,
    referral::{Called, Claim, Referral, ReferralError, ReferralEventKind, Stage},
};

impl Referral {
    /// One of the recipient's takes it in hand. A colleague's claim is not taken away by claiming: he releases it, or
    /// a manager gives it to somebody.
    pub fn claim_for(mut self, by: &Actor, now: Timestamp) -> Step {
        let kind = ReferralEventKind::Claimed;
        self.only(&[Side::Recipient], by)?;
        self.in_somebodys_hands(kind)?;
        let own = by.membership().ok_or(ReferralError::NotYourSide)?;
        if self.claim.is_some() {
            return Err(ReferralError::AlreadyClaimed);
        }
        self.claim = Some(Claim { by: own, at: now });
        let stage = self.stage.clone();
        Ok(self.step(kind, stage, None, now))
    }

    /// It lies open to all of the recipient's again: by who has it in hand, a manager, or the house when a colleague
    /// is away or gone.
    pub fn release(mut self, by: &Actor, now: Timestamp) -> Step {
        let kind = ReferralEventKind::Released;
        self.only(&[Side::Recipient, Side::System], by)?;
        self.in_somebodys_hands(kind)?;
        let claim = self.claim.ok_or(ReferralError::NotClaimed)?;
        let own = by.membership() == Some(claim.by);
        if !(own || by.role == Role::Manager || by.who == Who::System) {
            return Err(ReferralError::NotYourSide);
        }
        self.claim = None;
        let stage = self.stage.clone();
        Ok(self.step(kind, stage, None, now))
    }

    /// A manager, or the house for one who is away, gives it into a colleague's hands. That `to` is a colleague is the
    /// caller's to know.
    pub fn assign(mut self, to: MembershipId, by: &Actor, now: Timestamp) -> Step {
        let kind = ReferralEventKind::Assigned;
        self.only(&[Side::Recipient, Side::System], by)?;
        if by.role != Role::Manager && by.who != Who::System {
            return Err(ReferralError::NotYourSide);
        }
        self.in_somebodys_hands(kind)?;
        if self.claim.is_some_and(|claim| claim.by == to) {
            return Err(ReferralError::AlreadyClaimed);
        }
        self.claim = Some(Claim { by: to, at: now });
        let stage = self.stage.clone();
        Ok(self.step(kind, stage, None, now))
    }

    /// Refuses what nobody of the recipient's has anything to do with (any more).
    fn in_somebodys_hands(&self, kind: ReferralEventKind) -> Result<(), ReferralError> {
        match &self.stage {
            Stage::Asked(_)
            | Stage::Taken(_)
            | Stage::OnHold(_)
            | Stage::Cancelled { reach: Called::Taken { confirmed_at: None, .. }, .. } => Ok(()),
            Stage::Draft(_)
            | Stage::AwaitingConsent { .. }
            | Stage::Completed { .. }
            | Stage::Rejected { .. }
            | Stage::Cancelled { .. }
            | Stage::ConsentWithdrawn { .. }
            | Stage::Expired { .. }
            | Stage::EnteredInError { .. } => Err(self.refusal(kind)),
        }
    }
}
