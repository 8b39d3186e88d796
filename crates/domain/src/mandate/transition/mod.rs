//! The one table of transitions (`mandates-and-keys.md` 1.3). Each consumes the mandate and gives the new one with its
//! event, or the rule that refused.

mod ending;
mod pausing;
mod preparing;
mod using;

pub use pausing::PAUSE;
pub use preparing::{AgreeFacts, TEXT_LIFE, TextFacts};

use crate::{
    actor::{Actor, Who},
    clock::Timestamp,
    mandate::{
        Mandate, MandateError, MandateEvent, MandateEventKind, MandateStage, MandateState, Pause, Power,
    },
};

impl Mandate {
    fn step(
        self,
        kind: MandateEventKind,
        stage: MandateStage,
        reason: Option<&'static str>,
        at: Timestamp,
    ) -> (Self, MandateEvent) {
        let event = MandateEvent { kind, from: self.stage.state(), to: stage.state(), reason, at };
        (Self { stage, version: self.version + 1, ..self }, event)
    }

    /// An act of the organisation the mandate is given to, by somebody by name: no software writes for her.
    pub(super) fn given_to(&self, by: &Actor) -> Result<(), MandateError> {
        match by.who {
            _ if by.organisation != self.organisation => Err(MandateError::NotYourOrganisation),
            Who::Agent { .. } => Ok(()),
            Who::Key(_) | Who::System => Err(MandateError::NotAHelper),
        }
    }

    /// An act at a desk of the network, on her word: whichever, and somebody by name.
    fn at_a_desk(&self, by: &Actor) -> Result<(), MandateError> {
        match by.who {
            Who::Agent { .. } if by.network == self.network => Ok(()),
            Who::Agent { .. } => Err(MandateError::NotYourOrganisation),
            Who::Key(_) | Who::System => Err(MandateError::NotAHelper),
        }
    }

    /// An act of the clock: nobody is ahead of it.
    fn by_the_clock(by: &Actor) -> Result<(), MandateError> {
        if by.who == Who::System { Ok(()) } else { Err(MandateError::DeadlineNotReached) }
    }

    /// The power that lives, with its pause.
    fn living(&self, kind: MandateEventKind) -> Result<(Power, Option<Pause>), MandateError> {
        match &self.stage {
            MandateStage::Active(power) => Ok((power.clone(), None)),
            MandateStage::Suspended(power, pause) => Ok((power.clone(), Some(*pause))),
            MandateStage::Draft | MandateStage::Awaiting(_) | MandateStage::Ended(_) => {
                Err(self.refusal(kind))
            }
        }
    }

    pub(super) fn refusal(&self, event: MandateEventKind) -> MandateError {
        let state: MandateState = self.stage.state();
        MandateError::NotInState { event, state }
    }
}
