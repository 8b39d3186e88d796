//! The transitions of `referrals-and-consent.md` 3.8, written out, and the question asked at each read.

use chrono::TimeDelta;

use super::{SIGNED, agent, given_for, requested_for};
use crate::{
    agreement::{
        Agreement, AgreementError, AgreementRecipient, AgreementState, AgreementStep, Giving, IndicatedBy,
        InvalidReason, Item, LegalBasis, Method, Purpose, TermRules, WithdrawalChannel,
    },
    clock::Timestamp,
    ids::{AgreementId, ServiceId},
    organisation::OrganisationKind,
    person::Protection,
    referral::tests::{By, START, STRANGER, days, organisation, recipient},
};

const EVENTS: [&str; 7] = ["give", "refuse", "withdraw", "revoke", "invalidate", "expire", "renew"];

fn apply(agreement: Agreement, event: &str, now: Timestamp) -> AgreementStep {
    let (rules, by) = (TermRules::default(), agent());
    match event {
        "give" => agreement.give(SIGNED, &rules, &by, now),
        "refuse" => agreement.refuse(&by, now),
        "withdraw" => agreement.withdraw(WithdrawalChannel::Counter, now),
        "revoke" => agreement.revoke(&by, now),
        "invalidate" => agreement.invalidate(InvalidReason::WrongPerson, &by, now),
        "expire" => agreement.expire(&rules, &By::System.actor(), now),
        "renew" => agreement.renew(SIGNED, &rules, &by, now),
        other => panic!("no event {other}"),
    }
}

fn after(events: &[&str]) -> Agreement {
    events.iter().fold(requested_for(&recipient()), |agreement, event| {
        let now = if *event == "expire" { days(182) } else { START };
        apply(agreement, event, now).unwrap_or_else(|error| panic!("{event}: {error}")).0
    })
}

pub(super) fn situations() -> Vec<(&'static str, Agreement)> {
    vec![
        ("requested", after(&[])),
        ("given", after(&["give"])),
        ("renewed", after(&["give", "renew"])),
        ("refused", after(&["refuse"])),
        ("withdrawn", after(&["give", "withdraw"])),
        ("revoked", after(&["give", "renew", "revoke"])),
        ("invalidated", after(&["give", "invalidate"])),
        ("expired", after(&["give", "expire"])),
        ("expired(unanswered)", after(&["expire"])),
    ]
}

const TABLE: &[(&str, &str, &str)] = &[
    ("requested", "give", "given"),
    ("requested", "refuse", "refused"),
    ("requested", "expire", "expired"),
    ("given", "withdraw", "withdrawn"),
    ("given", "revoke", "revoked"),
    ("given", "expire", "expired"),
    ("given", "renew", "renewed"),
    ("given", "invalidate", "invalidated"),
    ("renewed", "withdraw", "withdrawn"),
    ("renewed", "revoke", "revoked"),
    ("renewed", "expire", "expired"),
    ("renewed", "renew", "renewed"),
    ("renewed", "invalidate", "invalidated"),
    ("expired", "renew", "renewed"),
];

#[test]
fn every_cell_of_the_table() {
    for (from, agreement) in situations() {
        for event in EVENTS {
            let expected =
                TABLE.iter().find(|(start, row, _)| *start == from && *row == event).map(|(.., to)| *to);
            match apply(agreement.clone(), event, days(400)) {
                Ok((next, told)) => {
                    assert_eq!(Some(next.state().as_str()), expected, "{from} × {event}");
                    assert_eq!((told.from, told.to), (agreement.state(), next.state()));
                    assert_eq!(next.version(), agreement.version() + 1);
                    assert_eq!(next.terms(), agreement.terms(), "terms never change");
                }
                Err(AgreementError::NeverGiven) => {
                    assert_eq!((from, event), ("expired(unanswered)", "renew"));
                }
                Err(AgreementError::NotInState { state, .. }) => {
                    assert_eq!((expected, state), (None, agreement.state()), "{from} × {event}");
                }
                Err(other) => panic!("{from} × {event}: {other}"),
            }
        }
    }
}

#[test]
fn only_given_and_renewed_agreements_open_anything() {
    for (name, agreement) in situations() {
        let open = agreement.is_in_force(START + TimeDelta::hours(1));
        assert_eq!(open, matches!(name, "given" | "renewed"), "{name}");
        assert_eq!(open, agreement.state().gives_access(), "{name}");
    }
}

#[test]
fn it_covers_its_recipient_purpose_and_items_until_its_end() {
    let agreement = given_for(&recipient(), START);
    let to =
        AgreementRecipient { organisation: recipient().organisation, service: Some(recipient().service) };
    let end = agreement.valid_until().expect("given");
    let covers = |to: &AgreementRecipient, purpose, item, at| agreement.covers(to, purpose, item, at);
    assert!(covers(&to, Purpose::Referral, Item::Phone, START));
    assert!(covers(&to, Purpose::Referral, Item::Phone, end - TimeDelta::microseconds(1)));
    assert!(!covers(&to, Purpose::Referral, Item::Phone, end), "the end itself is outside");
    assert!(!covers(&to, Purpose::Referral, Item::Phone, START - TimeDelta::microseconds(1)));
    assert!(!covers(&to, Purpose::Appointment, Item::Phone, START), "another purpose");
    for item in Item::ALL.iter().copied() {
        let agreed = matches!(item, Item::Identity | Item::Phone);
        assert_eq!(covers(&to, Purpose::Referral, item, START), agreed, "{item}");
    }
    let sibling = AgreementRecipient { service: Some(ServiceId::new(uuid::Uuid::from_u128(21))), ..to };
    let whole = AgreementRecipient { service: None, ..to };
    let stranger = AgreementRecipient { organisation: organisation(STRANGER), ..to };
    for other in [sibling, whole, stranger] {
        assert!(!covers(&other, Purpose::Referral, Item::Phone, START), "{other:?}");
    }
    assert!(whole.includes(&to) && whole.includes(&sibling) && !whole.includes(&stranger));
}

#[test]
fn a_withdrawal_acts_at_once_and_by_any_way() {
    for via in WithdrawalChannel::ALL.iter().copied() {
        let (withdrawn, _) = given_for(&recipient(), START).withdraw(via, days(1)).expect("given");
        assert_eq!(withdrawn.state(), AgreementState::Withdrawn);
        assert!(!withdrawn.permits_referral(withdrawn.person(), &recipient(), days(1)));
    }
}

#[test]
fn it_ends_thirty_days_after_the_referral_and_never_after_its_hard_end() {
    let rules = TermRules::default();
    let given = || given_for(&recipient(), START);
    assert_eq!(given().valid_until(), Some(days(182)));
    let (closed, _) = given().referral_closed(days(10), days(40)).expect("given");
    assert_eq!(closed.valid_until(), Some(days(40)));
    let (reopened, _) = closed.referral_reopened(days(20)).expect("given");
    assert_eq!(reopened.valid_until(), Some(days(182)));
    let (late, _) = given().referral_closed(days(170), days(200)).expect("given");
    assert_eq!(late.valid_until(), Some(days(182)));
    let (again, _) = given().renew(SIGNED, &rules, &agent(), days(100)).expect("given");
    assert_eq!(again.valid_until(), Some(days(282)));
}

#[test]
fn a_spoken_agreement_has_a_witness_and_reserved_methods_are_refused() {
    let give = |method, witnessed| {
        let giving = Giving { method, witnessed };
        requested_for(&recipient()).give(giving, &TermRules::default(), &agent(), START).err()
    };
    assert_eq!(give(Method::Paper, false), None);
    assert_eq!(give(Method::Paper, true), None);
    assert_eq!(give(Method::SpokenWithWitness, true), None);
    assert_eq!(give(Method::SpokenWithWitness, false), Some(AgreementError::WitnessMissing));
    for method in [Method::Card, Method::Sms] {
        assert_eq!(give(method, true), Some(AgreementError::MethodNotOpen(method)));
    }
}

#[test]
fn only_who_collects_it_records_it() {
    for by in [By::Recipient, By::Stranger, By::System] {
        let step = requested_for(&recipient()).give(SIGNED, &TermRules::default(), &by.actor(), START);
        assert_eq!(step.err(), Some(AgreementError::NotYourSide), "{by:?}");
        let step = requested_for(&recipient()).refuse(&by.actor(), START);
        assert_eq!(step.err(), Some(AgreementError::NotYourSide), "{by:?}");
    }
    let step = given_for(&recipient(), START).expire(&TermRules::default(), &agent(), days(400));
    assert_eq!(step.err(), Some(AgreementError::NotYourSide));
}

#[test]
fn it_does_not_expire_early() {
    let expire =
        |agreement: Agreement, at| agreement.expire(&TermRules::default(), &By::System.actor(), at).err();
    let early = TimeDelta::microseconds(-1);
    assert_eq!(
        expire(given_for(&recipient(), START), days(182) + early),
        Some(AgreementError::DeadlineNotReached)
    );
    assert_eq!(
        expire(requested_for(&recipient()), days(30) + early),
        Some(AgreementError::DeadlineNotReached)
    );
    assert_eq!(expire(requested_for(&recipient()), days(30)), None);
}

#[test]
fn a_replaced_agreement_opens_nothing_and_is_replaced_once() {
    let next = AgreementId::new(uuid::Uuid::from_u128(51));
    let (replaced, _) = given_for(&recipient(), START).replace(next, days(1)).expect("given");
    assert_eq!((replaced.replaced_by(), replaced.is_in_force(days(1))), (Some(next), false));
    assert_eq!(replaced.replace(next, days(2)).err(), Some(AgreementError::AlreadyReplaced));
}

#[test]
fn an_agreement_without_a_purpose_is_not_written() {
    let agreement = requested_for(&recipient());
    let terms = crate::agreement::Terms { purposes: [].into_iter().collect(), ..agreement.terms().clone() };
    let new = crate::agreement::NewAgreement {
        id: agreement.id(),
        network: agreement.network(),
        person: agreement.person(),
        controller: agreement.controller(),
        collected_by: None,
        referral: None,
        terms,
        replaces: None,
    };
    assert_eq!(Agreement::request(new, START), Err(AgreementError::PurposeMissing));
}

#[test]
fn a_measure_of_protection_wants_a_second_voice_and_nothing_else_does() {
    for protection in Protection::ALL.iter().copied() {
        for voice in IndicatedBy::ALL.iter().copied() {
            let alone = voice == IndicatedBy::Person;
            let expected = match (protection.needs_second_voice(), alone) {
                (true, true) => Err(AgreementError::SecondVoiceMissing),
                (false, false) => Err(AgreementError::VoiceUnfounded),
                (true, false) | (false, true) => Ok(()),
            };
            assert_eq!(voice.check(protection), expected, "{voice} under {protection}");
        }
    }
}

#[test]
fn public_bodies_share_in_the_public_interest_and_associations_in_their_own() {
    let base = |kind| LegalBasis::of(kind);
    assert_eq!(base(OrganisationKind::Ccas), LegalBasis::PublicInterest);
    assert_eq!(base(OrganisationKind::Caf), LegalBasis::PublicInterest);
    assert_eq!(base(OrganisationKind::Association), LegalBasis::LegitimateInterest);
    assert_eq!(base(OrganisationKind::CentreSocial), LegalBasis::LegitimateInterest);
}
