//! What happens in the network and when: drawn before anything is written, in the order of time.

use chrono::TimeDelta;
use relais_domain::clock::Timestamp;

use relais_bench::Chance;

use crate::story::Scale;

/// How far back the history goes.
const HISTORY: i64 = 500;
/// Referrals younger than this are, for the most part, still on their way.
const YOUNG: i64 = 35;

/// How far a referral has come by now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Draft,
    Asked,
    Refused,
    Sent,
    Received,
    Held,
    Accepted,
    Working,
    Completed,
    Rejected,
    Cancelled,
    Withdrawn,
    Mistaken,
}

/// An act of somebody at a desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Act {
    Meet(usize),
    Contact(usize),
    Draft(usize),
    Ask(usize),
    Refuse(usize),
    Send(usize),
    Read(usize),
    Acknowledge(usize),
    Accept(usize),
    Hold(usize),
    Start(usize),
    Complete(usize),
    Reject(usize),
    Cancel(usize),
    Withdraw(usize),
    Mistake(usize),
}

/// An act at its hour.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    pub at: Timestamp,
    pub act: Act,
}

/// Whom a referral is for and to which service it goes, by their numbers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Planned {
    pub person: usize,
    pub recipient: usize,
    pub service: usize,
}

/// The whole history.
pub(super) struct Plan {
    pub referrals: Vec<Planned>,
    pub steps: Vec<Step>,
}

/// What was sent long ago and never answered has expired by now: the product's own clocks do that.
const OLD: &[(u32, Fate)] = &[
    (55, Fate::Completed),
    (14, Fate::Rejected),
    (9, Fate::Sent),
    (3, Fate::Received),
    (5, Fate::Cancelled),
    (3, Fate::Withdrawn),
    (4, Fate::Refused),
    (2, Fate::Mistaken),
    (4, Fate::Working),
    (1, Fate::Accepted),
];
const NEW: &[(u32, Fate)] = &[
    (7, Fate::Draft),
    (5, Fate::Asked),
    (18, Fate::Sent),
    (17, Fate::Received),
    (6, Fate::Held),
    (13, Fate::Accepted),
    (15, Fate::Working),
    (10, Fate::Completed),
    (4, Fate::Rejected),
    (2, Fate::Cancelled),
    (2, Fate::Withdrawn),
    (1, Fate::Mistaken),
];

impl Plan {
    /// Draws a history that ends now.
    pub(super) fn draw(scale: Scale, chance: &Chance, now: Timestamp) -> Self {
        let mut plan = Self { referrals: Vec::new(), steps: Vec::new() };
        for person in 0..scale.persons() {
            plan.person(scale, person, chance, now);
        }
        plan.steps.sort_by_key(|step| (step.at, step.act));
        plan
    }

    /// When the first act is done.
    pub(super) fn first(&self) -> Timestamp {
        self.steps.first().map_or(Timestamp::UNIX_EPOCH, |step| step.at)
    }

    /// A person is met, comes back, and is referred three times, each time elsewhere.
    fn person(&mut self, scale: Scale, person: usize, chance: &Chance, now: Timestamp) {
        let ages: Vec<i64> = (0..3).map(|_| chance.between(0, HISTORY * 24 * 60)).collect();
        let oldest = ages.iter().max().copied().unwrap_or(0);
        let met = now - TimeDelta::minutes(oldest + chance.between(60, 6_000));
        self.put(met, Act::Meet(person));
        for _ in 0..chance.between(1, 3) {
            let at = met + TimeDelta::minutes(chance.between(10, oldest + 50));
            self.put(at.min(now - TimeDelta::minutes(5)), Act::Contact(person));
        }
        let organisations = scale.organisations();
        let (elsewhere, service) = (chance.below(organisations - 1), chance.below(4));
        for (turn, age) in ages.into_iter().enumerate() {
            let recipient = (person + 1 + (elsewhere + turn) % (organisations - 1)) % organisations;
            let planned = Planned { person, recipient, service: (service + turn) % 4 };
            self.referrals.push(planned);
            self.referral(self.referrals.len() - 1, age, chance, now);
        }
    }

    fn referral(&mut self, index: usize, age: i64, chance: &Chance, now: Timestamp) {
        let start = now - TimeDelta::minutes(age);
        let young = age < YOUNG * 24 * 60;
        let fate = chance.weighted(if young { NEW } else { OLD }).unwrap_or(Fate::Completed);
        let mut at = start;
        // What would lie ahead of now is done in quick succession, so that each referral meets its fate.
        let room = (now - start).num_minutes().max(30);
        for (act, most_days) in acts(fate, index) {
            let most = (most_days * 24 * 60).min(room / 12).max(1);
            at += TimeDelta::minutes(chance.between(1, most));
            self.put(at.min(now), act);
        }
    }

    fn put(&mut self, at: Timestamp, act: Act) {
        self.steps.push(Step { at, act });
    }
}

/// The acts that lead to a fate, each with the most days it takes after the one before. Half of what arrives is read
/// on its own page before it is answered.
fn acts(fate: Fate, referral: usize) -> Vec<(Act, i64)> {
    let mut acts = vec![(Act::Draft(referral), 0)];
    match fate {
        Fate::Draft => return acts,
        Fate::Asked => acts.push((Act::Ask(referral), 0)),
        Fate::Refused => acts.extend([(Act::Ask(referral), 0), (Act::Refuse(referral), 2)]),
        _ => acts.push((Act::Send(referral), 0)),
    }
    if matches!(fate, Fate::Asked | Fate::Refused | Fate::Sent) {
        return acts;
    }
    if fate == Fate::Mistaken {
        acts.push((Act::Mistake(referral), 1));
        return acts;
    }
    if referral.is_multiple_of(2) {
        acts.push((Act::Read(referral), 2));
    }
    acts.push((Act::Acknowledge(referral), 2));
    let accepted = [(Act::Accept(referral), 3), (Act::Start(referral), 6)];
    match fate {
        Fate::Accepted => acts.extend(accepted.into_iter().take(1)),
        Fate::Working => acts.extend(accepted),
        Fate::Completed => {
            acts.extend(accepted);
            acts.push((Act::Complete(referral), 25));
        }
        Fate::Held => acts.push((Act::Hold(referral), 4)),
        Fate::Rejected => acts.push((Act::Reject(referral), 8)),
        Fate::Cancelled => acts.push((Act::Cancel(referral), 6)),
        Fate::Withdrawn => acts.push((Act::Withdraw(referral), 9)),
        Fate::Draft | Fate::Asked | Fate::Refused | Fate::Sent | Fate::Received | Fate::Mistaken => {}
    }
    acts
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    fn plan(referrals: usize) -> Plan {
        Plan::draw(Scale { referrals }, &Chance::new(3), Timestamp::UNIX_EPOCH + TimeDelta::days(20_000))
    }

    #[test]
    fn the_acts_of_a_referral_come_in_their_order_and_before_now() {
        let plan = plan(3_000);
        let mut drafted: HashMap<usize, Timestamp> = HashMap::new();
        let mut met: HashMap<usize, Timestamp> = HashMap::new();
        for step in &plan.steps {
            assert!(step.at <= Timestamp::UNIX_EPOCH + TimeDelta::days(20_000));
            match step.act {
                Act::Meet(person) => drop(met.insert(person, step.at)),
                Act::Draft(referral) => {
                    let person = plan.referrals[referral].person;
                    assert!(met.contains_key(&person), "a person is met before she is referred");
                    drafted.insert(referral, step.at);
                }
                Act::Contact(person) => assert!(met.contains_key(&person)),
                Act::Send(referral) | Act::Accept(referral) | Act::Complete(referral) => {
                    assert!(drafted.contains_key(&referral), "nothing is sent before it is written");
                }
                _ => {}
            }
        }
        assert_eq!(drafted.len(), 3_000);
    }

    #[test]
    fn nobody_is_referred_to_who_refers_her_nor_twice_to_the_same_place() {
        let scale = Scale { referrals: 3_000 };
        for three in plan(3_000).referrals.chunks(3) {
            let homes = three.iter().filter(|it| it.recipient == it.person % scale.organisations()).count();
            assert_eq!(homes, 0);
            let mut places: Vec<_> = three.iter().map(|it| (it.recipient, it.service)).collect();
            places.sort_unstable();
            places.dedup();
            assert_eq!(places.len(), 3);
        }
    }
}
