//! The six ends. Whatever ended stays ended.

use crate::{
    actor::{Actor, Who},
    clock::Timestamp,
    mandate::{
        Before, End, Ending, InvalidMandateReason, Mandate, MandateError, MandateEventKind, MandateStage,
        MandateState, MandateStep, MandateTerm, RenounceReason, RevocationChannel,
    },
};

impl Mandate {
    /// She stops it, at any desk of the network; no reason is asked, and nothing can refuse her.
    pub fn revoke(self, via: RevocationChannel, by: &Actor, now: Timestamp) -> MandateStep {
        let kind = MandateEventKind::Revoked;
        self.at_a_desk(by)?;
        self.living(kind)?;
        self.end(kind, Ending::Revoked(via), now)
    }

    /// Its term has passed. Power ended with the term already.
    pub fn expire(self, by: &Actor, now: Timestamp) -> MandateStep {
        let kind = MandateEventKind::Expired;
        Self::by_the_clock(by)?;
        let (power, _) = self.living(kind)?;
        if now < power.text.validity.not_after {
            return Err(MandateError::DeadlineNotReached);
        }
        self.end(kind, Ending::Expired, now)
    }

    /// The procedure it was for has ended.
    pub fn fulfil(self, by: &Actor, now: Timestamp) -> MandateStep {
        let kind = MandateEventKind::Fulfilled;
        self.given_to(by)?;
        if self.state() != MandateState::Active {
            return Err(self.refusal(kind));
        }
        if self.term != MandateTerm::ProcedureEnd {
            return Err(MandateError::NoProcedureEnd);
        }
        self.end(kind, Ending::Fulfilled, now)
    }

    /// The organisation gives it back; before she agreed, that is how it is put aside. Relais does it for one that
    /// leaves the network.
    pub fn renounce(self, reason: RenounceReason, by: &Actor, now: Timestamp) -> MandateStep {
        let kind = MandateEventKind::Renounced;
        let leaves = reason == RenounceReason::OrganisationLeaves && by.who == Who::System;
        if !leaves {
            self.given_to(by)?;
        }
        self.open(kind)?;
        self.end(kind, Ending::Renounced(reason), now)
    }

    /// `next`, which she just agreed to, takes its place.
    pub fn supersede(self, next: &Self, now: Timestamp) -> MandateStep {
        let kind = MandateEventKind::Superseded;
        self.living(kind)?;
        let follows = next.renews == Some(self.id)
            && next.state() == MandateState::Active
            && (next.person, next.organisation) == (self.person, self.organisation);
        if !follows {
            return Err(MandateError::NotItsSuccessor);
        }
        self.end(kind, Ending::Superseded(next.id), now)
    }

    /// It should never have been.
    pub fn invalidate(self, reason: InvalidMandateReason, by: &Actor, now: Timestamp) -> MandateStep {
        let kind = MandateEventKind::Invalidated;
        self.given_to(by)?;
        if self.stage == MandateStage::Draft {
            return Err(self.refusal(kind));
        }
        self.open(kind)?;
        self.end(kind, Ending::Invalidated(reason), now)
    }

    fn open(&self, kind: MandateEventKind) -> Result<(), MandateError> {
        if self.state().is_final() { Err(self.refusal(kind)) } else { Ok(()) }
    }

    pub(super) fn end(self, kind: MandateEventKind, how: Ending, at: Timestamp) -> MandateStep {
        let before = match self.stage.clone() {
            MandateStage::Draft => Before::Draft,
            MandateStage::Awaiting(text) => Before::Asked(text),
            MandateStage::Active(power) | MandateStage::Suspended(power, _) => Before::Power(power),
            MandateStage::Ended(_) => return Err(self.refusal(kind)),
        };
        let stage = MandateStage::Ended(Box::new(End { how, before, at }));
        Ok(self.step(kind, stage, how.reason(), at))
    }
}
