//! The transitions of an agreement (`referrals-and-consent.md` 3.8), a method an event.

use crate::{
    actor::{Actor, Who},
    agreement::{
        Agreement, AgreementError, AgreementEventKind, AgreementStage, AgreementState, Given, InvalidReason,
        Method, Term, TermRules, WithdrawalChannel,
    },
    clock::Timestamp,
    ids::AgreementId,
};

/// One event in an agreement's history; the store adds the actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AgreementEvent {
    /// What happened.
    pub kind: AgreementEventKind,
    /// The state before.
    pub from: AgreementState,
    /// The state after.
    pub to: AgreementState,
    /// The code of method, channel or reason, where the event has one.
    pub reason: Option<&'static str>,
    /// When.
    pub at: Timestamp,
}

/// The agreement after an event and the event itself, or the rule that refused.
pub type AgreementStep = Result<(Agreement, AgreementEvent), AgreementError>;

/// How a yes was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Giving {
    /// The method; the reserved ones are refused.
    pub method: Method,
    /// Whether a witness was there; her name goes to the sealed part.
    pub witnessed: bool,
}

impl Giving {
    const fn check(self) -> Result<(), AgreementError> {
        if !self.method.is_open() {
            return Err(AgreementError::MethodNotOpen(self.method));
        }
        if matches!(self.method, Method::SpokenWithWitness) && !self.witnessed {
            return Err(AgreementError::WitnessMissing);
        }
        Ok(())
    }
}

impl Agreement {
    /// The person agrees.
    pub fn give(self, giving: Giving, rules: &TermRules, by: &Actor, now: Timestamp) -> AgreementStep {
        let kind = AgreementEventKind::Given;
        self.collected(by)?;
        self.requested(kind)?;
        giving.check()?;
        let Giving { method, witnessed } = giving;
        let given = Given { method, witnessed, at: now, term: Term::starting(now, rules), renewed_at: None };
        Ok(self.step(kind, AgreementStage::Given(given), Some(method.as_str()), now))
    }

    /// The person does not agree: an ordinary outcome, never held against her.
    pub fn refuse(self, by: &Actor, now: Timestamp) -> AgreementStep {
        let kind = AgreementEventKind::Refused;
        self.collected(by)?;
        self.requested(kind)?;
        Ok(self.step(kind, AgreementStage::Refused { at: now }, None, now))
    }

    /// The person takes it back, by any way, at any desk; no reason is asked and no side is checked.
    pub fn withdraw(self, via: WithdrawalChannel, now: Timestamp) -> AgreementStep {
        let kind = AgreementEventKind::Withdrawn;
        let given = self.living(kind)?;
        Ok(self.step(kind, AgreementStage::Withdrawn { given, via, at: now }, Some(via.as_str()), now))
    }

    /// Somebody else than the person ends it: the organisation that answers for it.
    pub fn revoke(self, by: &Actor, now: Timestamp) -> AgreementStep {
        let kind = AgreementEventKind::Revoked;
        self.collected(by)?;
        let given = self.living(kind)?;
        Ok(self.step(kind, AgreementStage::Revoked { given, at: now }, None, now))
    }

    /// It is found invalid: wrong person, wrong text.
    pub fn invalidate(self, reason: InvalidReason, by: &Actor, now: Timestamp) -> AgreementStep {
        let kind = AgreementEventKind::Invalidated;
        self.collected(by)?;
        let given = self.living(kind)?;
        Ok(self.step(
            kind,
            AgreementStage::Invalidated { given, reason, at: now },
            Some(reason.as_str()),
            now,
        ))
    }

    /// Its end has come: the end of its term, or of the time to answer. Access has ended with the term already.
    pub fn expire(self, rules: &TermRules, by: &Actor, now: Timestamp) -> AgreementStep {
        let kind = AgreementEventKind::Expired;
        if by.who != Who::System {
            return Err(AgreementError::NotYourSide);
        }
        let (given, due) = match &self.stage {
            AgreementStage::Requested => {
                (None, crate::referral::clocks::after(self.created_at, rules.answer_days))
            }
            AgreementStage::Given(given) => (Some(*given), given.term.until()),
            AgreementStage::Refused { .. }
            | AgreementStage::Withdrawn { .. }
            | AgreementStage::Revoked { .. }
            | AgreementStage::Expired { .. }
            | AgreementStage::Invalidated { .. } => return Err(self.refusal(kind)),
        };
        if now < due {
            return Err(AgreementError::DeadlineNotReached);
        }
        Ok(self.step(kind, AgreementStage::Expired { given, at: now }, None, now))
    }

    /// The person agrees again to the very same terms, before or after their end: a new term from now.
    pub fn renew(self, giving: Giving, rules: &TermRules, by: &Actor, now: Timestamp) -> AgreementStep {
        let kind = AgreementEventKind::Renewed;
        self.collected(by)?;
        let first = match &self.stage {
            AgreementStage::Given(given) | AgreementStage::Expired { given: Some(given), .. } => *given,
            AgreementStage::Expired { given: None, .. } => return Err(AgreementError::NeverGiven),
            AgreementStage::Requested
            | AgreementStage::Refused { .. }
            | AgreementStage::Withdrawn { .. }
            | AgreementStage::Revoked { .. }
            | AgreementStage::Invalidated { .. } => return Err(self.refusal(kind)),
        };
        giving.check()?;
        let Giving { method, witnessed } = giving;
        let term = Term::starting(now, rules);
        let given = Given { method, witnessed, at: first.at, term, renewed_at: Some(now) };
        Ok(self.step(kind, AgreementStage::Given(given), Some(method.as_str()), now))
    }

    /// The referral has ended: the agreement ends with the time in which it may be reopened
    /// ([`ClockRules::reopen_limit`](crate::referral::ClockRules::reopen_limit)), never after its hard end.
    pub fn referral_closed(self, closed_at: Timestamp, end: Timestamp) -> AgreementStep {
        let given = self.living(AgreementEventKind::TermMoved)?;
        let term = given.term.closed(end);
        Ok(self.step(
            AgreementEventKind::TermMoved,
            AgreementStage::Given(Given { term, ..given }),
            None,
            closed_at,
        ))
    }

    /// The referral was opened again: the hard end stands again.
    pub fn referral_reopened(self, now: Timestamp) -> AgreementStep {
        let given = self.living(AgreementEventKind::TermMoved)?;
        let term = given.term.reopened();
        Ok(self.step(
            AgreementEventKind::TermMoved,
            AgreementStage::Given(Given { term, ..given }),
            None,
            now,
        ))
    }

    /// A newer agreement takes its place: this one gives no access any more, and stays as proof.
    pub fn replace(mut self, next: AgreementId, now: Timestamp) -> AgreementStep {
        if self.replaced_by.is_some() {
            return Err(AgreementError::AlreadyReplaced);
        }
        let stage = AgreementStage::Given(self.living(AgreementEventKind::Replaced)?);
        self.replaced_by = Some(next);
        Ok(self.step(AgreementEventKind::Replaced, stage, None, now))
    }

    fn step(
        self,
        kind: AgreementEventKind,
        stage: AgreementStage,
        reason: Option<&'static str>,
        at: Timestamp,
    ) -> (Self, AgreementEvent) {
        let event = AgreementEvent { kind, from: self.stage.state(), to: stage.state(), reason, at };
        (Self { stage, version: self.version + 1, ..self }, event)
    }

    fn collected(&self, by: &Actor) -> Result<(), AgreementError> {
        if by.who != Who::System && by.organisation == self.controller {
            Ok(())
        } else {
            Err(AgreementError::NotYourSide)
        }
    }

    fn requested(&self, kind: AgreementEventKind) -> Result<(), AgreementError> {
        if self.stage == AgreementStage::Requested { Ok(()) } else { Err(self.refusal(kind)) }
    }

    /// What was given and has not ended.
    const fn living(&self, kind: AgreementEventKind) -> Result<Given, AgreementError> {
        if let AgreementStage::Given(given) = self.stage { Ok(given) } else { Err(self.refusal(kind)) }
    }

    const fn refusal(&self, event: AgreementEventKind) -> AgreementError {
        AgreementError::NotInState { event, state: self.stage.state() }
    }
}
