//! What happens in the time that is walked: who is referred to whom, what becomes of it, and when. Drawn from a seed.

use chrono::{Days, NaiveDate, TimeDelta};
use relais_demo::{
    network::DemoNetwork,
    persons::{Dice, Seeded, invent},
    story::{Act, Hand, PlannedReferral, Story, plan_referrals},
};
use relais_domain::{
    agreement::Method,
    calendar::Calendar,
    clock::Timestamp,
    referral::{CancelReason, HoldReason, Outcome, RejectReason},
};
use std::collections::{BTreeSet, HashMap};

/// What somebody does to a referral, beside what the demonstration's own story knows.
#[derive(Clone, Copy, Debug)]
pub enum Doing {
    Told(Act),
    Hold(usize, HoldReason),
    Resume(usize),
    Reopen(usize),
    Confirm(usize),
    Mistake(usize),
}

/// An act, by whom and when.
#[derive(Clone, Debug)]
pub struct Step {
    pub at: Timestamp,
    pub by: Hand,
    pub what: Doing,
    /// For whom.
    pub person: usize,
}

/// What becomes of a referral when everybody does what is planned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Answered,
    AnsweredLate,
    NeverOpened,
    ReadOnly,
    HeldAndForgotten,
    Questioned,
    NeverContacted,
    NeverClosed,
    Rejected,
    Returned,
    CalledBack,
    Withdrawn,
    Reopened,
    Mistaken,
    ForgottenDraft,
    NeverAgreed,
    Refused,
}

/// How often, among a hundred.
const FATES: [(u32, Fate); 17] = [
    (26, Fate::Answered),
    (12, Fate::AnsweredLate),
    (9, Fate::NeverOpened),
    (5, Fate::ReadOnly),
    (5, Fate::HeldAndForgotten),
    (5, Fate::Questioned),
    (6, Fate::NeverContacted),
    (3, Fate::NeverClosed),
    (7, Fate::Rejected),
    (3, Fate::Returned),
    (3, Fate::CalledBack),
    (3, Fate::Withdrawn),
    (4, Fate::Reopened),
    (1, Fate::Mistaken),
    (2, Fate::ForgottenDraft),
    (4, Fate::NeverAgreed),
    (2, Fate::Refused),
];

/// How much happens.
#[derive(Clone, Copy, Debug)]
pub struct Scale {
    /// Days that are walked.
    pub days: u64,
    /// Referrals that are begun.
    pub referrals: usize,
    /// In how many of the days.
    pub begun_within: u32,
}

#[derive(Clone, Copy)]
enum Side {
    Sender,
    Recipient,
}
use Side::{Recipient, Sender};

/// The people, their referrals, and everything that is done, in the order of time.
pub fn draw(
    network: &DemoNetwork,
    (calendar, today): (&Calendar, NaiveDate),
    scale: Scale,
    seed: u64,
) -> (Story, Vec<Step>) {
    let random = Seeded::new(seed);
    let people = invent(network, scale.referrals, today, &random).expect("people");
    let mut asked = BTreeSet::new();
    let ways = plan_referrals(network, &people, &random).into_iter().filter(|way| {
        let need = &people[way.person].needs[way.need];
        asked.insert((way.person, need.organisation.clone(), need.service.clone()))
    });
    let referrals: Vec<PlannedReferral> = ways.take(scale.referrals).collect();
    let mut planner = Planner { calendar, today, dice: Dice(&random), scale, met: HashMap::new() };
    let mut steps: Vec<Step> =
        referrals.iter().enumerate().flat_map(|(index, way)| planner.live(index, way)).collect();
    steps.sort_by_key(|step| step.at);
    (Story { people, referrals, steps: Vec::new() }, steps)
}

struct Planner<'a> {
    calendar: &'a Calendar,
    today: NaiveDate,
    dice: Dice<'a>,
    scale: Scale,
    /// On which day each person was met.
    met: HashMap<usize, NaiveDate>,
}

impl Planner<'_> {
    fn live(&mut self, index: usize, way: &PlannedReferral) -> Vec<Step> {
        let dice = self.dice;
        let hand = |side: Side| match side {
            Sender => way.sender.clone(),
            Recipient => way.recipient.clone(),
        };
        // Each fate once, whatever the dice say; then as often as they fall.
        let fate = FATES.get(index).or_else(|| dice.weighted(&FATES, |fate| fate.0)).expect("a fate").1;
        let met = self.met.get(&way.person).copied();
        let mut day = match met {
            Some(day) => day + Days::new(dice.between(1, 20).into()),
            None => self.today + Days::new(dice.between(1, self.scale.begun_within).into()),
        };
        let mut steps = Vec::new();
        let mut at = Timestamp::UNIX_EPOCH;
        for (what, side, (least, most)) in acts(fate, index, dice) {
            day = self.calendar.working_from(day + Days::new(dice.between(least, most).into()));
            let opens = self.calendar.morning_of(day) + TimeDelta::minutes(dice.between(60, 480).into());
            at = if opens.date_naive() == at.date_naive() { at } else { opens };
            at += TimeDelta::minutes(dice.between(4, 18).into());
            steps.push(Step { at, by: hand(side), what, person: way.person });
        }
        let first = steps[0].at;
        if self.met.insert(way.person, met.unwrap_or(first.date_naive())).is_none() {
            let at = first - TimeDelta::minutes(3);
            let what = Doing::Told(Act::Meet(way.person));
            steps.push(Step { at, by: hand(Sender), what, person: way.person });
        }
        steps
    }
}

/// The acts that lead to a fate, by which side, and between how many days after the one before.
fn acts(fate: Fate, index: usize, dice: Dice<'_>) -> Vec<(Doing, Side, (u32, u32))> {
    let told = |act, side, days| (Doing::Told(act), side, days);
    let method = if dice.chance(75) { Method::Paper } else { Method::SpokenWithWitness };
    let draft = told(Act::Draft(index), Sender, (0, 0));
    let ask = told(Act::Ask(index), Sender, (0, 0));
    let sent = [draft, ask, told(Act::Agree(index, method), Sender, (0, 0))];
    let read = told(Act::Acknowledge(index), Recipient, (0, 2));
    let accept = told(Act::Accept(index), Recipient, (0, 3));
    let start = told(Act::Start(index), Recipient, (1, 12));
    let outcomes = [Outcome::Helped, Outcome::PartlyHelped, Outcome::EligiblePending, Outcome::NoShow];
    let outcome = *dice.pick(&outcomes).expect("an outcome");
    let complete = |days| told(Act::Complete(index, outcome), Recipient, days);
    let after = match fate {
        Fate::ForgottenDraft => return vec![draft],
        Fate::NeverAgreed => return vec![draft, ask],
        Fate::Refused => return vec![draft, ask, told(Act::Refuse(index), Sender, (1, 9))],
        Fate::NeverOpened => vec![],
        Fate::ReadOnly => vec![read],
        Fate::Answered => vec![read, accept, start, complete((3, 40))],
        Fate::AnsweredLate => {
            let late = told(Act::Accept(index), Recipient, (13, 16));
            vec![told(Act::Acknowledge(index), Recipient, (6, 12)), late, start, complete((3, 40))]
        }
        Fate::HeldAndForgotten => {
            vec![read, (Doing::Hold(index, HoldReason::WaitingList), Recipient, (0, 3))]
        }
        Fate::Questioned => {
            let question = (Doing::Hold(index, HoldReason::InformationNeeded), Recipient, (0, 3));
            vec![read, question, (Doing::Resume(index), Sender, (4, 9)), accept, start, complete((3, 40))]
        }
        Fate::NeverContacted => vec![read, accept],
        Fate::NeverClosed => vec![read, accept, start],
        Fate::Rejected => {
            let reason = if dice.chance(50) { RejectReason::NoCapacity } else { RejectReason::NotEligible };
            vec![read, told(Act::Reject(index, reason), Recipient, (0, 12))]
        }
        Fate::Returned => vec![read, told(Act::Cancel(index, CancelReason::SolvedOtherwise), Sender, (0, 6))],
        Fate::CalledBack => {
            let cancel = told(Act::Cancel(index, CancelReason::SolvedOtherwise), Sender, (2, 6));
            vec![read, accept, cancel, (Doing::Confirm(index), Recipient, (1, 4))]
        }
        Fate::Withdrawn => vec![read, accept, told(Act::Withdraw(index), Sender, (2, 20))],
        Fate::Reopened => {
            let again = (Doing::Reopen(index), Recipient, (2, 20));
            vec![read, accept, start, complete((3, 20)), again, complete((3, 20))]
        }
        Fate::Mistaken => vec![(Doing::Mistake(index), Sender, (0, 1))],
    };
    [sent.to_vec(), after].concat()
}
