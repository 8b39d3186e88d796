//! What must hold of everything that was told, and of everything that is left.

use chrono::TimeDelta;
use relais_app::referrals::show_referral;
use relais_demo::{network::DemoNetwork, persons::FictitiousPerson, story::Hand};
use relais_domain::{
    actor::Role,
    clock::Timestamp,
    ids::ReferralId,
    referral::{Holder, ReferralState as State},
};
use relais_testdb::TestDb;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{
    life::Walk,
    told::{Histories, Notice, Way},
};

/// Subjects are fixed: the very list.
const TEXTS: &str = include_str!("../../../../notices/texts/fr/mails.ftl");

/// The same event is told once to each addressee; a mailbox hears of its inbox once a day, an agent once in seven days of
/// what waits for her.
pub fn nothing_twice(told: &[Notice]) {
    let mut seen = BTreeSet::new();
    let mut last: HashMap<(&str, &str, &str), Timestamp> = HashMap::new();
    for notice in told {
        assert!(seen.insert((notice.way, &notice.key, &notice.address)), "told twice: {notice:?}");
        // Two organisations may have one mailbox; an agent has one digest for all of hers.
        let (organisation, apart) = match notice.kind.as_str() {
            "digest" => ("", TimeDelta::days(7) - TimeDelta::hours(12)),
            "arrived" => (notice.organisation.as_str(), TimeDelta::hours(12)),
            _ => continue,
        };
        if let Some(before) = last.insert((&notice.kind, organisation, &notice.address), notice.at) {
            assert!(notice.at - before >= apart, "too soon after {before}: {notice:?}");
        }
    }
}

/// In which states it is still worth telling; nothing for what stays done whatever follows.
fn told_in(kind: &str, way: Way) -> Option<&'static [State]> {
    Some(match (kind, way) {
        ("acknowledge_late", _) => &[State::Requested],
        ("reminder_1" | "reminder_2" | "reminder_3" | "escalated", _)
        | ("submitted" | "consent_given", Way::Text) => &[State::Requested, State::Received],
        ("nudged" | "no_contact", _) => &[State::Accepted],
        ("hold_review", _) | ("held", Way::Mail) => &[State::OnHold],
        ("accepted", Way::Text) => &[State::Accepted, State::InProgress],
        ("accepted", Way::Mail) => &[State::Accepted, State::InProgress, State::OnHold],
        ("rejected", Way::Mail | Way::Text) => &[State::Rejected],
        ("completed", Way::Mail | Way::Text) => &[State::Completed],
        ("expired", Way::Mail | Way::Text) => &[State::Expired],
        _ => return None,
    })
}

/// Nobody is reminded of what she has answered, and no digest names what waits for nobody.
pub async fn nothing_to_who_has_answered(db: &TestDb, told: &[Notice], histories: &Histories) {
    let ids = db.column("SELECT id FROM referral ORDER BY id", []).await.into_iter().map(ReferralId::new);
    let numbers = db.texts("SELECT number FROM referral ORDER BY id", []).await;
    let numbers: BTreeMap<String, ReferralId> = numbers.into_iter().zip(ids).collect();
    let waiting = [State::Requested, State::Received, State::OnHold, State::Accepted];
    for notice in told {
        if let Some(states) = told_in(&notice.kind, notice.way) {
            let state = histories.state(notice.object, notice.at);
            assert!(states.contains(&state), "told when it was {state}: {notice:?}");
        }
        if notice.kind == "digest" {
            let named: Vec<_> = numbers.iter().filter(|(number, _)| notice.text.contains(*number)).collect();
            assert!(!named.is_empty(), "an empty digest: {notice:?}");
            for (number, id) in named {
                let state = histories.state(*id, notice.at);
                assert!(waiting.contains(&state), "{number} was {state}: {notice:?}");
            }
        }
    }
}

/// A mail is read over a shoulder, a text message on a lent phone: neither names a need, an organisation or its nature;
/// a mail names no person either.
pub fn nothing_said_aloud(told: &[Notice], network: &DemoNetwork, people: &[FictitiousPerson]) {
    let fixed: BTreeSet<&str> = TEXTS
        .lines()
        .filter_map(|line| line.strip_prefix("mail-subject-")?.split_once(" = "))
        .map(|(_, subject)| subject)
        .collect();
    let members = network.members.iter().flat_map(|member| {
        let services = member.services.iter().map(|service| service.name.as_str());
        [member.name.as_str(), member.slug.as_str()].into_iter().chain(services)
    });
    let needs = people.iter().flat_map(|person| &person.needs).map(|need| need.text.as_str());
    let named: BTreeSet<&str> = members.chain(needs).collect();
    let persons: BTreeSet<String> =
        people.iter().map(|person| format!("{} {}", person.given_name, person.family_name)).collect();
    for notice in told.iter().filter(|notice| notice.way != Way::News) {
        for words in &named {
            assert!(!notice.text.contains(words) && !notice.subject.contains(words), "{words}: {notice:?}");
        }
        assert!(notice.way == Way::Text || fixed.contains(notice.subject.as_str()), "{notice:?}");
        for person in &persons {
            assert!(!notice.text.contains(person), "{person}: {notice:?}");
        }
    }
}

/// What goes on without a clock: a draft is its author's, work begun is its worker's; an acceptance whose clocks have
/// struck stands in the weekly digest until somebody acts.
const WITHOUT_CLOCK: [State; 3] = [State::Draft, State::InProgress, State::Accepted];

/// Every referral has ended, or somebody holds it and a clock is ahead. How many stand in which state.
pub async fn everything_is_held(walk: &mut Walk<'_>, network: &DemoNetwork) -> BTreeMap<String, usize> {
    let db = &walk.base.db;
    let from = "FROM referral r JOIN organisation o ON o.id = r.sender_organisation_id ORDER BY r.id";
    let ids: Vec<_> =
        db.column(&format!("SELECT r.id {from}"), []).await.into_iter().map(ReferralId::new).collect();
    let senders = db.texts(&format!("SELECT o.slug {from}"), []).await;
    let states = db.texts(&format!("SELECT r.state {from}"), []).await;
    let clocks: Vec<Option<Timestamp>> = db.column(&format!("SELECT r.next_clock_at {from}"), []).await;
    let now = walk.app.clock.now();
    let mut stand: BTreeMap<String, usize> = BTreeMap::new();
    for (((id, sender), state), clock) in ids.into_iter().zip(senders).zip(states).zip(clocks) {
        *stand.entry(state.clone()).or_default() += 1;
        let state: State = state.parse().unwrap();
        if state.is_final() {
            assert_eq!(clock, None, "{id} has ended and a clock runs");
            continue;
        }
        let ahead = clock.is_some_and(|at| at > now);
        assert!(ahead || clock.is_none() && WITHOUT_CLOCK.contains(&state), "{id} {state}: {clock:?}");
        let actor = walk.actor(&caseworker(network, &sender));
        let page = show_referral(walk.app, &actor, id).await.unwrap();
        assert_ne!(page.holder, Holder::Nobody, "{id} {state}");
        if state == State::Accepted && !ahead {
            let recipient = page.record.recipient.expect("it was accepted").organisation;
            let unit = walk.app.store.read_house().await.unwrap();
            let waiting = unit.list_waiting(recipient, now, walk.app.today()).await.unwrap();
            assert!(waiting.iter().any(|waiting| waiting.id() == id), "{id} stands in no digest");
        }
    }
    stand
}

fn caseworker(network: &DemoNetwork, organisation: &str) -> Hand {
    let works = |agent: &&relais_demo::network::Agent| {
        agent.memberships.iter().any(|held| {
            held.organisation == organisation
                && matches!(held.role, Role::SocialWorker | Role::DigitalMediator)
        })
    };
    let agent = network.agents.iter().find(works).expect("a caseworker");
    Hand { username: agent.username.clone(), organisation: organisation.to_owned() }
}
