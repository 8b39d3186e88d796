//! The guards, one by one.

use chrono::{NaiveDate, TimeDelta};
use chrono_tz::Europe::Paris;

use super::{
    By, NOTHING_OFF, START, agree_facts, agreed, agreed_successor, ask, capable, draft, helper, text_facts,
    usual,
};
use crate::{
    assurance::Assurance,
    calendar::Calendar,
    mandate::{
        ActMode, AgreeFacts, AgreementWay, Ask, Capacity, ConsentEvidence, Helper, Mandate, MandateError,
        MandateState, MandateTerm, PAUSE, TEXT_LIFE, TextFacts, Validity,
    },
    organisation::Theme,
    person::Protection,
};

fn put(mandate: Mandate) -> Mandate {
    let facts = text_facts(&mandate, START, &[]);
    mandate.fix_text(facts, &By::Helper.actor(), START).expect("a text").0
}

#[test]
fn who_may_not_give_one_is_told_before_a_text_is_fixed() {
    let refused = |capacity: Capacity| {
        let mandate = usual();
        let facts = TextFacts { capacity, ..text_facts(&mandate, START, &[]) };
        mandate.fix_text(facts, &By::Helper.actor(), START).expect_err("refused")
    };
    assert_eq!(refused(Capacity { adult: false, ..capable() }), MandateError::Minor);
    for protection in Protection::ALL.iter().copied() {
        let expected = match protection {
            Protection::Tutelle | Protection::Curatelle | Protection::Habilitation => {
                Some(MandateError::Protected)
            }
            Protection::Unknown => Some(MandateError::ProtectionUnasked),
            Protection::None | Protection::Sauvegarde => None,
        };
        assert_eq!(Capacity { protection, ..capable() }.check().err(), expected, "{protection}");
    }
    assert_eq!(refused(Capacity { free: false, ..capable() }), MandateError::NotFree);
    assert_eq!(refused(Capacity { understood: false, ..capable() }), MandateError::NotUnderstood);
}

#[test]
fn a_theme_that_is_off_and_a_living_rival_refuse_the_text_and_the_yes() {
    let by = By::Helper.actor();
    let off = [Theme::Housing].into();
    let mandate = usual();
    let facts = TextFacts { themes_off: &off, ..text_facts(&mandate, START, &[]) };
    assert_eq!(mandate.fix_text(facts, &by, START).err(), Some(MandateError::ThemeOff));
    assert!(NOTHING_OFF.is_empty());

    let living = [agreed(draft(60, "logement:f9@caf", MandateTerm::Month, None), START)];
    let mandate = usual();
    let facts = text_facts(&mandate, START, &living);
    assert_eq!(mandate.clone().fix_text(facts, &by, START).err(), Some(MandateError::AlreadyLiving));
    let late = put(mandate).agree(agree_facts(START, &living), &by, START);
    assert_eq!(late.err(), Some(MandateError::AlreadyLiving), "given while the text lay there");

    let beside = draft(72, "social:apa", MandateTerm::Month, None);
    let facts = text_facts(&beside, START, &living);
    assert!(beside.fix_text(facts, &by, START).is_ok(), "another procedure");
    let renewal = draft(73, "logement", MandateTerm::Month, living.first().map(Mandate::id));
    let facts = text_facts(&renewal, START, &living);
    assert!(renewal.fix_text(facts, &by, START).is_ok(), "its own successor");
}

#[test]
fn a_yes_needs_its_proof() {
    let put = put(usual());
    let said = |evidence: ConsentEvidence, at| {
        let facts = AgreeFacts { evidence, ..agree_facts(at, &[]) };
        put.clone().agree(facts, &By::Helper.actor(), at).map(|(mandate, _)| mandate.state())
    };
    let now = START + TimeDelta::hours(2);
    let missing = |way| Err(MandateError::EvidenceMissing(way));
    let day = |days| (START + TimeDelta::days(days)).date_naive();
    assert_eq!(said(ConsentEvidence::Paper { signed_on: day(-1) }, now), missing(AgreementWay::Paper));
    assert_eq!(said(ConsentEvidence::Paper { signed_on: day(1) }, now), missing(AgreementWay::Paper));
    assert_eq!(said(ConsentEvidence::Paper { signed_on: day(0) }, now), Ok(MandateState::Active));
    assert_eq!(said(ConsentEvidence::Witnesses { named: 1 }, now), missing(AgreementWay::Witnesses));
    assert_eq!(said(ConsentEvidence::Witnesses { named: 2 }, now), Ok(MandateState::Active));
    assert_eq!(said(ConsentEvidence::Card, now), Ok(MandateState::Active));
    let minutes = |minutes| START + TimeDelta::minutes(minutes);
    let sms = |informed: i64, asked: i64, answered: i64| ConsentEvidence::Sms {
        informed_at: minutes(informed),
        asked_at: minutes(asked),
        answered_at: minutes(answered),
    };
    assert_eq!(said(sms(1, 2, 3), now), Ok(MandateState::Active));
    for wrong in [sms(-1, 2, 3), sms(2, 2, 3), sms(2, 1, 3), sms(1, 3, 3), sms(1, 2, 121)] {
        assert_eq!(said(wrong, now), missing(AgreementWay::Sms), "{wrong:?}");
    }
}

#[test]
fn a_text_is_agreed_to_within_48_hours_and_its_own_term() {
    let by = By::Helper.actor();
    let at = |mandate: Mandate, now| mandate.agree(agree_facts(now, &[]), &by, now).err();
    let last = START + TEXT_LIFE - TimeDelta::microseconds(1);
    assert_eq!(at(put(usual()), last), None);
    assert_eq!(at(put(usual()), START + TEXT_LIFE), Some(MandateError::TextLapsed));
    let day = put(draft(74, "logement", MandateTerm::Day, None));
    let midnight = START + TimeDelta::hours(16);
    assert_eq!(at(day.clone(), midnight - TimeDelta::minutes(1)), None);
    assert_eq!(at(day.clone(), midnight), Some(MandateError::TextLapsed), "tomorrow is not today");
    assert_eq!(
        day.lapse_text(&By::System.actor(), midnight).expect("lapsed").0.state(),
        MandateState::Renounced
    );
}

#[test]
fn a_helper_signs_in_surely_recently_and_by_name() {
    let mandate = agreed(usual(), START);
    let now = START + TimeDelta::hours(1);
    let by = |helper: Helper, by: By| mandate.permits(&ask("logement"), &helper, &by.actor(), now).err();
    assert_eq!(by(helper(now), By::Helper), None);
    assert_eq!(by(helper(now), By::Manager), Some(MandateError::NotAHelper));
    assert_eq!(by(helper(now), By::Software), Some(MandateError::NotAHelper));
    assert_eq!(by(helper(now), By::OtherDesk), Some(MandateError::NotYourOrganisation));
    let fresh = |minutes| Helper { signed_in_at: now - TimeDelta::minutes(minutes), ..helper(now) };
    assert_eq!(by(fresh(15), By::Helper), None);
    assert_eq!(by(fresh(16), By::Helper), Some(MandateError::SignInAgain));
    assert_eq!(by(fresh(-1), By::Helper), Some(MandateError::SignInAgain));
    assert_eq!(by(Helper { charter: false, ..helper(now) }, By::Helper), Some(MandateError::CharterMissing));
    let weak = |assurance| Helper { assurance, ..helper(now) };
    assert_eq!(by(weak(Some(Assurance::Eidas1Mfa)), By::Helper), Some(MandateError::AssuranceTooLow));
    assert_eq!(by(weak(None), By::Helper), Some(MandateError::AssuranceTooLow));
    assert_eq!(by(weak(Some(Assurance::Eidas3)), By::Helper), None);
}

#[test]
fn acting_in_her_place_says_why_and_stays_within() {
    let mandate = agreed(usual(), START);
    let now = START + TimeDelta::hours(1);
    let permits = |ask: &Ask, at| mandate.permits(ask, &helper(at), &By::Helper.actor(), at).err();
    assert_eq!(permits(&ask("social:rsa@caf"), now), None);
    assert_eq!(permits(&ask("social:apa"), now), Some(MandateError::OutsideScope));
    assert_eq!(permits(&ask("social"), now), Some(MandateError::OutsideScope), "broader than agreed");
    let instead = Ask { mode: ActMode::For, ..ask("logement") };
    assert_eq!(permits(&instead, now), Some(MandateError::WhyMissing));
    assert_eq!(permits(&Ask { why_said: true, ..instead }, now), None);
    let over = mandate.validity().expect("a term").not_after;
    assert_eq!(permits(&ask("logement"), over - TimeDelta::seconds(1)), None);
    assert_eq!(permits(&ask("logement"), over), Some(MandateError::OutsideTerm));
}

#[test]
fn a_pause_is_undone_within_72_hours_and_the_term() {
    let active = agreed(usual(), START);
    let (paused, _) =
        active.suspend(super::PauseCause::Person, &By::OtherDesk.actor(), START).expect("a pause");
    let helper = By::Helper.actor();
    assert!(paused.clone().resume(&helper, START + PAUSE - TimeDelta::seconds(1)).is_ok());
    assert_eq!(paused.clone().resume(&helper, START + PAUSE).err(), Some(MandateError::PauseOver));
    let system = By::System.actor();
    assert_eq!(
        paused.clone().end_pause(&system, START + PAUSE - TimeDelta::seconds(1)).err(),
        Some(MandateError::DeadlineNotReached)
    );
    assert_eq!(paused.end_pause(&system, START + PAUSE).expect("ended").0.state(), MandateState::Revoked);
    let day = agreed(draft(75, "logement", MandateTerm::Day, None), START);
    let evening = START + TimeDelta::hours(15);
    let (paused, _) = day.suspend(super::PauseCause::Doubt, &helper, evening).expect("a pause");
    let over = paused.clone().resume(&helper, START + TimeDelta::hours(16)).err();
    assert_eq!(over, Some(MandateError::OutsideTerm), "no pause prolongs a term");
}

#[test]
fn a_successor_is_hers_agreed_and_names_it() {
    let old = agreed(usual(), START);
    let next = agreed_successor(&old, START);
    assert_eq!(old.clone().supersede(&next, START).expect("replaced").0.state(), MandateState::Superseded);
    let stranger = agreed(draft(76, "logement", MandateTerm::Month, None), START);
    assert_eq!(old.clone().supersede(&stranger, START).err(), Some(MandateError::NotItsSuccessor));
    let unsaid = put(draft(77, "logement", MandateTerm::Month, Some(old.id())));
    assert_eq!(old.supersede(&unsaid, START).err(), Some(MandateError::NotItsSuccessor));
}

#[test]
fn a_term_ends_with_its_last_day_where_the_network_is() {
    let brest = Calendar::new(Paris, []);
    let now = "2026-11-23T15:10:00Z".parse().expect("an instant");
    let last = |term| Validity::starting(now, term, &brest).last_day(&brest);
    let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
    assert_eq!(last(MandateTerm::Day), day("2026-11-23"));
    assert_eq!(last(MandateTerm::Month), day("2026-12-23"));
    assert_eq!(last(MandateTerm::HalfYear), day("2027-05-23"));
    assert_eq!(last(MandateTerm::Year), day("2027-11-22"));
    assert_eq!(last(MandateTerm::ProcedureEnd), day("2027-11-22"));
    let end = Validity::starting(now, MandateTerm::HalfYear, &brest).not_after;
    assert_eq!(end.to_rfc3339(), "2027-05-23T21:59:59+00:00", "summer time");
}

#[test]
fn an_end_is_announced_and_never_before_it_began() {
    let calendar = Calendar::default();
    let told = |term| {
        let mandate = agreed(draft(78, "logement", term, None), START);
        let days =
            |at: &crate::clock::Timestamp| (mandate.validity().expect("a term").not_after - *at).num_days();
        mandate.warnings(&calendar).iter().map(days).collect::<Vec<_>>()
    };
    assert_eq!(told(MandateTerm::Day), [0; 0]);
    assert_eq!(told(MandateTerm::Month), [2]);
    assert_eq!(told(MandateTerm::Year), [30, 7]);
    assert!(draft(79, "logement", MandateTerm::Year, None).warnings(&calendar).is_empty());
}
