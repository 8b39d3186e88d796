//! The shape of a stored referral: one flat row, every column with its own name.

use chrono::NaiveDate;

use crate::{
    clock::Timestamp,
    code_set::CodeSet,
    ids::{AgreementId, MembershipId, NeedId, NetworkId, PersonId, ReferralId, ServiceId},
    referral::{
        Called, CancelReason, Clock, ClockRules, DeniedBy, ErrorReason, HoldReason, Outcome, PersonAnswer,
        Recipient, RefNumber, Referral, ReferralState, RejectReason, Sender, Stage,
    },
};

/// A referral as a row. Every field that the state does not use is `None`; [`Referral::restore`] refuses others.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "the fields are those of the stages, documented there; the names are the columns"
)]
pub struct ReferralRecord {
    pub id: ReferralId,
    pub number: RefNumber,
    pub network: NetworkId,
    pub need: NeedId,
    pub person: PersonId,
    pub sender: Sender,
    pub recipient: Option<Recipient>,
    pub agreement: Option<AgreementId>,
    pub state: ReferralState,
    pub version: i32,
    pub created_at: Timestamp,
    /// Since when the person's answer is awaited; only in `awaiting_consent`.
    pub consent_asked_at: Option<Timestamp>,
    pub consent_due: Option<Timestamp>,
    pub sent_at: Option<Timestamp>,
    pub asked_at: Option<Timestamp>,
    pub held_days: u16,
    pub acknowledge_due: Option<Timestamp>,
    pub first_reminder_due: Option<Timestamp>,
    pub second_reminder_due: Option<Timestamp>,
    pub third_reminder_due: Option<Timestamp>,
    pub escalation_due: Option<Timestamp>,
    pub expires_on: Option<Timestamp>,
    pub received_at: Option<Timestamp>,
    pub accepted_at: Option<Timestamp>,
    pub nudge_due: Option<Timestamp>,
    pub no_contact_due: Option<Timestamp>,
    pub started_at: Option<Timestamp>,
    /// The clocks that have struck since the sending.
    pub struck: CodeSet<Clock>,
    /// Who of the recipient's has taken it in hand.
    pub claimed_by: Option<MembershipId>,
    pub claimed_at: Option<Timestamp>,
    /// The state a hold resumes to; implied by the marks above, kept for queries and checked.
    pub held_from: Option<ReferralState>,
    pub hold_sub_reason: Option<HoldReason>,
    pub hold_review_on: Option<NaiveDate>,
    pub hold_review_at: Option<Timestamp>,
    pub held_at: Option<Timestamp>,
    pub hold_until: Option<Timestamp>,
    pub reject_reason: Option<RejectReason>,
    pub denied_by: Option<DeniedBy>,
    /// Put on a waiting list; only with `no_capacity`.
    pub waiting_list: Option<bool>,
    /// The service the recipient takes for the right one; only with `wrong_service`.
    pub suggested_service: Option<ServiceId>,
    pub outcome: Option<Outcome>,
    /// The outcome as the sender sees it.
    pub sender_outcome: Option<Outcome>,
    /// Whether the person says that she was contacted.
    pub person_contacted: Option<bool>,
    /// Whether she says that it was useful.
    pub person_useful: Option<bool>,
    pub cancel_reason: Option<CancelReason>,
    /// The recipient confirmed that work taken over has stopped.
    pub cancel_acknowledged_at: Option<Timestamp>,
    pub error_reason: Option<ErrorReason>,
    pub closed_at: Option<Timestamp>,
    pub closed_by: Option<MembershipId>,
    pub superseded_by: Option<ReferralId>,
}

impl ReferralRecord {
    /// Until when a hold begun at `now` may last. Before the answer all holds together last no longer than one may, else
    /// a recipient would owe it for ever: none where they are used up. After it, each hold is one of its own work.
    #[must_use]
    pub fn hold_until(&self, rules: &ClockRules, now: Timestamp) -> Option<Timestamp> {
        let before = if self.accepted_at.is_some() { 0 } else { self.held_days };
        rules.hold_left(before, now)
    }
}

impl Referral {
    /// The row of this referral. [`Referral::restore`] of it gives the same referral back.
    #[must_use]
    pub fn record(&self) -> ReferralRecord {
        let mut row = self.marks();
        match &self.stage {
            Stage::AwaitingConsent { since, until, .. } => {
                row.consent_asked_at = Some(*since);
                row.consent_due = Some(*until);
            }
            Stage::OnHold(hold) => {
                row.held_from = Some(hold.before.state());
                row.hold_sub_reason = Some(hold.reason);
                row.hold_review_on = Some(hold.review_on);
                row.hold_review_at = Some(hold.review_at);
                row.held_at = Some(hold.since);
                row.hold_until = Some(hold.until);
            }
            Stage::Completed { outcome, voices, by, superseded_by, .. } => {
                row.outcome = Some(*outcome);
                row.sender_outcome = voices.sender;
                row.person_contacted = voices.person.map(PersonAnswer::contacted);
                row.person_useful = voices.person.and_then(PersonAnswer::useful);
                row.closed_by = *by;
                row.superseded_by = *superseded_by;
            }
            Stage::Rejected { rejection, by, superseded_by, .. } => {
                row.reject_reason = Some(rejection.reason);
                row.denied_by = Some(rejection.denied_by);
                row.waiting_list = Some(rejection.waiting_list);
                row.suggested_service = rejection.suggested;
                row.closed_by = *by;
                row.superseded_by = *superseded_by;
            }
            Stage::Cancelled { reach, reason, .. } => {
                row.cancel_reason = Some(*reason);
                row.cancel_acknowledged_at = match reach {
                    Called::Taken { confirmed_at, .. } => *confirmed_at,
                    Called::Unsent(_) | Called::Asked(_) => None,
                };
            }
            Stage::Draft(_)
            | Stage::Asked(_)
            | Stage::Taken(_)
            | Stage::ConsentWithdrawn { .. }
            | Stage::Expired { .. } => {}
            Stage::EnteredInError { reason, .. } => row.error_reason = Some(*reason),
        }
        row
    }

    /// What every stage may bear, and nothing of one stage alone.
    fn marks(&self) -> ReferralRecord {
        let trail = self.trail();
        let clocks = self.clocks();
        let reminder = |nth: usize| clocks.and_then(|clocks| clocks.reminders.get(nth).copied());
        ReferralRecord {
            id: self.id,
            number: self.number,
            network: self.network,
            need: self.need,
            person: self.person,
            sender: self.sender.clone(),
            recipient: trail.recipient.cloned(),
            agreement: trail.agreement,
            state: self.state(),
            version: self.version,
            created_at: self.created_at,
            consent_asked_at: None,
            consent_due: None,
            sent_at: trail.sent.map(|sent| sent.at),
            asked_at: trail.sent.map(|sent| sent.asked_at),
            held_days: trail.sent.map_or(0, |sent| sent.held_days),
            acknowledge_due: clocks.map(|clocks| clocks.acknowledge_due),
            first_reminder_due: reminder(0),
            second_reminder_due: reminder(1),
            third_reminder_due: reminder(2),
            escalation_due: clocks.map(|clocks| clocks.escalation_due),
            expires_on: clocks.map(|clocks| clocks.expires_on),
            received_at: trail.received_at,
            accepted_at: trail.accepted_at,
            nudge_due: trail.contact.map(|contact| contact.nudge_due),
            no_contact_due: trail.contact.map(|contact| contact.no_contact_due),
            started_at: trail.started_at,
            struck: self.struck.clone(),
            claimed_by: self.claim.map(|claim| claim.by),
            claimed_at: self.claim.map(|claim| claim.at),
            held_from: None,
            hold_sub_reason: None,
            hold_review_on: None,
            hold_review_at: None,
            held_at: None,
            hold_until: None,
            reject_reason: None,
            denied_by: None,
            waiting_list: None,
            suggested_service: None,
            outcome: None,
            sender_outcome: None,
            person_contacted: None,
            person_useful: None,
            cancel_reason: None,
            cancel_acknowledged_at: None,
            error_reason: None,
            closed_at: self.closed_at(),
            closed_by: None,
            superseded_by: None,
        }
    }
}
