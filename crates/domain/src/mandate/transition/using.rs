//! Something is done in her name.

use crate::{
    actor::Actor,
    clock::Timestamp,
    mandate::{Ask, Helper, Mandate, MandateEventKind, MandateStage, MandateStep},
};

impl Mandate {
    /// A helper acts: everything is asked live, and the mandate's version moves, so that an act and a stop at the same
    /// instant know of one another.
    pub fn act(self, ask: &Ask, helper: &Helper, by: &Actor, now: Timestamp) -> MandateStep {
        self.permits(ask, helper, by, now)?;
        let kind = MandateEventKind::Used;
        let (power, _) = self.living(kind)?;
        Ok(self.step(kind, MandateStage::Active(power), Some(ask.what.theme.as_str()), now))
    }
}
