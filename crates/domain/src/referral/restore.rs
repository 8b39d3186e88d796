//! From a stored row back to a referral: every column must fit the state, none may be left over.

use crate::{
    clock::Timestamp,
    ids::AgreementId,
    record::{Inconsistent, needed, same_columns},
    referral::{
        Asked, Called, CancelReason, Claim, Clocks, ContactClocks, Draft, Hold, Outcome, PersonAnswer, Phase,
        Reach, Recipient, Referral, ReferralRecord, ReferralState, RejectReason, Rejection, Sent, Stage,
        Taken, Voices,
    },
};

impl Referral {
    /// Rebuilds a referral from its row; names the first column that no referral could have written.
    pub fn restore(row: &ReferralRecord) -> Result<Self, Inconsistent> {
        if row.version < 1 {
            return Err(Inconsistent { column: "version" });
        }
        let stage = row.stage()?;
        let referral = Self {
            id: row.id,
            number: row.number,
            network: row.network,
            need: row.need,
            person: row.person,
            sender: row.sender.clone(),
            stage,
            struck: row.struck.clone(),
            claim: row.claim()?,
            version: row.version,
            created_at: row.created_at,
        };
        same_columns!(
            referral.record(), row,
            state recipient agreement consent_asked_at consent_due sent_at asked_at held_days acknowledge_due first_reminder_due
            second_reminder_due third_reminder_due escalation_due expires_on received_at accepted_at nudge_due
            no_contact_due started_at struck claimed_by claimed_at held_from hold_sub_reason hold_review_on hold_review_at held_at
            hold_until reject_reason denied_by waiting_list suggested_service outcome sender_outcome person_contacted
            person_useful cancel_reason cancel_acknowledged_at error_reason closed_at closed_by superseded_by
        );
        Ok(referral)
    }
}

impl ReferralRecord {
    fn stage(&self) -> Result<Stage, Inconsistent> {
        Ok(match self.state {
            ReferralState::Draft => Stage::Draft(self.draft()),
            ReferralState::AwaitingConsent => Stage::AwaitingConsent {
                recipient: self.to()?,
                agreement: self.agreement,
                since: needed(self.consent_asked_at, "consent_asked_at")?,
                until: needed(self.consent_due, "consent_due")?,
            },
            ReferralState::Requested | ReferralState::Received => Stage::Asked(self.asked()?),
            ReferralState::Accepted | ReferralState::InProgress => Stage::Taken(self.taken()?),
            ReferralState::OnHold => Stage::OnHold(self.hold()?),
            ReferralState::Completed => self.completed()?,
            ReferralState::Rejected => self.rejected()?,
            ReferralState::Cancelled => self.cancelled()?,
            ReferralState::ConsentWithdrawn => {
                Stage::ConsentWithdrawn { reach: self.reach()?, at: self.end()? }
            }
            ReferralState::Expired => Stage::Expired { asked: self.asked()?, at: self.end()? },
            ReferralState::EnteredInError => Stage::EnteredInError {
                reach: self.reach()?,
                reason: needed(self.error_reason, "error_reason")?,
                at: self.end()?,
            },
        })
    }

    fn draft(&self) -> Draft {
        Draft { recipient: self.recipient.clone(), agreement: self.agreement }
    }

    fn to(&self) -> Result<Recipient, Inconsistent> {
        needed(self.recipient.clone(), "recipient")
    }

    fn end(&self) -> Result<Timestamp, Inconsistent> {
        needed(self.closed_at, "closed_at")
    }

    fn sent(&self) -> Result<Sent, Inconsistent> {
        let agreement: AgreementId = needed(self.agreement, "agreement")?;
        let clocks = Clocks {
            acknowledge_due: needed(self.acknowledge_due, "acknowledge_due")?,
            reminders: [
                needed(self.first_reminder_due, "first_reminder_due")?,
                needed(self.second_reminder_due, "second_reminder_due")?,
                needed(self.third_reminder_due, "third_reminder_due")?,
            ],
            escalation_due: needed(self.escalation_due, "escalation_due")?,
            expires_on: needed(self.expires_on, "expires_on")?,
        };
        Ok(Sent {
            recipient: self.to()?,
            agreement,
            at: needed(self.sent_at, "sent_at")?,
            asked_at: needed(self.asked_at, "asked_at")?,
            held_days: self.held_days,
            clocks,
        })
    }

    fn asked(&self) -> Result<Asked, Inconsistent> {
        Ok(Asked { sent: self.sent()?, received_at: self.received_at })
    }

    fn taken(&self) -> Result<Taken, Inconsistent> {
        Ok(Taken {
            sent: self.sent()?,
            received_at: needed(self.received_at, "received_at")?,
            accepted_at: needed(self.accepted_at, "accepted_at")?,
            contact: ContactClocks {
                nudge_due: needed(self.nudge_due, "nudge_due")?,
                no_contact_due: needed(self.no_contact_due, "no_contact_due")?,
            },
            started_at: self.started_at,
        })
    }

    fn hold(&self) -> Result<Hold, Inconsistent> {
        let before = if self.accepted_at.is_some() {
            Phase::Taken(self.taken()?)
        } else {
            Phase::Asked(self.asked()?)
        };
        Ok(Hold {
            reason: needed(self.hold_sub_reason, "hold_sub_reason")?,
            review_on: needed(self.hold_review_on, "hold_review_on")?,
            review_at: needed(self.hold_review_at, "hold_review_at")?,
            since: needed(self.held_at, "held_at")?,
            until: needed(self.hold_until, "hold_until")?,
            before,
        })
    }

    fn reach(&self) -> Result<Reach, Inconsistent> {
        Ok(if self.accepted_at.is_some() {
            Reach::Taken(self.taken()?)
        } else if self.sent_at.is_some() {
            Reach::Asked(self.asked()?)
        } else {
            Reach::Unsent(self.draft())
        })
    }

    fn completed(&self) -> Result<Stage, Inconsistent> {
        let outcome = needed(self.outcome, "outcome")?;
        self.linked(outcome == Outcome::ReferredElsewhere)?;
        let (work, voices, at) = (self.taken()?, self.voices()?, self.end()?);
        let (by, superseded_by) = (self.closed_by, self.superseded_by);
        Ok(Stage::Completed { work, outcome, voices, at, by, superseded_by })
    }

    fn voices(&self) -> Result<Voices, Inconsistent> {
        let person = match (self.person_contacted, self.person_useful) {
            (None, None) => None,
            (Some(contacted), useful) => {
                Some(PersonAnswer::of(contacted, useful).ok_or(Inconsistent { column: "person_useful" })?)
            }
            (None, Some(_)) => return Err(Inconsistent { column: "person_contacted" }),
        };
        Ok(Voices { sender: self.sender_outcome, person })
    }

    /// Only what was sent is in somebody's hands.
    fn claim(&self) -> Result<Option<Claim>, Inconsistent> {
        let claim = self.claimed_by.zip(self.claimed_at).map(|(by, at)| Claim { by, at });
        if claim.is_some() && self.sent_at.is_none() {
            return Err(Inconsistent { column: "claimed_by" });
        }
        Ok(claim)
    }

    fn rejected(&self) -> Result<Stage, Inconsistent> {
        let rejection = Rejection {
            reason: needed(self.reject_reason, "reject_reason")?,
            denied_by: needed(self.denied_by, "denied_by")?,
            waiting_list: needed(self.waiting_list, "waiting_list")?,
            suggested: self.suggested_service,
        };
        if rejection.waiting_list && rejection.reason != RejectReason::NoCapacity {
            return Err(Inconsistent { column: "waiting_list" });
        }
        if rejection.suggested.is_some() && rejection.reason != RejectReason::WrongService {
            return Err(Inconsistent { column: "suggested_service" });
        }
        self.linked(rejection.reason == RejectReason::WrongService)?;
        Ok(Stage::Rejected {
            sent: self.sent()?,
            received_at: needed(self.received_at, "received_at")?,
            rejection,
            at: self.end()?,
            by: self.closed_by,
            superseded_by: self.superseded_by,
        })
    }

    fn cancelled(&self) -> Result<Stage, Inconsistent> {
        let reason: CancelReason = needed(self.cancel_reason, "cancel_reason")?;
        let reach = match self.reach()? {
            Reach::Taken(work) => Called::Taken { work, confirmed_at: self.cancel_acknowledged_at },
            unconfirmed @ (Reach::Unsent(_) | Reach::Asked(_)) => unconfirmed.into(),
        };
        let fits = match reason {
            // the consent steps follow a finished draft
            CancelReason::ConsentRefused | CancelReason::ConsentNotGiven => {
                matches!(reach, Called::Unsent(Draft { recipient: Some(_), .. }))
            }
            CancelReason::GroundEnded => !matches!(reach, Called::Taken { .. }),
            CancelReason::SolvedOtherwise
            | CancelReason::PersonPrefersOtherwise
            | CancelReason::WrongService
            | CancelReason::Duplicate
            | CancelReason::Other => true,
        };
        if !fits {
            return Err(Inconsistent { column: "cancel_reason" });
        }
        Ok(Stage::Cancelled { reach, reason, at: self.end()? })
    }

    /// A link to a continuing referral belongs to a redirection only.
    const fn linked(&self, redirected: bool) -> Result<(), Inconsistent> {
        if self.superseded_by.is_some() && !redirected {
            return Err(Inconsistent { column: "superseded_by" });
        }
        Ok(())
    }
}
