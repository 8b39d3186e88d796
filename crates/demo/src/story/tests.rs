use super::*;
use crate::persons::Seeded;
use chrono::{DateTime, Datelike, TimeDelta, Timelike, Weekday};
use relais_domain::{access::role_allows, actor::Role};
use std::collections::{BTreeMap, HashMap};

const PARIS: Tz = chrono_tz::Europe::Paris;

fn network() -> DemoNetwork {
    DemoNetwork::load().expect("the files of config/demo")
}

fn now() -> Timestamp {
    DateTime::parse_from_rfc3339("2026-11-21T20:00:00+01:00").expect("an instant").to_utc()
}

fn story(seed: u64) -> Story {
    Story::tell(&network(), now(), PARIS, &Seeded::new(seed)).expect("a story")
}

#[test]
fn the_same_seed_tells_the_same_story() {
    assert_eq!(story(1), story(1));
    assert_ne!(story(1).steps, story(2).steps);
}

#[test]
fn there_are_sixty_people_and_forty_referrals_in_every_state() {
    for seed in 0..5 {
        let story = story(seed);
        assert_eq!((story.people.len(), story.referrals.len()), (60, 40), "seed {seed}");
        let met = story.steps.iter().filter(|step| matches!(step.act, Act::Meet(_))).count();
        assert_eq!(met, 60, "everybody is met once");
        let mut ends: BTreeMap<String, usize> = BTreeMap::new();
        for referral in &story.referrals {
            let end = format!("{:?}", referral.end);
            *ends.entry(end.split('(').next().expect("a name").to_owned()).or_default() += 1;
        }
        assert_eq!(ends.len(), 11, "{ends:?}");
    }
}

#[test]
fn acts_are_in_order_in_office_hours_and_in_the_past() {
    let story = story(3);
    assert!(story.steps.is_sorted_by_key(|step| step.at));
    for step in &story.steps {
        let local = step.at.with_timezone(&PARIS);
        assert!(step.at < now() && step.at > now() - TimeDelta::days(60), "{step:?}");
        assert!(!matches!(local.weekday(), Weekday::Sat | Weekday::Sun), "{step:?}");
        assert!((8..17).contains(&local.hour()), "{step:?}");
    }
}

#[test]
fn each_act_is_by_somebody_whose_role_allows_it_in_the_organisation_she_acts_for() {
    let network = network();
    let story = story(4);
    for step in &story.steps {
        let agent = network.agents.iter().find(|agent| agent.username == step.by.username).expect("an agent");
        let held = agent
            .memberships
            .iter()
            .find(|held| held.organisation == step.by.organisation)
            .expect("works there");
        assert!(role_allows(held.role, step.act.action()), "{:?} as {}", step.act, held.role);
        assert_ne!(held.role, Role::Integration);
    }
}

#[test]
fn each_referral_is_lived_by_the_right_side_in_a_lawful_order() {
    let story = story(5);
    let mut stands: HashMap<usize, &str> = HashMap::new();
    let mut met = vec![false; story.people.len()];
    for step in &story.steps {
        let (index, from, to, sender) = match step.act {
            Act::Meet(person) => {
                assert!(!std::mem::replace(&mut met[person], true), "met twice");
                continue;
            }
            Act::Contact(_) => continue,
            Act::Draft(index) => (index, &[""][..], "draft", true),
            Act::Ask(index) => (index, &["draft"][..], "awaiting", true),
            Act::Agree(index, method) => {
                assert!(method.is_open());
                (index, &["awaiting"][..], "requested", true)
            }
            Act::Refuse(index) => (index, &["awaiting"][..], "refused", true),
            Act::Acknowledge(index) => (index, &["requested"][..], "received", false),
            Act::Accept(index) => (index, &["requested", "received"][..], "accepted", false),
            Act::Start(index) => (index, &["accepted"][..], "in_progress", false),
            Act::Complete(index, _) => (index, &["accepted", "in_progress"][..], "completed", false),
            Act::Reject(index, _) => (index, &["requested", "received"][..], "rejected", false),
            Act::Cancel(index, _) => (index, &["requested", "received", "accepted"][..], "cancelled", true),
            Act::Withdraw(index) => (index, &["requested", "received", "accepted"][..], "withdrawn", true),
        };
        let planned = &story.referrals[index];
        let stood = stands.insert(index, to).unwrap_or("");
        assert!(from.contains(&stood), "{:?} from {stood:?}", step.act);
        assert!(met[planned.person], "nobody is referred before she is met");
        let side = if sender { &planned.sender } else { &planned.recipient };
        assert_eq!(step.by.organisation, side.organisation, "{:?}", step.act);
    }
    for (index, planned) in story.referrals.iter().enumerate() {
        let stands = stands.get(&index).copied().unwrap_or_default();
        assert_eq!(stands, named(planned.end), "{planned:?}");
    }
}

#[test]
fn a_referral_goes_to_a_service_of_another_organisation_that_takes_referrals() {
    let (network, story) = (network(), story(6));
    for planned in &story.referrals {
        let need = &story.people[planned.person].needs[planned.need];
        assert_ne!(planned.sender.organisation, planned.recipient.organisation);
        let (member, service) =
            network.service(&format!("{}/{}", need.organisation, need.service)).expect("there");
        assert_eq!(member.slug, planned.recipient.organisation);
        assert!(service.accepts_referrals);
    }
}

#[test]
fn nothing_that_waits_is_older_than_its_last_day() {
    for seed in 0..5 {
        let story = story(seed);
        for step in &story.steps {
            if let Act::Draft(index) = step.act
                && matches!(
                    story.referrals[index].end,
                    End::Requested | End::Received | End::AwaitingAgreement
                )
            {
                assert!(now() - step.at < TimeDelta::days(30), "{step:?}");
            }
        }
    }
}

#[test]
fn the_first_agents_find_work_on_their_desks() {
    let story = story(crate::SEED);
    let with = |test: &dyn Fn(&PlannedReferral) -> bool| {
        story.referrals.iter().filter(|planned| test(planned)).count()
    };
    assert!(with(&|planned| planned.sender.username == "lea.ccas-brest") >= 4);
    let waiting = |planned: &PlannedReferral| matches!(planned.end, End::Requested | End::Received);
    assert!(with(&|planned| planned.recipient.username == "hugo.mission-locale" && waiting(planned)) >= 1);
}

fn named(end: End) -> &'static str {
    match end {
        End::Draft => "draft",
        End::AwaitingAgreement => "awaiting",
        End::Refused => "refused",
        End::Requested => "requested",
        End::Received => "received",
        End::Accepted => "accepted",
        End::InProgress => "in_progress",
        End::Completed(_) => "completed",
        End::Rejected(_) => "rejected",
        End::Cancelled(_) => "cancelled",
        End::Withdrawn => "withdrawn",
    }
}
