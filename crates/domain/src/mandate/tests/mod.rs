//! A mandate in every situation it can reach, and every event that can be tried on it.

mod rules;
mod scopes;
mod table;
mod walks;

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta};
use uuid::Uuid;

use super::{
    ActMode, AgreeFacts, Ask, Capacity, ConsentEvidence, Helper, HelperRules, IdentityCheck,
    InvalidMandateReason, Mandate, MandateStep, MandateTerm, NewMandate, PauseCause, ReadingMode,
    RenounceReason, RevocationChannel, TextFacts, Validity,
};
use crate::{
    actor::{Actor, Role, Who},
    agreement::TextHash,
    assurance::Assurance,
    calendar::Calendar,
    clock::Timestamp,
    ids::{AgentId, MandateId, MembershipId, NetworkId, OrganisationId, PersonId, RelationId},
    number::MandateNumber,
    organisation::Theme,
    person::Protection,
    random::Random,
    text::LanguageCode,
};

/// The instant at which every test's mandate is drafted: a morning, eight hours into its day.
pub(crate) const START: Timestamp = match DateTime::from_timestamp(28_800, 0) {
    Some(at) => at,
    None => DateTime::UNIX_EPOCH,
};
const RULES: HelperRules = HelperRules { fresh: TimeDelta::minutes(15), assurance: Assurance::Eidas2 };

#[derive(Debug)]
struct Zeros;
impl Random for Zeros {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(0);
    }
}

/// Who tries an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    Helper,
    Manager,
    OtherDesk,
    OtherNetwork,
    Software,
    System,
}

impl By {
    pub(crate) const ALL: [Self; 6] =
        [Self::Helper, Self::Manager, Self::OtherDesk, Self::OtherNetwork, Self::Software, Self::System];

    pub(crate) fn actor(self) -> Actor {
        let (nth, home, network, role) = match self {
            Self::Helper => (1, 1, 9, Role::SocialWorker),
            Self::Manager => (2, 1, 9, Role::Manager),
            Self::OtherDesk => (3, 2, 9, Role::Receptionist),
            Self::OtherNetwork => (4, 3, 8, Role::SocialWorker),
            Self::Software | Self::System => (5, 1, 9, Role::Integration),
        };
        let agent = AgentId::new(Uuid::from_u128(nth));
        let who = match self {
            Self::System => Who::System,
            Self::Software => Who::Key(crate::ids::ApiKeyId::new(Uuid::from_u128(nth))),
            Self::Helper | Self::Manager | Self::OtherDesk | Self::OtherNetwork => {
                Who::Agent { agent, membership: MembershipId::new(Uuid::from_u128(nth)) }
            }
        };
        let organisation = OrganisationId::new(Uuid::from_u128(home));
        Actor { who, organisation, network: NetworkId::new(Uuid::from_u128(network)), role }
    }
}

/// Every event of the table, as a test tries it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    FixText,
    LapseText,
    Agree,
    Act,
    ActOutside,
    Suspend,
    Resume,
    EndPause,
    NarrowOne,
    NarrowLast,
    Revoke,
    Expire,
    Fulfil,
    Renounce,
    Leave,
    Supersede,
    Invalidate,
}

impl Event {
    pub(crate) const ALL: [Self; 17] = [
        Self::FixText,
        Self::LapseText,
        Self::Agree,
        Self::Act,
        Self::ActOutside,
        Self::Suspend,
        Self::Resume,
        Self::EndPause,
        Self::NarrowOne,
        Self::NarrowLast,
        Self::Revoke,
        Self::Expire,
        Self::Fulfil,
        Self::Renounce,
        Self::Leave,
        Self::Supersede,
        Self::Invalidate,
    ];

    pub(crate) fn on(self, mandate: Mandate, by: By, now: Timestamp) -> MandateStep {
        let actor = by.actor();
        match self {
            Self::FixText => mandate.clone().fix_text(text_facts(&mandate, now, &[]), &actor, now),
            Self::LapseText => mandate.lapse_text(&actor, now),
            Self::Agree => mandate.agree(agree_facts(now, &[]), &actor, now),
            Self::Act => mandate.act(&ask("logement:f1@caf"), &helper(now), &actor, now),
            Self::ActOutside => mandate.act(&ask("argent"), &helper(now), &actor, now),
            Self::Suspend => mandate.suspend(PauseCause::Doubt, &actor, now),
            Self::Resume => mandate.resume(&actor, now),
            Self::EndPause => mandate.end_pause(&actor, now),
            Self::NarrowOne => mandate.narrow(Theme::Social, RevocationChannel::Counter, &actor, now),
            Self::NarrowLast => mandate.narrow(Theme::Housing, RevocationChannel::Counter, &actor, now),
            Self::Revoke => mandate.revoke(RevocationChannel::Phone, &actor, now),
            Self::Expire => mandate.expire(&actor, now),
            Self::Fulfil => mandate.fulfil(&actor, now),
            Self::Renounce => mandate.renounce(RenounceReason::CannotGoOn, &actor, now),
            Self::Leave => mandate.renounce(RenounceReason::OrganisationLeaves, &actor, now),
            Self::Supersede => {
                let next = agreed_successor(&mandate, now);
                mandate.supersede(&next, now)
            }
            Self::Invalidate => mandate.invalidate(InvalidMandateReason::Minor, &actor, now),
        }
    }
}

pub(crate) fn capable() -> Capacity {
    Capacity { adult: true, protection: Protection::None, free: true, understood: true }
}

pub(crate) fn helper(now: Timestamp) -> Helper {
    Helper { signed_in_at: now, assurance: Some(Assurance::Eidas2), charter: true, rules: RULES }
}

pub(crate) fn ask(what: &str) -> Ask {
    Ask { what: what.parse().expect("a scope"), mode: ActMode::With, why_said: false }
}

static NOTHING_OFF: BTreeSet<Theme> = BTreeSet::new();

pub(crate) fn text_facts<'a>(mandate: &Mandate, now: Timestamp, living: &'a [Mandate]) -> TextFacts<'a> {
    TextFacts {
        version: "mandate-2026-11-23".into(),
        sha256: TextHash([7; 32]),
        validity: Validity::starting(now, mandate.term(), &calendar()),
        capacity: capable(),
        themes_off: &NOTHING_OFF,
        living,
    }
}

pub(crate) fn agree_facts(now: Timestamp, living: &[Mandate]) -> AgreeFacts<'_> {
    static CALENDAR: std::sync::LazyLock<Calendar> = std::sync::LazyLock::new(Calendar::default);
    AgreeFacts {
        evidence: ConsentEvidence::Paper { signed_on: now.date_naive() },
        identity: IdentityCheck::DocumentSeen,
        reading: ReadingMode::ReadAloud,
        language: LanguageCode::parse("fr").expect("a language"),
        interpreter: false,
        helper: helper(now),
        calendar: &CALENDAR,
        living,
    }
}

pub(crate) fn calendar() -> Calendar {
    Calendar::default()
}

pub(crate) fn draft(nth: u128, scope: &str, term: MandateTerm, renews: Option<MandateId>) -> Mandate {
    let new = NewMandate {
        id: MandateId::new(Uuid::from_u128(nth)),
        number: MandateNumber::draw(&Zeros),
        network: NetworkId::new(Uuid::from_u128(9)),
        person: PersonId::new(Uuid::from_u128(40)),
        relation: RelationId::new(Uuid::from_u128(41)),
        organisation: OrganisationId::new(Uuid::from_u128(1)),
        prepared_by: MembershipId::new(Uuid::from_u128(1)),
        scope: scope.parse().expect("a scope"),
        term,
        renews,
    };
    Mandate::draft(new, START)
}

pub(crate) fn usual() -> Mandate {
    draft(70, "logement social:rsa", MandateTerm::ProcedureEnd, None)
}

pub(crate) fn agreed(mandate: Mandate, now: Timestamp) -> Mandate {
    let facts = text_facts(&mandate, now, &[]);
    let (mandate, _) = mandate.fix_text(facts, &By::Helper.actor(), now).expect("a text");
    mandate.agree(agree_facts(now, &[]), &By::Helper.actor(), now).expect("a yes").0
}

/// A mandate that renews this one, and that she has just agreed to.
pub(crate) fn agreed_successor(of: &Mandate, now: Timestamp) -> Mandate {
    agreed(draft(71, &of.scope().to_string(), MandateTerm::Month, Some(of.id())), now)
}
