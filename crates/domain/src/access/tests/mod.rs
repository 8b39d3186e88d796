//! The decision, cell by cell: every act × every role on every kind of object, against a table read by humans.

use std::fmt::Write;

use uuid::Uuid;

use super::{
    AccessError, Action, Decision, MandateFacts, Object, ReferralFacts, Resource, decide, require,
    role_allows,
};
use crate::{
    actor::{Actor, Role, Who},
    ids::{AgentId, AgreementId, MandateId, MembershipId, NetworkId, OrganisationId, ReferralId, RelationId},
    referral::{ReferralState, visibility::Sight},
};

const OWN: OrganisationId = OrganisationId::new(Uuid::from_u128(1));
const OTHER: OrganisationId = OrganisationId::new(Uuid::from_u128(2));
const THIRD: OrganisationId = OrganisationId::new(Uuid::from_u128(3));
const NETWORK: NetworkId = NetworkId::new(Uuid::from_u128(9));
const ELSEWHERE: NetworkId = NetworkId::new(Uuid::from_u128(8));

fn actor(role: Role) -> Actor {
    let (agent, membership) = (AgentId::new(Uuid::from_u128(5)), MembershipId::new(Uuid::from_u128(6)));
    Actor { who: Who::Agent { agent, membership }, organisation: OWN, network: NETWORK, role }
}

fn relation(organisation: OrganisationId, open: bool, reason_given: bool) -> Resource {
    Resource::Relation { id: RelationId::new(Uuid::from_u128(11)), organisation, open, reason_given }
}

fn agreement(controller: OrganisationId, recipient: OrganisationId, given: bool) -> Resource {
    Resource::Agreement { id: AgreementId::new(Uuid::from_u128(12)), controller, recipient, given }
}

fn mandate(organisation: OrganisationId, network: NetworkId, given: bool) -> Resource {
    Resource::Mandate(MandateFacts { id: MandateId::new(Uuid::from_u128(14)), organisation, network, given })
}

const fn facts(sender: OrganisationId, recipient: OrganisationId, state: ReferralState) -> ReferralFacts {
    ReferralFacts {
        id: ReferralId::new(Uuid::from_u128(13)),
        sender,
        recipient: Some(recipient),
        state,
        accepted: matches!(
            state,
            ReferralState::Accepted | ReferralState::InProgress | ReferralState::Completed
        ),
        agreement_valid: true,
        reason_given: false,
    }
}

fn sent(state: ReferralState) -> Resource {
    Resource::Referral(facts(OWN, OTHER, state))
}

fn got(state: ReferralState) -> Resource {
    Resource::Referral(facts(OTHER, OWN, state))
}

fn objects() -> Vec<(&'static str, Resource)> {
    use ReferralState::{Accepted, Completed, Draft, EnteredInError, Rejected, Requested};
    let reason = |referral| Resource::Referral(ReferralFacts { reason_given: true, ..referral });
    let lapsed = |referral| Resource::Referral(ReferralFacts { agreement_valid: false, ..referral });
    vec![
        ("own network", Resource::Network(NETWORK)),
        ("another network", Resource::Network(ELSEWHERE)),
        ("own organisation", Resource::Organisation { id: OWN, network: NETWORK }),
        ("another organisation of the network", Resource::Organisation { id: OTHER, network: NETWORK }),
        ("an organisation of another network", Resource::Organisation { id: OTHER, network: ELSEWHERE }),
        ("own relation", relation(OWN, true, false)),
        ("own relation, reason given", relation(OWN, true, true)),
        ("own relation, ended", relation(OWN, false, true)),
        ("another's relation", relation(OTHER, true, true)),
        ("agreement collected", agreement(OWN, OTHER, true)),
        ("agreement asked", agreement(OWN, OTHER, false)),
        ("agreement named in", agreement(OTHER, OWN, true)),
        ("agreement to be named in, not given", agreement(OTHER, OWN, false)),
        ("others' agreement", agreement(OTHER, THIRD, true)),
        ("own mandate", mandate(OWN, NETWORK, true)),
        ("own mandate, not agreed", mandate(OWN, NETWORK, false)),
        ("another's mandate", mandate(OTHER, NETWORK, true)),
        ("another's mandate, not agreed", mandate(OTHER, NETWORK, false)),
        ("a mandate of another network", mandate(OTHER, ELSEWHERE, true)),
        ("sent, draft", sent(Draft)),
        ("sent, requested", sent(Requested)),
        ("sent, accepted, reason given", reason(facts(OWN, OTHER, Accepted))),
        ("sent, requested, agreement lapsed", lapsed(facts(OWN, OTHER, Requested))),
        ("sent, rejected", sent(Rejected)),
        ("sent, entered in error", sent(EnteredInError)),
        ("received, draft", got(Draft)),
        ("received, requested", got(Requested)),
        ("received, requested, reason given", reason(facts(OTHER, OWN, Requested))),
        ("received, accepted", got(Accepted)),
        ("received, accepted, reason given", reason(facts(OTHER, OWN, Accepted))),
        ("received, accepted, agreement lapsed", lapsed(facts(OTHER, OWN, Accepted))),
        ("received, completed", got(Completed)),
        ("received, rejected", got(Rejected)),
        ("received, entered in error", got(EnteredInError)),
        ("others' referral", Resource::Referral(facts(OTHER, THIRD, Accepted))),
    ]
}

/// The letter of a cell; see the head of the table.
fn letter(decision: Decision) -> char {
    match decision {
        Decision::Hidden => '.',
        Decision::Forbidden => 'f',
        Decision::Allow(grant) => match grant.sight() {
            Sight::Hidden => panic!("a grant that sees nothing"),
            Sight::Existence => 'E',
            Sight::Reduced => 'R',
            Sight::Agreed => 'A',
            Sight::Own => 'O',
        },
    }
}

/// The whole decision as text; acts hidden from every role on an object are left out.
fn printed() -> String {
    let mut text = String::new();
    for (name, resource) in objects() {
        let mut rows = String::new();
        for action in Action::ALL.iter().copied() {
            let cells: String =
                Role::ALL.iter().map(|role| letter(decide(&actor(*role), action, &resource))).collect();
            if cells.chars().any(|cell| cell != '.') {
                let spaced: Vec<String> = cells.chars().map(String::from).collect();
                writeln!(rows, "{action:<24} {}", spaced.join(" ")).expect("a string");
            }
        }
        let rows = if rows.is_empty() { "hidden from every role, whatever the act\n".into() } else { rows };
        writeln!(text, "## {name}\n{rows}").expect("a string");
    }
    text
}

#[test]
fn every_cell_of_the_table() {
    let table = include_str!("table.txt");
    let (_, expected) = table.split_once("\n\n").expect("a head and a body");
    let printed = printed();
    for (line, (now, then)) in printed.lines().zip(expected.lines()).enumerate() {
        assert_eq!(now, then, "line {line} of the body");
    }
    assert_eq!(printed.trim(), expected.trim());
}

fn everything() -> impl Iterator<Item = (Role, Action)> {
    Role::ALL.iter().flat_map(|role| Action::ALL.iter().map(|action| (*role, *action)))
}

#[test]
fn no_role_does_what_its_table_does_not_hold() {
    for (name, resource) in objects() {
        for (role, action) in everything().filter(|(role, action)| !role_allows(*role, *action)) {
            let decision = decide(&actor(role), action, &resource);
            assert!(!matches!(decision, Decision::Allow(_)), "{role} {action} on {name}");
        }
    }
}

#[test]
fn whoever_is_not_of_the_relation_learns_nothing() {
    let strange = ["another network", "an organisation of another network", "another's relation"];
    let others = ["others' agreement", "others' referral", "received, draft", "received, entered in error"];
    let unknown = [
        "own relation, ended",
        "agreement to be named in, not given",
        "another's mandate, not agreed",
        "a mandate of another network",
    ];
    for (name, resource) in objects() {
        if [&strange[..], &others[..], &unknown[..]].concat().contains(&name) {
            for (role, action) in everything() {
                assert_eq!(
                    decide(&actor(role), action, &resource),
                    Decision::Hidden,
                    "{role} {action} on {name}"
                );
            }
        }
    }
}

#[test]
fn jobs_are_granted_nothing() {
    for (name, resource) in objects() {
        for (role, action) in everything() {
            let system = Actor { who: Who::System, ..actor(role) };
            assert_eq!(decide(&system, action, &resource), Decision::Hidden, "{role} {action} on {name}");
        }
    }
}

#[test]
fn some_roles_never_open_content_and_a_manager_only_with_a_reason() {
    for (name, resource) in objects() {
        for (role, action) in everything() {
            let Decision::Allow(grant) = decide(&actor(role), action, &resource) else { continue };
            let barred = matches!(role, Role::Volunteer | Role::NetworkAdmin | Role::Dpo);
            assert!(!(barred && grant.opens_content()), "{role} {action} on {name}");
            let reads = matches!(
                action,
                Action::ViewReferral | Action::ViewPerson | Action::ViewReceptionCard | Action::ViewMandate
            );
            if role == Role::Manager && reads && grant.opens_content() {
                assert!(name.contains("reason given"), "{action} on {name}");
            }
        }
    }
}

#[test]
fn a_grant_says_exactly_what_was_allowed() {
    let resource = got(ReferralState::Requested);
    let grant = require(&actor(Role::SocialWorker), Action::ViewReferral, &resource).expect("allowed");
    assert_eq!(grant.action(), Action::ViewReferral);
    assert_eq!(grant.organisation(), OWN);
    assert_eq!(grant.object(), Object::Referral(ReferralId::new(Uuid::from_u128(13))));
    assert_eq!(grant.sight(), Sight::Reduced);
    let refused = require(&actor(Role::Volunteer), Action::ViewReferral, &resource);
    assert_eq!(refused, Err(AccessError::Forbidden));
    let hidden = require(&actor(Role::SocialWorker), Action::ViewReferral, &got(ReferralState::Draft));
    assert_eq!(hidden, Err(AccessError::Hidden));
}

#[test]
fn nothing_is_opened_to_the_recipient_after_the_end_or_before_the_agreement() {
    for state in ReferralState::ALL.iter().copied() {
        for (accepted, agreement_valid) in [(false, false), (false, true), (true, false), (true, true)] {
            let facts =
                ReferralFacts { accepted, agreement_valid, reason_given: true, ..facts(OTHER, OWN, state) };
            for (role, action) in everything() {
                let Decision::Allow(grant) = decide(&actor(role), action, &Resource::Referral(facts)) else {
                    continue;
                };
                let closed = state.is_final() || state.is_unsent() || !agreement_valid;
                assert!(!(closed && grant.opens_content()), "{role} {action} in {state}");
                assert!(grant.sight() < Sight::Own, "{role} {action} in {state}");
            }
        }
    }
}
