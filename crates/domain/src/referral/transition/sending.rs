//! From a draft to a sent referral: nothing leaves before the person's recorded agreement.

use super::{Side, Step};
use crate::{
    actor::Actor,
    agreement::Agreement,
    clock::Timestamp,
    ids::AgreementId,
    need::NeedState,
    referral::{
        Asked, CancelReason, ClockRules, Draft, Reach, Recipient, Referral, ReferralError, ReferralEventKind,
        Sent, Stage,
    },
};

/// What only the store knows at submission.
#[derive(Clone, Copy, Debug)]
pub struct SubmitFacts<'a> {
    /// The service exists, takes referrals and its organisation is a member of the network.
    pub recipient_active: bool,
    /// The documents the service requires are attached.
    pub documents_attached: bool,
    /// [`is_duplicate`](crate::referral::is_duplicate) holds for another referral.
    pub duplicate_open: bool,
    /// The agreement attached to the draft, when one is written.
    pub agreement: Option<&'a Agreement>,
}

/// What a referral is sent under, once the person has agreed.
#[derive(Clone, Copy, Debug)]
pub struct SendingFacts<'a> {
    /// The service still exists and takes referrals.
    pub recipient_active: bool,
    /// [`is_duplicate`](crate::referral::is_duplicate) holds for another referral.
    pub duplicate_open: bool,
    /// Where the need stands by its other attempts.
    pub elsewhere: NeedState,
    /// Her agreement.
    pub agreement: &'a Agreement,
}

impl Referral {
    /// Finishes writing. With an agreement already in force the referral leaves at once (`requested`, dates
    /// computed); without, it waits for the person (`awaiting_consent`) and nothing is sent.
    pub fn submit(self, facts: SubmitFacts<'_>, rules: &ClockRules, by: &Actor, now: Timestamp) -> Step {
        let kind = ReferralEventKind::Submitted;
        self.only(&[Side::Sender], by)?;
        let Stage::Draft(draft) = &self.stage else { return Err(self.refusal(kind)) };
        let recipient = draft.recipient.clone().ok_or(ReferralError::RecipientMissing)?;
        facts.check()?;
        let agreed = facts.agreement.filter(|agreement| agreement.is_in_force(now));
        let stage = if let Some(agreement) = agreed {
            self.send((recipient, draft.agreement), agreement, rules, now)?
        } else {
            let (agreement, until) = (draft.agreement, rules.consent_limit(now));
            Stage::AwaitingConsent { recipient, agreement, since: now, until }
        };
        Ok(self.step(kind, stage, None, now))
    }

    /// The person has agreed: the referral leaves. The agreement must name this person, this recipient and the
    /// purpose of a referral, and the service must still take it: nobody looks for it in an inbox that was closed.
    pub fn give_consent(
        self,
        facts: SendingFacts<'_>,
        rules: &ClockRules,
        by: &Actor,
        now: Timestamp,
    ) -> Step {
        let kind = ReferralEventKind::ConsentGiven;
        self.only(&[Side::Sender, Side::System], by)?;
        let Stage::AwaitingConsent { recipient, agreement: attached, .. } = &self.stage else {
            return Err(self.refusal(kind));
        };
        if !facts.recipient_active {
            return Err(ReferralError::RecipientInactive);
        }
        if facts.duplicate_open {
            return Err(ReferralError::Duplicate);
        }
        let stage = self.send((recipient.clone(), *attached), facts.agreement, rules, now)?;
        Ok(self.step(kind, stage, None, now))
    }

    /// The person does not agree: an ordinary end. The caller deletes what was prepared for sending.
    pub fn refuse_consent(self, by: &Actor, now: Timestamp) -> Step {
        self.only(&[Side::Sender, Side::System], by)?;
        self.end_unsent(ReferralEventKind::ConsentRefused, CancelReason::ConsentRefused, now)
    }

    /// Nobody recorded the person's answer within the term: cancelled, the sender is told.
    pub fn lapse_consent(self, by: &Actor, now: Timestamp) -> Step {
        let kind = ReferralEventKind::ConsentLapsed;
        self.only(&[Side::System], by)?;
        let Stage::AwaitingConsent { until, .. } = &self.stage else { return Err(self.refusal(kind)) };
        if now < *until {
            return Err(ReferralError::DeadlineNotReached);
        }
        self.end_unsent(kind, CancelReason::ConsentNotGiven, now)
    }

    fn end_unsent(self, kind: ReferralEventKind, reason: CancelReason, now: Timestamp) -> Step {
        let Stage::AwaitingConsent { recipient, agreement, .. } = &self.stage else {
            return Err(self.refusal(kind));
        };
        let draft = Draft { recipient: Some(recipient.clone()), agreement: *agreement };
        let stage = Stage::Cancelled { reach: Reach::Unsent(draft).into(), reason, at: now };
        Ok(self.step(kind, stage, Some(reason.as_str()), now))
    }

    /// The stage of a referral that leaves now; refuses an agreement other than the attached one.
    fn send(
        &self,
        (recipient, attached): (Recipient, Option<AgreementId>),
        agreement: &Agreement,
        rules: &ClockRules,
        now: Timestamp,
    ) -> Result<Stage, ReferralError> {
        if attached.is_some_and(|id| id != agreement.id()) {
            return Err(ReferralError::AgreementNotValid);
        }
        let (agreement_id, clocks) = (agreement.id(), rules.at_sending(now));
        let sent = Sent { recipient, agreement: agreement_id, at: now, asked_at: now, held_days: 0, clocks };
        self.permitted(&sent, agreement, now)?;
        Ok(Stage::Asked(Asked { sent, received_at: None }))
    }
}

impl SubmitFacts<'_> {
    const fn check(self) -> Result<(), ReferralError> {
        if !self.recipient_active {
            return Err(ReferralError::RecipientInactive);
        }
        if !self.documents_attached {
            return Err(ReferralError::DocumentsMissing);
        }
        if self.duplicate_open {
            return Err(ReferralError::Duplicate);
        }
        Ok(())
    }
}
