//! Who is referred to whom, how each referral ends, and the acts that lead there.

use super::{
    acts::{Act, ContactFacts, End, Hand, PlannedReferral, Step},
    calendar::{Calendar, Gap},
    desks::Desks,
};
use crate::persons::{Dice, FictitiousNeed, FictitiousPerson};
use chrono::TimeDelta;
use relais_domain::{
    agreement::Method,
    contact::{ContactChannel, ContactMode, ContactOutcome, Minutes, Posture},
    referral::{CancelReason, Outcome, RejectReason},
};

/// How the forty referrals end: every state of the main line, more of what is waiting for somebody.
const ENDS: &[(usize, End)] = &[
    (3, End::Draft),
    (4, End::AwaitingAgreement),
    (1, End::Refused),
    (7, End::Requested),
    (5, End::Received),
    (5, End::Accepted),
    (5, End::InProgress),
    (3, End::Completed(Outcome::Helped)),
    (1, End::Completed(Outcome::PartlyHelped)),
    (1, End::Completed(Outcome::EligiblePending)),
    (1, End::Completed(Outcome::NoShow)),
    (1, End::Rejected(RejectReason::NoCapacity)),
    (1, End::Rejected(RejectReason::NotEligible)),
    (1, End::Cancelled(CancelReason::SolvedOtherwise)),
    (1, End::Withdrawn),
];

/// Contacts without a name, over the last week.
const CONTACTS: usize = 36;

pub(super) struct Planner<'a> {
    pub(super) desks: Desks<'a>,
    pub(super) calendar: Calendar,
    pub(super) dice: Dice<'a>,
    pub(super) people: &'a [FictitiousPerson],
}

impl Planner<'_> {
    /// The referrals, the ends spread over people and organisations.
    pub(super) fn referrals(&self) -> Vec<PlannedReferral> {
        let dice = self.dice;
        let mut ends: Vec<End> =
            ENDS.iter().flat_map(|(count, end)| std::iter::repeat_n(*end, *count)).collect();
        for left in (1..ends.len()).rev() {
            ends.swap(left, dice.below(left + 1)); // Fisher and Yates
        }
        let ways = ways(&self.desks, dice, self.people);
        ways.zip(ends).map(|(referral, end)| PlannedReferral { end, ..referral }).collect()
    }

    /// Every act: people with a referral are met just before it, the others at any time.
    pub(super) fn steps(&self, referrals: &[PlannedReferral]) -> Vec<Step> {
        let lives = (0..self.people.len()).filter_map(|person| self.life(person, referrals)).flatten();
        let contacts = (0..CONTACTS).filter_map(|_| self.contact());
        lives.chain(contacts).collect()
    }

    /// Meets a person, and lives through her referrals.
    fn life(&self, person: usize, referrals: &[PlannedReferral]) -> Option<Vec<Step>> {
        let own = || referrals.iter().enumerate().filter(|(_, planned)| planned.person == person);
        let mut steps: Vec<Step> = own().flat_map(|(index, planned)| self.run(index, planned)).collect();
        let met_by = match own().next() {
            Some((_, planned)) => planned.sender.organisation.as_str(),
            None => self.desks.entrance(&self.people.get(person)?.commune, "", self.dice)?,
        };
        let at = match steps.iter().map(|step| step.at).min() {
            Some(first) => first - TimeDelta::minutes(self.dice.between(6, 25).into()),
            None => {
                *self.calendar.run(self.dice.between(0, 24), self.dice.between(0, 400), &[NOW]).first()?
            }
        };
        steps.push(Step { at, by: self.desks.desk(met_by, self.dice)?, act: Act::Meet(person) });
        Some(steps)
    }

    /// The acts of one referral, from the draft to where it stands.
    fn run(&self, index: usize, planned: &PlannedReferral) -> Vec<Step> {
        let acts = self.acts(index, planned.end);
        let gaps: Vec<Gap> = acts.iter().map(|(act, _)| self.gap(*act)).collect();
        let instants = self.calendar.run(self.age(planned.end), self.dice.between(30, 420), &gaps);
        let hand = |side: &Side| match side {
            Side::Sender => planned.sender.clone(),
            Side::Recipient => planned.recipient.clone(),
        };
        acts.iter().zip(instants).map(|((act, side), at)| Step { at, by: hand(side), act: *act }).collect()
    }

    fn acts(&self, index: usize, end: End) -> Vec<(Act, Side)> {
        use Side::{Recipient, Sender};
        let method = if self.dice.chance(75) { Method::Paper } else { Method::SpokenWithWitness };
        let line = [
            (Act::Draft(index), Sender),
            (Act::Ask(index), Sender),
            (Act::Agree(index, method), Sender),
            (Act::Acknowledge(index), Recipient),
            (Act::Accept(index), Recipient),
            (Act::Start(index), Recipient),
        ];
        let (along, last) = match end {
            End::Draft => (1, None),
            End::AwaitingAgreement => (2, None),
            End::Refused => (2, Some((Act::Refuse(index), Sender))),
            End::Requested => (3, None),
            End::Received => (4, None),
            End::Accepted => (5, None),
            End::InProgress => (6, None),
            End::Completed(outcome) => (6, Some((Act::Complete(index, outcome), Recipient))),
            End::Rejected(reason) => (4, Some((Act::Reject(index, reason), Recipient))),
            End::Cancelled(reason) => (3, Some((Act::Cancel(index, reason), Sender))),
            End::Withdrawn => (5, Some((Act::Withdraw(index), Sender))),
        };
        line.into_iter().take(along).chain(last).collect()
    }

    /// How long acts take: minutes at the desk, days between organisations.
    fn gap(&self, act: Act) -> Gap {
        let (days, minutes) = match act {
            Act::Meet(_) | Act::Contact(_) | Act::Draft(_) => ((0, 0), (0, 0)),
            Act::Ask(_) | Act::Agree(..) | Act::Refuse(_) => ((0, 0), (4, 18)),
            Act::Acknowledge(_) => ((0, 3), (10, 200)),
            Act::Accept(_) | Act::Reject(..) => ((0, 2), (10, 200)),
            Act::Complete(..) => ((2, 6), (5, 120)),
            Act::Start(_) | Act::Cancel(..) | Act::Withdraw(_) => ((1, 4), (5, 120)),
        };
        Gap { days: self.dice.between(days.0, days.1), minutes: self.dice.between(minutes.0, minutes.1) }
    }

    /// How long ago a referral began, at least: some that wait are past their first reminder, none past its end.
    fn age(&self, end: End) -> u32 {
        match end {
            End::Draft | End::AwaitingAgreement | End::Refused => self.dice.between(0, 5),
            End::Requested => self.dice.between(0, 22),
            End::Received => self.dice.between(0, 12),
            _ => self.dice.between(0, 3),
        }
    }

    fn contact(&self) -> Option<Step> {
        let dice = self.dice;
        let busy = [
            "ccas-brest",
            "ccas-brest",
            "vivre-la-ville",
            "mediation-numerique-brest",
            "mission-locale-brest",
        ];
        let by = self.desks.desk(dice.pick(&busy)?, dice)?;
        let at = self.calendar.run(dice.between(0, 6), dice.between(0, 470), &[NOW]).first().copied()?;
        let themes = self
            .desks
            .network()
            .member(&by.organisation)?
            .services
            .iter()
            .flat_map(|service| &service.themes);
        let mode = dice.pick(ContactMode::ALL).copied()?;
        let done = matches!(mode, ContactMode::Helped | ContactMode::Accompanied);
        let facts = ContactFacts {
            theme: dice.pick(&themes.copied().collect::<Vec<_>>()).copied()?,
            mode,
            posture: dice.pick(Posture::ALL).copied().filter(|_| done),
            channel: if dice.chance(70) {
                ContactChannel::Desk
            } else {
                dice.pick(ContactChannel::ALL).copied()?
            },
            minutes: dice.pick(Minutes::ALL).copied()?,
            outcome: dice.pick(ContactOutcome::ALL).copied()?,
        };
        Some(Step { at, by, act: Act::Contact(facts) })
    }
}

/// Each need of each person that another organisation answers than the one that met her. A person's referrals leave from
/// that one organisation; a need it can meet itself is not referred.
pub(super) fn ways<'a>(
    desks: &'a Desks<'a>,
    dice: Dice<'a>,
    people: &'a [FictitiousPerson],
) -> impl Iterator<Item = PlannedReferral> + 'a {
    people.iter().enumerate().flat_map(move |(index, person)| {
        let mut met: Option<Hand> = None;
        let way = move |(need, needed): (usize, &FictitiousNeed)| {
            if met.is_none() {
                let entrance = desks.entrance(&person.commune, &needed.organisation, dice)?;
                met = desks.caseworker(entrance);
            }
            let sender = met.clone().filter(|sender| sender.organisation != needed.organisation)?;
            let recipient = desks.caseworker(&needed.organisation)?;
            Some(PlannedReferral { person: index, need, sender, recipient, end: End::Draft })
        };
        person.needs.iter().enumerate().filter_map(way)
    })
}

/// At once.
const NOW: Gap = Gap { days: 0, minutes: 0 };

/// Which side of a referral does an act.
enum Side {
    Sender,
    Recipient,
}
