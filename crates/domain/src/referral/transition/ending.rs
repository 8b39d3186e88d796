//! The ends that either side, the person or the clock may bring, and the only two ways out of an end:
//! reopening within 30 days, and masking as an error.

use super::{Side, Step};
use crate::{
    actor::{Actor, Role},
    clock::Timestamp,
    code_set::CodeSet,
    ids::{MembershipId, ReferralId},
    referral::{
        Asked, Called, CancelReason, ClockRules, ErrorReason, Outcome, Referral, ReferralError,
        ReferralEvent, ReferralEventKind, RejectReason, SendingFacts, Sent, Stage, Taken,
    },
};

impl Referral {
    /// The sender calls it back, whatever its open state; access closes. Work taken over must be confirmed stopped.
    pub fn cancel(self, reason: CancelReason, by: &Actor, now: Timestamp) -> Step {
        let kind = ReferralEventKind::Cancelled;
        self.only(&[Side::Sender], by)?;
        self.while_open(kind)?;
        if !reason.by_sender() {
            return Err(ReferralError::ReasonNotAllowed);
        }
        Ok(self.called_back(reason, now))
    }

    /// The ground on which its sender knew the person has ended: her agreement, its term, or the referral it rested on.
    /// What nobody has taken over yet is called back by the house, for nothing of her can be passed on any more. Work
    /// that was taken over goes on, under the agreement it has of its own.
    pub fn end_ground(self, by: &Actor, now: Timestamp) -> Step {
        let kind = ReferralEventKind::Cancelled;
        self.only(&[Side::System], by)?;
        self.while_open(kind)?;
        if self.accepted_at().is_some() {
            return Err(self.refusal(kind));
        }
        Ok(self.called_back(CancelReason::GroundEnded, now))
    }

    fn called_back(self, reason: CancelReason, now: Timestamp) -> (Self, ReferralEvent) {
        let stage = Stage::Cancelled { reach: self.stage.clone().reach().into(), reason, at: now };
        self.step(ReferralEventKind::Cancelled, stage, Some(reason.as_str()), now)
    }

    /// The recipient confirms that it has stopped the work that was called back. The state stays `cancelled`.
    pub fn confirm_cancel(self, by: &Actor, now: Timestamp) -> Step {
        let kind = ReferralEventKind::CancelConfirmed;
        self.only(&[Side::Recipient], by)?;
        let Stage::Cancelled { reach: Called::Taken { work, confirmed_at }, reason, at } = &self.stage else {
            return Err(self.refusal(kind));
        };
        if confirmed_at.is_some() {
            return Err(ReferralError::AlreadyConfirmed);
        }
        let reach = Called::Taken { work: work.clone(), confirmed_at: Some(now) };
        let stage = Stage::Cancelled { reach, reason: *reason, at: *at };
        Ok(self.step(kind, stage, None, now))
    }

    /// The person withdraws her agreement: no reason, no account, any desk of the two organisations. Both are told.
    pub fn withdraw_consent(self, by: &Actor, now: Timestamp) -> Step {
        let kind = ReferralEventKind::ConsentWithdrawn;
        self.only(&[Side::Sender, Side::Recipient, Side::System], by)?;
        self.while_open(kind)?;
        let stage = Stage::ConsentWithdrawn { reach: self.stage.clone().reach(), at: now };
        Ok(self.step(kind, stage, None, now))
    }

    /// No answer before the deadline: sender, recipient and person are told, another service is offered.
    pub fn expire(self, by: &Actor, now: Timestamp) -> Step {
        let kind = ReferralEventKind::Expired;
        self.only(&[Side::System], by)?;
        let Stage::Asked(asked) = &self.stage else { return Err(self.refusal(kind)) };
        if now < asked.sent.clocks.expires_on {
            return Err(ReferralError::DeadlineNotReached);
        }
        let stage = Stage::Expired { asked: asked.clone(), at: now };
        Ok(self.step(kind, stage, None, now))
    }

    /// Opens a completed, rejected or expired referral again, within 30 days and while the agreement is in force.
    /// Completed work goes on where it stood; a refused or unanswered request is asked anew with new dates, by another
    /// than the service itself only while that takes referrals. Not beside another that asks the same, nor
    /// once the need went on elsewhere: two partners would work for one person, each alone.
    pub fn reopen(self, facts: SendingFacts<'_>, rules: &ClockRules, by: &Actor, now: Timestamp) -> Step {
        let kind = ReferralEventKind::Reopened;
        let (stage, closed_at) = self.reopened(rules, by, now)?;
        if self.record().superseded_by.is_some() || facts.elsewhere.is_taken_care_of() {
            return Err(ReferralError::Superseded);
        }
        if now > rules.reopen_limit(closed_at) {
            return Err(ReferralError::ReopenTooLate);
        }
        if let Some(sent) = stage.trail().sent {
            self.permitted(sent, facts.agreement, now)?;
        }
        if facts.duplicate_open {
            return Err(ReferralError::Duplicate);
        }
        let mut again = self;
        if matches!(stage, Stage::Asked(_)) {
            if !facts.recipient_active && !again.is_recipient(by) {
                return Err(ReferralError::RecipientInactive);
            }
            (again.struck, again.claim) = (CodeSet::default(), None);
        }
        Ok(again.step(kind, stage, None, now))
    }

    /// Masks a referral written for the wrong person or twice: from any state, by its author or his manager.
    pub fn mark_error(self, reason: ErrorReason, by: &Actor, now: Timestamp) -> Step {
        let kind = ReferralEventKind::MarkedError;
        if !self.is_author(by) {
            return Err(ReferralError::NotYourSide);
        }
        if matches!(self.stage, Stage::EnteredInError { .. }) {
            return Err(self.refusal(kind));
        }
        let stage = Stage::EnteredInError { reach: self.stage.clone().reach(), reason, at: now };
        Ok(self.step(kind, stage, Some(reason.as_str()), now))
    }

    /// Links a referral that was refused as sent to the wrong service, or referred elsewhere, to the one that goes on
    /// with it: a link, not a state. From here on it is not opened again.
    pub fn redirect(self, next: ReferralId, by: &Actor, now: Timestamp) -> Step {
        let kind = ReferralEventKind::Redirected;
        self.only(&[Side::Sender, Side::Recipient, Side::System], by)?;
        let mut stage = self.stage.clone();
        let link = match &mut stage {
            Stage::Completed { outcome: Outcome::ReferredElsewhere, superseded_by, .. } => superseded_by,
            Stage::Rejected { rejection, superseded_by, .. }
                if rejection.reason == RejectReason::WrongService =>
            {
                superseded_by
            }
            Stage::Draft(_)
            | Stage::AwaitingConsent { .. }
            | Stage::Asked(_)
            | Stage::Taken(_)
            | Stage::OnHold(_)
            | Stage::Completed { .. }
            | Stage::Rejected { .. }
            | Stage::Cancelled { .. }
            | Stage::ConsentWithdrawn { .. }
            | Stage::Expired { .. }
            | Stage::EnteredInError { .. } => return Err(self.refusal(kind)),
        };
        if link.is_some() {
            return Err(ReferralError::Superseded);
        }
        *link = Some(next);
        Ok(self.step(kind, stage, None, now))
    }

    /// The stage after reopening and when the referral had ended. Who closed it, or a manager of the organisation
    /// that closed it, may; what the clock closed, a manager of either.
    fn reopened(
        &self,
        rules: &ClockRules,
        by: &Actor,
        now: Timestamp,
    ) -> Result<(Stage, Timestamp), ReferralError> {
        let manager = by.role == Role::Manager;
        // What software closed, no other software may open again as its own.
        let is_closer = |closer: &Option<MembershipId>| closer.is_some() && *closer == by.membership();
        let again = |sent: &Sent| {
            let sent = Sent { asked_at: now, held_days: 0, clocks: rules.at_sending(now), ..sent.clone() };
            Stage::Asked(Asked { sent, received_at: None })
        };
        let (stage, closed_at, allowed) = match &self.stage {
            Stage::Completed { work, at, by: closer, .. } => {
                let work = Taken { started_at: work.started_at.or(Some(now)), ..work.clone() };
                (Stage::Taken(work), *at, self.is_recipient(by) && (manager || is_closer(closer)))
            }
            Stage::Rejected { sent, at, by: closer, .. } => {
                (again(sent), *at, self.is_recipient(by) && (manager || is_closer(closer)))
            }
            Stage::Expired { asked, at } => {
                (again(&asked.sent), *at, manager && (self.is_sender(by) || self.is_recipient(by)))
            }
            Stage::Draft(_)
            | Stage::AwaitingConsent { .. }
            | Stage::Asked(_)
            | Stage::Taken(_)
            | Stage::OnHold(_)
            | Stage::Cancelled { .. }
            | Stage::ConsentWithdrawn { .. }
            | Stage::EnteredInError { .. } => return Err(self.refusal(ReferralEventKind::Reopened)),
        };
        if allowed { Ok((stage, closed_at)) } else { Err(ReferralError::NotYourSide) }
    }
}
