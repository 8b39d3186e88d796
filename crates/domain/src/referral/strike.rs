//! The clocks that run while nobody acts, and what happens when one strikes. Each strikes once; after the house was
//! asleep the last one due speaks for those before it.

use crate::{
    actor::Actor,
    clock::Timestamp,
    referral::{
        Clock, ClockRules, Clocks, Hold, Referral, ReferralError, ReferralEventKind, Stage, Step, Taken,
        transition::Side,
    },
};

impl Referral {
    /// The clock that strikes next, and when; none when everything that may strike has.
    #[must_use]
    pub fn next_clock(&self) -> Option<(Clock, Timestamp)> {
        self.running().into_iter().min_by_key(|(_, at)| *at)
    }

    /// Strikes what is due: an end that the clock brings, or one line of history, told to whom it may concern.
    pub fn strike(mut self, rules: &ClockRules, by: &Actor, now: Timestamp) -> Step {
        self.only(&[Side::System], by)?;
        let mut due: Vec<_> = self.running().into_iter().filter(|(_, at)| *at <= now).collect();
        due.sort_by_key(|(_, at)| *at);
        let Some((last, _)) = due.last().copied() else { return Err(ReferralError::DeadlineNotReached) };
        self.struck = self.struck.with(due.into_iter().map(|(clock, _)| clock));
        match last {
            Clock::Expiry => self.expire(by, now),
            Clock::HoldLimit => self.hold_limit(rules, by, now),
            Clock::ConsentLapse => self.lapse_consent(by, now),
            Clock::AcknowledgeLate
            | Clock::FirstReminder
            | Clock::SecondReminder
            | Clock::ThirdReminder
            | Clock::Escalated
            | Clock::HoldReview
            | Clock::Nudged
            | Clock::NoContact => {
                let stage = self.stage.clone();
                Ok(self.step(ReferralEventKind::ClockStruck, stage, Some(last.as_str()), now))
            }
        }
    }

    /// The clocks of the present stage that have not struck. Those that end a stage always run: it leaves with them.
    fn running(&self) -> Vec<(Clock, Timestamp)> {
        let clocks = match &self.stage {
            Stage::AwaitingConsent { until, .. } => vec![(Clock::ConsentLapse, *until)],
            Stage::Asked(asked) => answering(&asked.sent.clocks, asked.received_at.is_some()),
            Stage::OnHold(hold) => holding(hold),
            Stage::Taken(Taken { contact, started_at: None, .. }) => {
                vec![(Clock::Nudged, contact.nudge_due), (Clock::NoContact, contact.no_contact_due)]
            }
            Stage::Draft(_)
            | Stage::Taken(_)
            | Stage::Completed { .. }
            | Stage::Rejected { .. }
            | Stage::Cancelled { .. }
            | Stage::ConsentWithdrawn { .. }
            | Stage::Expired { .. }
            | Stage::EnteredInError { .. } => Vec::new(),
        };
        clocks.into_iter().filter(|(clock, _)| clock.ends() || !self.struck.contains(*clock)).collect()
    }
}

impl Clock {
    /// Whether it ends the stage it runs in.
    #[must_use]
    pub const fn ends(self) -> bool {
        match self {
            Self::Expiry | Self::HoldLimit | Self::ConsentLapse => true,
            Self::AcknowledgeLate
            | Self::FirstReminder
            | Self::SecondReminder
            | Self::ThirdReminder
            | Self::Escalated
            | Self::HoldReview
            | Self::Nudged
            | Self::NoContact => false,
        }
    }
}

/// What runs until the recipient answers; whoever has acknowledged is not asked to any more.
fn answering(clocks: &Clocks, received: bool) -> Vec<(Clock, Timestamp)> {
    let [first, second, third] = clocks.reminders;
    let mut running = vec![
        (Clock::FirstReminder, first),
        (Clock::SecondReminder, second),
        (Clock::ThirdReminder, third),
        (Clock::Escalated, clocks.escalation_due),
        (Clock::Expiry, clocks.expires_on),
    ];
    if !received {
        running.push((Clock::AcknowledgeLate, clocks.acknowledge_due));
    }
    running
}

fn holding(hold: &Hold) -> Vec<(Clock, Timestamp)> {
    vec![(Clock::HoldReview, hold.review_at), (Clock::HoldLimit, hold.until)]
}
