//! Pauses, and themes taken out: effective in the same transaction.

use chrono::TimeDelta;

use crate::{
    actor::Actor,
    clock::Timestamp,
    mandate::{
        Ending, Mandate, MandateError, MandateEventKind, MandateStage, MandateStep, Pause, PauseCause,
        RevocationChannel,
    },
    organisation::Theme,
};

/// How long a pause may be undone; then the keys are destroyed.
pub const PAUSE: TimeDelta = TimeDelta::hours(72);

impl Mandate {
    /// Put on pause, at any desk of the network.
    pub fn suspend(self, cause: PauseCause, by: &Actor, now: Timestamp) -> MandateStep {
        let kind = MandateEventKind::Suspended;
        self.at_a_desk(by)?;
        let MandateStage::Active(power) = self.stage.clone() else { return Err(self.refusal(kind)) };
        let pause = Pause { cause, at: now, until: now + PAUSE };
        Ok(self.step(kind, MandateStage::Suspended(power, pause), Some(cause.as_str()), now))
    }

    /// Goes on, in her presence, within the time of the pause and the term.
    pub fn resume(self, by: &Actor, now: Timestamp) -> MandateStep {
        let kind = MandateEventKind::Resumed;
        self.at_a_desk(by)?;
        let MandateStage::Suspended(power, pause) = self.stage.clone() else {
            return Err(self.refusal(kind));
        };
        if now >= pause.until {
            return Err(MandateError::PauseOver);
        }
        if !power.text.validity.contains(now) {
            return Err(MandateError::OutsideTerm);
        }
        Ok(self.step(kind, MandateStage::Active(power), None, now))
    }

    /// Nobody resumed it in time: it ends as if she had stopped it.
    pub fn end_pause(self, by: &Actor, now: Timestamp) -> MandateStep {
        let kind = MandateEventKind::Revoked;
        Self::by_the_clock(by)?;
        let MandateStage::Suspended(_, pause) = &self.stage else { return Err(self.refusal(kind)) };
        if now < pause.until {
            return Err(MandateError::DeadlineNotReached);
        }
        self.end(kind, Ending::Revoked(RevocationChannel::PauseOver), now)
    }

    /// She takes a theme out, at any desk. The last one is the mandate.
    pub fn narrow(mut self, theme: Theme, via: RevocationChannel, by: &Actor, now: Timestamp) -> MandateStep {
        let kind = MandateEventKind::Narrowed;
        self.at_a_desk(by)?;
        let (power, pause) = self.living(kind)?;
        if !self.scope.themes().contains(&theme) {
            return Err(MandateError::ThemeNotIn);
        }
        let Some(left) = self.scope.without(theme) else { return self.revoke(via, by, now) };
        self.scope = left;
        let stage = match pause {
            Some(pause) => MandateStage::Suspended(power, pause),
            None => MandateStage::Active(power),
        };
        Ok(self.step(kind, stage, Some(theme.as_str()), now))
    }
}
