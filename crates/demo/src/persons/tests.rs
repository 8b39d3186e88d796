use super::*;
use relais_domain::text::{BirthDate, Email, FreeText, LanguageCode, PersonName, Phone, Postcode, ShortText};
use std::collections::{BTreeMap, HashSet};

fn network() -> DemoNetwork {
    DemoNetwork::load().expect("the files of config/demo")
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 21).expect("a day")
}

fn people(seed: u64, count: usize) -> Vec<FictitiousPerson> {
    invent(&network(), count, today(), &Seeded::new(seed)).expect("people")
}

#[test]
fn the_same_seed_gives_the_same_people_and_another_gives_others() {
    assert_eq!(people(1, 60), people(1, 60));
    assert_ne!(people(1, 60), people(2, 60));
}

#[test]
fn every_field_reads_as_the_product_reads_it() {
    for person in people(7, 500) {
        let of = format!("{} {}", person.given_name, person.family_name);
        PersonName::parse(&person.given_name).expect(&of);
        PersonName::parse(&person.family_name).expect(&of);
        Postcode::parse(&person.postcode).expect(&of);
        BirthDate::parse(&person.birth.to_string()).expect(&of);
        person.address.as_deref().map(|address| ShortText::parse(address).expect(&of));
        person.phone.as_deref().map(|phone| Phone::parse(phone).expect(&of));
        person.email.as_deref().map(|email| Email::parse(email).expect(&of));
        person.safe_hours.as_deref().map(|hours| ShortText::parse(hours).expect(&of));
        person.languages.iter().for_each(|language| drop(LanguageCode::parse(language).expect(&of)));
    }
}

#[test]
fn every_listed_need_passes_the_detector_of_secrets_and_leads_to_a_service_of_its_theme() {
    let (network, lists) = (network(), Lists::load().expect("lists"));
    for need in &lists.needs {
        FreeText::parse(&need.text).expect(&need.text);
        let (_, service) = network.service(&need.towards).unwrap_or_else(|| panic!("no {}", need.towards));
        assert!(service.accepts_referrals && service.themes.contains(&need.theme), "{}", need.text);
        assert!(need.ages[0] < need.ages[1]);
    }
    let themes: HashSet<_> = lists.needs.iter().map(|need| need.theme).collect();
    assert!(themes.len() >= 9, "{themes:?}");
}

#[test]
fn everybody_has_a_need_that_fits_the_age() {
    let lists = Lists::load().expect("lists");
    for person in people(8, 500) {
        assert!((1..=3).contains(&person.needs.len()));
        let age = today().years_since(person.birth).expect("born before today");
        for need in &person.needs {
            let listed = lists.needs.iter().find(|listed| listed.text == need.text).expect("listed");
            assert!(listed.fits(age), "{age}: {}", need.text);
        }
    }
}

#[test]
fn phones_are_of_the_ranges_kept_for_fiction() {
    for phone in people(9, 500).iter().filter_map(|person| person.phone.as_ref()) {
        assert!(phone.len() == 10 && (phone.starts_with("063998") || phone.starts_with("026191")), "{phone}");
    }
}

#[test]
fn who_wants_a_message_has_a_number_and_who_wants_mail_an_address() {
    for person in people(10, 500) {
        match person.channel {
            Channel::Sms => assert!(person.phone.is_some_and(|phone| phone.starts_with("06"))),
            Channel::Phone => assert!(person.phone.is_some()),
            Channel::Mail => assert!(person.email.is_some()),
            Channel::Post | Channel::InPerson | Channel::None => {}
        }
    }
}

#[test]
fn the_people_are_diverse() {
    let people = people(11, 500);
    let mut communes: BTreeMap<&str, usize> = BTreeMap::new();
    for person in &people {
        *communes.entry(&person.commune).or_default() += 1;
    }
    assert_eq!(communes.len(), 8);
    let languages: HashSet<_> = people.iter().map(|person| person.languages[0].as_str()).collect();
    assert!(languages.len() >= 8, "{languages:?}");
    assert!(people.iter().any(|person| person.family_name.chars().count() > 25));
    assert!(people.iter().any(|person| !person.family_name.is_ascii()));
    assert!(people.iter().any(|person| person.interpreter && person.do_not_write));
    assert!(people.iter().any(|person| person.address.is_none()));
}
