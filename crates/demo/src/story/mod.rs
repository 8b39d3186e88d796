//! What happened in the demonstration network before it is opened: people met, referrals in every state of the main
//! line, contacts of the week. A plan only: who does what, and when; the product's own use cases carry it out.
//!
//! Acts are on working days, in office hours of the network's time zone, in the order of time, and end before `now`.

mod acts;
mod calendar;
mod desks;
mod plan;

pub use acts::{Act, ContactFacts, End, Hand, PlannedReferral, Step};

use crate::{
    network::{DemoNetwork, LoadError},
    persons::{Dice, FictitiousPerson, invent},
};
use calendar::Calendar;
use chrono_tz::Tz;
use desks::Desks;
use plan::{Planner, ways};
use relais_domain::{clock::Timestamp, random::Random};

/// How many people the demonstration invents.
const PEOPLE: usize = 60;

/// Everything that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Story {
    /// Who came.
    pub people: Vec<FictitiousPerson>,
    /// Who was referred to whom.
    pub referrals: Vec<PlannedReferral>,
    /// Every act, in the order of time.
    pub steps: Vec<Step>,
}

impl Story {
    /// Tells the story that leads to `now`; the same source of randomness tells the same one.
    pub fn tell(
        network: &DemoNetwork,
        now: Timestamp,
        zone: Tz,
        random: &dyn Random,
    ) -> Result<Self, LoadError> {
        let calendar = Calendar::new(now, zone);
        let people = invent(network, PEOPLE, calendar.today(), random)?;
        let dice = Dice(random);
        let planner = Planner { desks: Desks::of(network), calendar, dice, people: &people };
        let referrals = planner.referrals();
        let mut steps = planner.steps(&referrals);
        steps.sort_by_key(|step| step.at);
        Ok(Self { people, referrals, steps })
    }
}

/// Every way a referral of these people may take: from the one organisation that meets each, to whoever answers a need
/// of hers, in the order of people. Each is a draft; how it ends is not said.
pub fn plan_referrals(
    network: &DemoNetwork,
    people: &[FictitiousPerson],
    random: &dyn Random,
) -> Vec<PlannedReferral> {
    ways(&Desks::of(network), Dice(random), people).collect()
}

#[cfg(test)]
mod tests;
