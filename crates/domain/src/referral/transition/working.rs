//! The work between the sending and the end: hold, resume, first contact, completion.

use chrono::NaiveDate;

use super::{Side, Step};
use crate::{
    actor::Actor,
    clock::Timestamp,
    referral::{
        Asked, Clock, ClockRules, Hold, HoldReason, Outcome, Phase, Referral, ReferralError,
        ReferralEventKind, Sent, Stage, Taken, Voices,
    },
};

/// A hold asked for by the recipient: what it waits for, and the day it looks again.
#[derive(Clone, Copy, Debug)]
pub struct HoldRequest {
    /// What is waited for.
    pub reason: HoldReason,
    /// Between today and the end of the longest hold.
    pub review_on: NaiveDate,
}

impl Referral {
    /// The recipient waits for something named. The answer clock stands still; the hold clock starts.
    pub fn hold(self, request: HoldRequest, rules: &ClockRules, by: &Actor, now: Timestamp) -> Step {
        let kind = ReferralEventKind::Held;
        self.only(&[Side::Recipient], by)?;
        let before = match &self.stage {
            Stage::Asked(asked) => Phase::Asked(asked.clone()),
            Stage::Taken(work) => Phase::Taken(work.clone()),
            Stage::Draft(_)
            | Stage::AwaitingConsent { .. }
            | Stage::OnHold(_)
            | Stage::Completed { .. }
            | Stage::Rejected { .. }
            | Stage::Cancelled { .. }
            | Stage::ConsentWithdrawn { .. }
            | Stage::Expired { .. }
            | Stage::EnteredInError { .. } => return Err(self.refusal(kind)),
        };
        let HoldRequest { reason, review_on } = request;
        let until = self.record().hold_until(rules, now).ok_or(ReferralError::HoldUsedUp)?;
        if !rules.allows_review(review_on, now, until) {
            return Err(ReferralError::ReviewDate);
        }
        let review_at = rules.review_at(review_on, now);
        let mut waiting = self;
        waiting.struck = waiting.struck.without(Clock::HoldReview);
        let hold = Hold { reason, review_on, review_at, since: now, until, before };
        Ok(waiting.step(kind, Stage::OnHold(hold), Some(reason.as_str()), now))
    }

    /// What was waited for has come (said by either side, or by the person): back to the state before the hold.
    pub fn resume(self, rules: &ClockRules, by: &Actor, now: Timestamp) -> Step {
        let kind = ReferralEventKind::Resumed;
        self.only(&[Side::Sender, Side::Recipient, Side::System], by)?;
        let Stage::OnHold(hold) = &self.stage else { return Err(self.refusal(kind)) };
        let stage = hold.clone().resumed(rules, now).into();
        Ok(self.step(kind, stage, None, now))
    }

    /// The longest hold is reached: expired when nobody had accepted, else back to work, which the caller escalates.
    pub fn hold_limit(self, rules: &ClockRules, by: &Actor, now: Timestamp) -> Step {
        let kind = ReferralEventKind::HoldLapsed;
        self.only(&[Side::System], by)?;
        let Stage::OnHold(hold) = &self.stage else { return Err(self.refusal(kind)) };
        if now < hold.until {
            return Err(ReferralError::DeadlineNotReached);
        }
        let stage = match hold.clone().resumed(rules, now) {
            Phase::Asked(asked) => Stage::Expired { asked, at: now },
            Phase::Taken(work) => Stage::Taken(work),
        };
        Ok(self.step(kind, stage, None, now))
    }

    /// First contact with the person made, or an appointment set.
    pub fn start(self, by: &Actor, now: Timestamp) -> Step {
        let kind = ReferralEventKind::Started;
        self.only(&[Side::Recipient], by)?;
        let Stage::Taken(work) = &self.stage else { return Err(self.refusal(kind)) };
        let stage = Stage::Taken(Taken { started_at: work.started_at.or(Some(now)), ..work.clone() });
        Ok(self.step(kind, stage, None, now))
    }

    /// The work ends with an outcome; the caller asks the person whether she was helped.
    ///
    /// `handed_on` says that a referral of the recipient's own for this person awaits its answer: until somebody has
    /// taken her over, or it is called back, the recipient goes on answering for her.
    pub fn complete(self, outcome: Outcome, handed_on: bool, by: &Actor, now: Timestamp) -> Step {
        let kind = ReferralEventKind::Completed;
        self.only(&[Side::Recipient], by)?;
        let Stage::Taken(work) = &self.stage else { return Err(self.refusal(kind)) };
        if handed_on {
            return Err(ReferralError::HandedOn);
        }
        let (work, voices) = (work.clone(), Voices::default());
        let by = by.membership();
        let stage = Stage::Completed { work, outcome, voices, at: now, by, superseded_by: None };
        Ok(self.step(kind, stage, Some(outcome.as_str()), now))
    }
}

impl Hold {
    /// The phase before the hold, its clocks moved by the time that stood still.
    fn resumed(self, rules: &ClockRules, now: Timestamp) -> Phase {
        let since = self.since;
        let moved = |sent: Sent| Sent { clocks: rules.resumed(sent.clocks, since, now), ..sent };
        match self.before {
            Phase::Asked(Asked { sent, received_at }) => {
                let held_days = sent.held_days.saturating_add(rules.days_between(since, now));
                let sent = Sent { asked_at: now, held_days, ..moved(sent) };
                Phase::Asked(Asked { sent, received_at })
            }
            Phase::Taken(work) => {
                Phase::Taken(Taken { contact: rules.resumed_work(work.contact, since, now), ..work })
            }
        }
    }
}
