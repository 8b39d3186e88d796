//! What the sender and the person say of how the work ended. The recipient has said it by ending it; no voice changes
//! another, and disagreement is shown.

use super::{Side, Step};
use crate::{
    actor::Actor,
    clock::Timestamp,
    referral::{Outcome, PersonAnswer, Referral, ReferralError, ReferralEventKind, Stage, Voices},
};

impl Referral {
    /// The person's own answer, noted at either desk. A later answer replaces the one before; the history keeps both.
    /// The recipient, whose work it judges, notes the first one and replaces none.
    pub fn answer_of_person(self, answer: PersonAnswer, by: &Actor, now: Timestamp) -> Step {
        let kind = ReferralEventKind::PersonAnswered;
        self.only(&[Side::Sender, Side::Recipient], by)?;
        if !self.is_sender(by) && self.has_person_answered() {
            return Err(ReferralError::AlreadyAnswered);
        }
        let voiced = self.voiced(kind, |voices| Voices { person: Some(answer), ..voices })?;
        Ok(self.step(kind, voiced, Some(answer.as_str()), now))
    }

    /// How it ended as far as the sender knows.
    pub fn answer_of_sender(self, outcome: Outcome, by: &Actor, now: Timestamp) -> Step {
        let kind = ReferralEventKind::SenderAnswered;
        self.only(&[Side::Sender], by)?;
        let voiced = self.voiced(kind, |voices| Voices { sender: Some(outcome), ..voices })?;
        Ok(self.step(kind, voiced, Some(outcome.as_str()), now))
    }

    const fn has_person_answered(&self) -> bool {
        matches!(self.stage, Stage::Completed { voices: Voices { person: Some(_), .. }, .. })
    }

    fn voiced(
        &self,
        kind: ReferralEventKind,
        say: impl FnOnce(Voices) -> Voices,
    ) -> Result<Stage, ReferralError> {
        let mut stage = self.stage.clone();
        let Stage::Completed { voices, .. } = &mut stage else {
            return Err(self.refusal(kind));
        };
        *voices = say(*voices);
        Ok(stage)
    }
}
