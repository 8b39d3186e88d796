//! What is asked at reception: kept as it was said, nothing guessed, nothing impossible, and found again.

use chrono::{Days, NaiveTime, TimeDelta};
use relais_app::{
    AppError,
    contacts::{ContactInput, propose_need, record_contact},
    persons::{
        CreatePerson, Created, EditPerson, PersonInput, SheetDepth, create_person, edit_person,
        search_persons, show_person,
    },
    referrals::{accept_referral, complete_referral, send_referral, show_referral, start_referral},
};
use relais_domain::{
    actor::{Actor, Role},
    ids::{ContactId, RelationId},
};
use relais_testdb::{
    World,
    story::{self, amina, answer, create, draft, entries, need, somebody},
};

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
        let met: Vec<_> = found.iter().map(|line| line.family_name.as_str()).collect();
        assert_eq!(met, [family], "{query}");
    }
    assert!(search_persons(&world.app, &actor, "uen").await.unwrap().is_empty(), "a name's beginning only");
}

fn said(text: &str) -> ContactInput {
    ContactInput {
        text: text.into(),
        theme: "logement".into(),
        mode: "informed".into(),
        channel: "desk".into(),
        minutes: "5".into(),
        outcome: "referred".into(),
        ..ContactInput::default()
    }
}

async fn created(
    world: &World,
    actor: &Actor,
    name: &str,
    contact: ContactId,
) -> Result<RelationId, AppError> {
    let person = somebody(name).read(world.app.today()).unwrap();
    let command = CreatePerson { person, not_a_duplicate: true, contact: Some(contact) };
    match create_person(&world.app, actor, command).await? {
        Created::Relation(relation) => Ok(relation),
        Created::Duplicates(lines) => panic!("{lines:?}"),
    }
}

#[tokio::test]
async fn a_contact_without_a_name_becomes_hers_and_begins_the_need() {
    let world = World::open().await;
    let (desk, worker) = (world.ccas.actor(Role::Receptionist), world.ccas.social_worker());
    let contact = record_contact(&world.app, &desk, said("Elle dort chez une amie")).await.unwrap();
    let relation = created(&world, &desk, "Odile", contact).await.unwrap();
    assert_eq!(world.db().count("contact WHERE relation_id IS NOT NULL", []).await, 1);
    assert_eq!(entries(&world, contact.uuid()).await, ["contact.recorded", "contact.tied"]);

    let sheet = show_person(&world.app, &worker, relation).await.unwrap();
    let line = &sheet.contacts[0];
    assert_eq!(line.text.as_ref().unwrap().0, "Elle dort chez une amie");
    assert_eq!((line.line.theme.as_deref(), line.line.outcome.as_str()), (Some("logement"), "referred"));
    assert!(line.line.given_name.is_some(), "who recorded it");
    let card = show_person(&world.app, &desk, relation).await.unwrap();
    assert_eq!(card.depth, SheetDepth::Card);
    assert!(card.contacts.len() == 1 && card.contacts[0].text.is_none(), "reception reads no words again");

    let proposed = propose_need(&world.app, &desk, relation).await.unwrap().unwrap();
    assert_eq!(
        (proposed.text.as_str(), proposed.theme.as_deref()),
        ("Elle dort chez une amie", Some("logement"))
    );
    assert_eq!(entries(&world, contact.uuid()).await.last().map(String::as_str), Some("contact.read"));
    world.advance(TimeDelta::seconds(1));
    start_referral(&world.app, &worker, &need(relation)).await.unwrap();
    assert!(propose_need(&world.app, &worker, relation).await.unwrap().is_none(), "said once, used once");
}

#[tokio::test]
async fn a_contact_is_tied_once_by_its_agent_and_read_in_its_house() {
    let world = World::open().await;
    let (desk, worker) = (world.ccas.actor(Role::Receptionist), world.ccas.social_worker());
    let contact = record_contact(&world.app, &worker, said("Un courrier de la Caf")).await.unwrap();
    for stranger in [desk, world.mission.social_worker()] {
        let refused = created(&world, &stranger, "Odile", contact).await;
        assert!(matches!(refused, Err(AppError::NotFound)), "{refused:?}");
    }
    assert_eq!(world.db().count("relation", []).await, 0, "nobody is made of what is not found");
    let relation = created(&world, &worker, "Odile", contact).await.unwrap();
    let again = created(&world, &worker, "Berthe", contact).await;
    assert!(matches!(again, Err(AppError::NotFound)), "{again:?}");
    assert!(propose_need(&world.app, &desk, relation).await.unwrap().is_none(), "another agent's note");
    let elsewhere = propose_need(&world.app, &world.mission.social_worker(), relation).await;
    assert!(matches!(elsewhere, Err(AppError::NotFound)), "{elsewhere:?}");
    assert_eq!(entries(&world, contact.uuid()).await, ["contact.recorded", "contact.tied"]);
}

#[tokio::test]
async fn a_person_met_after_the_clock_was_set_back_is_found() {
    let world = World::open().await;
    let actor = world.ccas.social_worker();
    create(&world, &actor, somebody("Odile")).await;
    assert_eq!(search_persons(&world.app, &actor, "odile").await.unwrap().len(), 1);
    world.advance(-chrono::TimeDelta::hours(1));
    create(&world, &actor, somebody("Yvette")).await;
    assert_eq!(search_persons(&world.app, &actor, "yvette").await.unwrap().len(), 1);
    world.advance(chrono::TimeDelta::minutes(30));
    create(&world, &actor, somebody("Simone")).await;
    assert_eq!(search_persons(&world.app, &actor, "simone").await.unwrap().len(), 1);
}

/// Creates a person although the organisation knows others of her name.
async fn create_namesake(world: &World, actor: &Actor) -> Created {
    let person = somebody("Morvan").read(world.app.today()).unwrap();
    let command = CreatePerson { person, not_a_duplicate: true, contact: None };
    create_person(&world.app, actor, command).await.unwrap()
}

#[tokio::test]
async fn persons_whose_handover_has_ended_hide_nobody() {
    let world = World::open().await;
    let (sender, receiver) = (world.ccas.social_worker(), world.mission.social_worker());
    for _ in 0..6 {
        let Created::Relation(relation) = create_namesake(&world, &sender).await else { panic!("created") };
        let step = story::sent_for(&world, &sender, relation, world.mission.service()).await;
        let step = story::accept(&world, step).await;
        complete_referral(&world.app, &receiver, step.id, step.version, ("helped", "")).await.unwrap();
    }
    assert!(search_persons(&world.app, &receiver, "morvan").await.unwrap().is_empty());
    create_namesake(&world, &receiver).await;
    let person = somebody("Morvan").read(world.app.today()).unwrap();
    let again = CreatePerson { person, not_a_duplicate: false, contact: None };
    let alike = create_person(&world.app, &receiver, again).await.unwrap();
    assert!(matches!(&alike, Created::Duplicates(lines) if lines.len() == 1), "{alike:?}");
}

#[tokio::test]
async fn the_entry_of_a_search_keeps_whose_names_it_showed_and_not_in_clear() {
    let world = World::open().await;
    let actor = world.ccas.social_worker();
    create(&world, &actor, somebody("Odile")).await;
    let kept = "journal_entry WHERE action = 'person.searched' AND payload IS NOT NULL";
    search_persons(&world.app, &actor, "inconnue").await.unwrap();
    assert_eq!(world.db().count(kept, []).await, 0, "it showed nobody");
    search_persons(&world.app, &actor, "odile").await.unwrap();
    assert_eq!(world.db().count(kept, []).await, 1);
    assert!(relais_app::journal::verify_journal(&world.app).await.unwrap().is_sound(), "its payload opens");
}

/// What she did not agree to pass on is not asked of whoever writes on the copy.
#[tokio::test]
async fn a_copy_without_a_name_is_written_on_and_a_known_name_is_not_lost() {
    let world = World::open().await;
    let (sender, partner) = (world.ccas.social_worker(), world.mission.social_worker());
    let own = create(&world, &sender, amina()).await;
    let step = draft(&world, &sender, own, world.mission.service(), &["phone"]).await;
    let step = step.after(answer(&world, &sender, step, "yes").await.unwrap());
    let step = step.after(send_referral(&world.app, &sender, step.id, step.version).await.unwrap());
    accept_referral(&world.app, &partner, step.id, step.version).await.unwrap();
    let (copy, _) = show_referral(&world.app, &partner, step.id).await.unwrap().person.unwrap();

    let written = |safe_hours: &str| PersonInput { safe_hours: safe_hours.into(), ..PersonInput::default() };
    let edit = async |actor: &Actor, relation, version, hours: &str| {
        let person = written(hours).read_correction(world.app.today())?;
        edit_person(&world.app, actor, EditPerson { relation, version, person }).await
    };
    let reception = world.mission.actor(Role::Receptionist);
    edit(&reception, copy, 1, "le matin").await.unwrap();
    let phone = show_person(&world.app, &partner, copy).await.unwrap().content.identity.phone;
    assert!(phone.is_some(), "the card alone is written by reception");
    edit(&partner, copy, 2, "le soir").await.unwrap();
    let sheet = show_person(&world.app, &partner, copy).await.unwrap();
    assert_eq!((sheet.version, sheet.content.card.safe_hours.as_deref()), (3, Some("le soir")));
    let edited = entries(&world, copy.uuid()).await;
    for entry in ["card.edited", "person.edited"] {
        assert_eq!(edited.iter().filter(|action| *action == entry).count(), 1, "{entry}: {edited:?}");
    }

    let Err(AppError::Invalid(fields)) = edit(&sender, own, 1, "le soir").await else { panic!("refused") };
    assert_eq!((fields[0].field, fields[0].code), ("given_name", "person.name_missing"));
    let kept = show_person(&world.app, &sender, own).await.unwrap();
    assert_eq!((kept.version, kept.content.identity.given_name.as_deref()), (1, Some("Amina")));
    let reception = world.ccas.actor(Role::Receptionist);
    edit(&reception, own, 1, "le soir").await.unwrap();
    let kept = show_person(&world.app, &sender, own).await.unwrap().content;
    assert_eq!(kept.identity.given_name.as_deref(), Some("Amina"), "reception leaves the identity as it is");
    assert_eq!(kept.card.safe_hours.as_deref(), Some("le soir"));
}
