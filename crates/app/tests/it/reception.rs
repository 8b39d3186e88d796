//! What is asked at reception: kept as it was said, nothing guessed, nothing impossible, and found again.

use chrono::{Days, NaiveTime, TimeDelta};
use relais_app::{
    AppError,
    contacts::{ContactInput, record_contact},
    persons::{PersonInput, search_persons, show_person},
    referrals::{show_referral, start_referral},
};
use relais_domain::clock::Clock as _;
use relais_testdb::World;

use crate::story::{create, need, somebody};

fn refused(world: &World, input: &PersonInput) -> Vec<(&'static str, &'static str)> {
    match input.read(world.app.today()) {
        Err(AppError::Invalid(fields)) => fields.iter().map(|error| (error.field, error.code)).collect(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_question_left_blank_stays_without_an_answer() {
    let world = World::open().await;
    let actor = world.ccas.social_worker();
    let relation = create(&world, &actor, somebody("Odile")).await;
    let card = show_person(&world.app, &actor, relation).await.unwrap().content.card;
    assert_eq!((card.reading, card.channel, card.protection), (None, None, None));
    let referral = start_referral(&world.app, &actor, &need(relation)).await.unwrap();
    let sheet = show_referral(&world.app, &actor, referral).await.unwrap();
    assert_eq!(sheet.content.unwrap().channel, None, "nothing guessed is prepared for a partner");
    let contact = |posture: &str| ContactInput {
        mode: "informed".into(),
        posture: posture.into(),
        channel: "desk".into(),
        minutes: "5".into(),
        outcome: "solved".into(),
        ..ContactInput::default()
    };
    record_contact(&world.app, &actor, contact("")).await.unwrap();
    record_contact(&world.app, &actor, contact("for")).await.unwrap();
    assert_eq!(world.db().count("contact WHERE posture IS NULL", []).await, 1);
    assert_eq!(world.db().count("contact WHERE posture = 'for'", []).await, 1);
}

#[tokio::test]
async fn nobody_is_born_after_today_where_the_network_is() {
    let world = World::open().await;
    // half past eleven in the evening in London: in Paris the next day has begun
    let now = world.app.clock.now();
    let late = now.date_naive().and_time(NaiveTime::from_hms_opt(23, 30, 0).unwrap()).and_utc();
    world.advance(if late > now { late - now } else { late - now + TimeDelta::days(1) });
    let today = world.app.today();
    assert_eq!(today, world.app.clock.now().date_naive() + Days::new(1));
    let born = |birth: String| PersonInput { birth, ..somebody("Odile") };
    let day = |day: chrono::NaiveDate| born(day.format("%d/%m/%Y").to_string());
    assert!(day(today).read(today).is_ok());
    assert_eq!(refused(&world, &day(today + Days::new(1))), [("birth", "date.future")]);
    assert_eq!(refused(&world, &born("2030".into())), [("birth", "date.future")]);
}

#[tokio::test]
async fn a_place_or_a_language_that_is_not_is_refused_by_its_name() {
    let world = World::open().await;
    let input = PersonInput {
        postcode: "99999".into(),
        languages: vec!["fr".into(), "xx".into()],
        ..somebody("Odile")
    };
    assert_eq!(refused(&world, &input), [("languages", "language.format"), ("postcode", "postcode.unknown")]);
}

#[tokio::test]
async fn a_name_in_pieces_is_found_written_in_one() {
    let world = World::open().await;
    let actor = world.ccas.social_worker();
    let named = |given: &str, family: &str| PersonInput {
        given_name: given.into(),
        family_name: family.into(),
        ..PersonInput::default()
    };
    for (given, family) in [("Awa", "N’Diaye"), ("Soizic", "L’Hénoret"), ("Anne-Marie", "Le Guen")] {
        create(&world, &actor, named(given, family)).await;
    }
    for (query, family) in [
        ("ndiaye", "N'Diaye"),
        ("diaye", "N'Diaye"),
        ("lhenoret soizic", "L'Hénoret"),
        ("leguen", "Le Guen"),
        ("le guen", "Le Guen"),
        ("LEGUEN annemarie", "Le Guen"),
    ] {
        let found = search_persons(&world.app, &actor, query).await.unwrap();
        let names: Vec<_> = found.iter().map(|line| line.family_name.as_str()).collect();
        assert_eq!(names, [family], "{query}");
    }
    assert!(search_persons(&world.app, &actor, "uen").await.unwrap().is_empty(), "a name's beginning only");
}
