//! The one transition table of a referral (`referrals-and-consent.md` 3.3), a method an event, a file a phase:
//! `sending` (draft to requested), `answering` (requested to accepted or rejected), `working` (hold, start,
//! complete), `ending` (the ends, and the two ways out of an end), `claiming` (whose hands it is in), `telling` (what
//! sender and person say of the outcome). What strikes while nobody acts is in `strike`.
//!
//! Every method checks in this order: whose side the actor is on, whether the state has the event, the guard.
//! Roles are not looked at here but for authorship: `access` has decided before.

mod answering;
mod claiming;
mod ending;
mod sending;
mod telling;
mod working;

use crate::{
    actor::{Actor, Who},
    agreement::Agreement,
    clock::Timestamp,
    referral::{Referral, ReferralError, ReferralEvent, ReferralEventKind, Sent, Stage},
};

pub use sending::{SendingFacts, SubmitFacts};
pub use working::HoldRequest;

/// The referral after an event and the event itself, or the rule that refused.
pub type Step = Result<(Referral, ReferralEvent), ReferralError>;

/// Whose act an event is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Sender,
    Recipient,
    System,
}

impl Referral {
    /// Moves to `stage`: version plus one, and the event that says so.
    pub(super) fn step(
        self,
        kind: ReferralEventKind,
        stage: Stage,
        reason: Option<&'static str>,
        at: Timestamp,
    ) -> (Self, ReferralEvent) {
        let event = ReferralEvent { kind, from: self.stage.state(), to: stage.state(), reason, at };
        (Self { stage, ..self }.next_version(), event)
    }

    /// Refuses an actor who is on none of these sides.
    pub(super) fn only(&self, sides: &[Side], by: &Actor) -> Result<(), ReferralError> {
        let acts = sides.iter().any(|side| match side {
            Side::Sender => self.is_sender(by),
            Side::Recipient => self.is_recipient(by),
            Side::System => by.who == Who::System,
        });
        if acts { Ok(()) } else { Err(ReferralError::NotYourSide) }
    }

    /// Why `kind` does not apply to the present state.
    const fn refusal(&self, kind: ReferralEventKind) -> ReferralError {
        let state = self.stage.state();
        if state.is_final() {
            ReferralError::AlreadyClosed { state }
        } else {
            ReferralError::NotInState { event: kind, state }
        }
    }

    /// Refuses unless the referral is open.
    fn while_open(&self, kind: ReferralEventKind) -> Result<(), ReferralError> {
        if self.state().is_open() { Ok(()) } else { Err(self.refusal(kind)) }
    }

    /// Refuses unless this agreement is the one it was sent under and permits it now.
    fn permitted(&self, sent: &Sent, agreement: &Agreement, now: Timestamp) -> Result<(), ReferralError> {
        let same = sent.agreement == agreement.id();
        if same && agreement.permits_referral(self.person, &sent.recipient, now) {
            Ok(())
        } else {
            Err(ReferralError::AgreementNotValid)
        }
    }
}
