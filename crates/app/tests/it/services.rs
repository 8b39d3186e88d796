//! An organisation adds and corrects its services; who refers finds them as they are.

use relais_app::{
    AppError,
    organisations::{
        EditOrganisation, ServiceInput, add_service, edit_organisation, edit_service, show_organisation,
        show_own_service,
    },
    partners::{PartnerQuery, ServiceRow, search_partners},
    referrals::{
        RejectInput, choose_service, reject_referral, reopen_referral, send_referral, start_referral,
    },
};
use relais_domain::{actor::Role, ids::ServiceId};
use relais_testdb::{
    World,
    story::{ITEMS, answer, create, draft, entries, need, sent, somebody, state},
};

/// A service as its form holds it.
fn described(service: &ServiceRow) -> ServiceInput {
    ServiceInput {
        name: service.name.clone(),
        description: service.description.clone(),
        audience: service.audience.clone().unwrap_or_default(),
        address: service.address.clone().unwrap_or_default(),
        commune: service.commune.clone().unwrap_or_default(),
        themes: service.theme_codes().map(str::to_owned).collect(),
        capacity: service.capacity.clone(),
        answer_days: service.answer_days.map(|days| days.to_string()).unwrap_or_default(),
        accepts_referrals: Some(service.accepts_referrals),
    }
}

fn reading() -> ServiceInput {
    ServiceInput {
        name: "Atelier lecture".into(),
        description: "Lire et écrire, en petit groupe.".into(),
        commune: "brest".into(),
        themes: vec!["loisirs".into(), "famille".into(), "loisirs".into()],
        capacity: "limited".into(),
        answer_days: " 7 ".into(),
        accepts_referrals: Some(true),
        ..ServiceInput::default()
    }
}

/// What somebody who refers finds.
async fn found(world: &World, query: PartnerQuery) -> Vec<ServiceRow> {
    let found = search_partners(&world.app, &world.ccas.social_worker(), &query).await.unwrap().0;
    found.into_iter().map(|found| found.service).collect()
}

fn of_theme(theme: &str) -> PartnerQuery {
    PartnerQuery { theme: theme.into(), to_refer: true, ..PartnerQuery::default() }
}

fn refused(answer: Result<(), AppError>) -> Vec<(&'static str, &'static str)> {
    let Err(AppError::Invalid(fields)) = answer else { panic!("{answer:?}") };
    fields.iter().map(|field| (field.field, field.code)).collect()
}

#[tokio::test]
async fn a_service_that_is_added_is_found_at_once() {
    let world = World::open().await;
    let manager = world.mission.actor(Role::Manager);
    assert!(found(&world, of_theme("loisirs")).await.is_empty());
    let id = add_service(&world.app, &manager, &reading()).await.unwrap();
    let [row] = &found(&world, of_theme("loisirs")).await[..] else { panic!("one service") };
    assert_eq!((row.id(), row.name.as_str(), row.version), (id, "Atelier lecture", 1));
    assert_eq!(
        (row.commune.as_deref(), row.insee.as_deref()),
        (Some("Brest"), Some("29019")),
        "as it is known"
    );
    assert_eq!((row.capacity.as_str(), row.answer_days), ("limited", Some(7)));
    assert_eq!(row.organisation(), manager.organisation);
    let near = PartnerQuery { from: Some((48.39, -4.486)), kilometres: Some(1.0), ..of_theme("loisirs") };
    assert_eq!(found(&world, near).await.len(), 1, "in the middle of its commune");
    let words = PartnerQuery { words: "atelier brest".into(), ..PartnerQuery::default() };
    assert_eq!(found(&world, words).await.len(), 1);
    assert_eq!(world.db().count("service_theme WHERE service_id = $1", [id.uuid().into()]).await, 2);
    assert_eq!(entries(&world, id.uuid()).await, ["service.added"]);

    let same = ServiceInput { name: "ATELIER — Lecture".into(), ..reading() };
    let twice = add_service(&world.app, &manager, &same).await.map(drop);
    assert_eq!(refused(twice), [("name", "name.taken")]);
    let elsewhere = world.caf.actor(Role::Manager);
    add_service(&world.app, &elsewhere, &reading()).await.unwrap();
    assert_eq!(
        world.db().count("service WHERE slug = 'atelier-lecture'", []).await,
        2,
        "one an organisation"
    );
}

#[tokio::test]
async fn a_correction_is_what_partners_find() {
    let world = World::open().await;
    let manager = world.mission.actor(Role::Manager);
    let id = world.mission.service();
    let row = show_own_service(&world.app, &manager, id).await.unwrap();
    let input = ServiceInput {
        description: "Accueil sur rendez-vous.".into(),
        audience: "De 16 à 25 ans".into(),
        themes: vec!["travail".into()],
        answer_days: "5".into(),
        ..described(&row)
    };
    assert!(!found(&world, of_theme("travail")).await.iter().any(|service| service.id() == id));
    edit_service(&world.app, &manager, (id, row.version), &input).await.unwrap();
    let [now] = &found(&world, of_theme("travail")).await[..] else { panic!("the edited theme finds it") };
    assert_eq!((now.id(), now.version, now.answer_days), (id, row.version + 1, Some(5)));
    assert_eq!(now.audience.as_deref(), Some("De 16 à 25 ans"));
    assert_eq!(now.description, "Accueil sur rendez-vous.");
    assert!(!found(&world, of_theme("social")).await.iter().any(|service| service.id() == id));
    assert_eq!((now.latitude, now.insee.clone()), (row.latitude, row.insee), "it has not moved");
    assert_eq!(entries(&world, id.uuid()).await, ["service.edited"]);

    let full = ServiceInput { capacity: "closed".into(), ..input.clone() };
    edit_service(&world.app, &manager, (id, now.version), &full).await.unwrap();
    let [closed] = &found(&world, of_theme("travail")).await[..] else { panic!("the closed one is found") };
    assert!(closed.capacity == "closed" && !closed.takes_referrals(), "and says so");
    let stopped = ServiceInput { accepts_referrals: Some(false), ..input };
    edit_service(&world.app, &manager, (id, closed.version), &stopped).await.unwrap();
    assert!(found(&world, of_theme("travail")).await.is_empty());
}

#[tokio::test]
async fn a_service_that_moves_leaves_its_place_and_its_position() {
    let world = World::open().await;
    let manager = world.mission.actor(Role::Manager);
    let id = world.mission.service();
    let place = ServiceId::random(world.app.random.as_ref()).uuid();
    let made = "INSERT INTO place (id, network_id, source, external_id, name, commune, insee, latitude, longitude, \
                search_key, imported_at) \
                SELECT $1, o.network_id, 'test', 'm', 'Mairie', 'GUIPAVAS', '29075', 48.43, -4.4, 'mairie', \
                o.created_at FROM organisation o WHERE o.slug = 'ccas'";
    world.db().execute(made, [place.into()]).await.unwrap();
    let given = "UPDATE service SET place_id = $1 WHERE id = $2";
    world.db().execute(given, [place.into(), id.uuid().into()]).await.unwrap();
    let row = show_own_service(&world.app, &manager, id).await.unwrap();
    assert!(row.place().is_some());
    let edit = async |version, commune: &str, address: &str| {
        let input = ServiceInput { commune: commune.into(), address: address.into(), ..described(&row) };
        edit_service(&world.app, &manager, (id, version), &input).await
    };
    edit(1, "29019", "").await.unwrap();
    let same = show_own_service(&world.app, &manager, id).await.unwrap();
    assert!(
        same.place().is_some() && same.commune.as_deref() == Some("Brest"),
        "the same commune by its code"
    );
    edit(2, "Brest", "2 rue de Siam").await.unwrap();
    let next_street = show_own_service(&world.app, &manager, id).await.unwrap();
    assert!(next_street.place().is_none(), "the place is at the address it was at");
    assert_eq!(
        (next_street.commune.as_deref(), next_street.insee.as_deref()),
        (Some("Brest"), Some("29019"))
    );
    assert!(next_street.latitude.is_some(), "in the middle of its commune");
    edit(3, "Guipavas", "4 rue Neuve").await.unwrap();
    let moved = show_own_service(&world.app, &manager, id).await.unwrap();
    assert!(moved.place().is_none(), "whoever goes there would find nobody");
    assert_eq!((moved.insee.as_deref(), moved.address.as_deref()), (Some("29075"), Some("4 rue Neuve")));
    assert_eq!((moved.latitude, moved.longitude), (Some(48.43), Some(-4.4)));
    edit(4, "Trifouilly", "").await.unwrap();
    let unknown = show_own_service(&world.app, &manager, id).await.unwrap();
    assert_eq!(
        (unknown.commune.as_deref(), unknown.insee, unknown.latitude),
        (Some("Trifouilly"), None, None)
    );
    for (text, code) in [("29232", "commune.unknown"), ("2919", "insee.format"), ("99999", "insee.unknown")] {
        assert_eq!(refused(edit(5, text, "").await), [("commune", code)]);
    }
    let twin = "UPDATE place SET insee = '22999' WHERE id = $1";
    world
        .db()
        .execute("UPDATE organisation SET commune = 'Guipavas', insee = '29075' WHERE slug = 'caf'", [])
        .await
        .unwrap();
    world.db().execute(twin, [place.into()]).await.unwrap();
    assert_eq!(refused(edit(5, "guipavas", "").await), [("commune", "commune.ambiguous")]);
    edit(5, "29075", "").await.unwrap();
}

#[tokio::test]
async fn what_cannot_be_read_is_named_field_by_field_and_nothing_is_written() {
    let world = World::open().await;
    let manager = world.mission.actor(Role::Manager);
    let before = world.db().count("journal_entry", []).await;
    let wrong = ServiceInput {
        name: " ".into(),
        description: "Mot de passe : Crozon2026!".into(),
        themes: vec!["jardinage".into()],
        capacity: "full".into(),
        answer_days: "91".into(),
        ..ServiceInput::default()
    };
    let codes = [
        ("name", "text.required"),
        ("description", "credential.password"),
        ("themes", "choice.unknown"),
        ("capacity", "choice.unknown"),
        ("answer_days", "days.range"),
        ("accepts_referrals", "choice.required"),
    ];
    assert_eq!(refused(add_service(&world.app, &manager, &wrong).await.map(drop)), codes);
    let id = world.mission.service();
    assert_eq!(refused(edit_service(&world.app, &manager, (id, 1), &wrong).await), codes);
    for days in ["0", "-3", "dix"] {
        let input = ServiceInput { answer_days: days.into(), themes: Vec::new(), ..reading() };
        let told = refused(add_service(&world.app, &manager, &input).await.map(drop));
        assert_eq!(told, [("themes", "choice.required"), ("answer_days", "days.range")], "{days}");
    }
    let second = world.mission.services[1];
    let name = show_own_service(&world.app, &manager, second).await.unwrap().name;
    let same = ServiceInput { name, ..reading() };
    assert_eq!(refused(edit_service(&world.app, &manager, (id, 1), &same).await), [("name", "name.taken")]);
    assert_eq!(world.db().count("service WHERE version > 1 OR name = 'Atelier lecture'", []).await, 0);
    assert_eq!(world.db().count("journal_entry", []).await, before);
}

#[tokio::test]
async fn only_who_runs_the_service_corrects_it_and_a_colleague_loses_nothing() {
    let world = World::open().await;
    let (app, id) = (&world.app, world.mission.service());
    let before = world.db().count("journal_entry", []).await;
    let absent = ServiceId::random(world.app.random.as_ref());
    let stranger = world.caf.actor(Role::Manager);
    for (actor, id) in [(&stranger, id), (&world.mission.actor(Role::Manager), absent)] {
        assert!(matches!(show_own_service(app, actor, id).await, Err(AppError::NotFound)));
        assert!(matches!(edit_service(app, actor, (id, 1), &reading()).await, Err(AppError::NotFound)));
    }
    for role in [Role::SocialWorker, Role::Receptionist, Role::Volunteer, Role::Dpo, Role::Integration] {
        let actor = world.mission.actor(role);
        assert!(matches!(show_own_service(app, &actor, id).await, Err(AppError::Forbidden)), "{role}");
        assert!(matches!(edit_service(app, &actor, (id, 1), &reading()).await, Err(AppError::Forbidden)));
        assert!(matches!(add_service(app, &actor, &reading()).await, Err(AppError::Forbidden)));
    }
    assert_eq!(world.db().count("journal_entry", []).await, before);
    let manager = world.mission.actor(Role::Manager);
    edit_service(app, &manager, (id, 1), &reading()).await.unwrap();
    let stale = ServiceInput { name: "Autre nom".into(), themes: vec!["argent".into()], ..reading() };
    assert!(matches!(edit_service(app, &manager, (id, 1), &stale).await, Err(AppError::Conflict)));
    let kept = show_own_service(app, &manager, id).await.unwrap();
    assert_eq!((kept.name.as_str(), kept.version, kept.theme_codes().count()), ("Atelier lecture", 2, 2));
    assert_eq!(entries(&world, id.uuid()).await, ["service.edited"]);
}

#[tokio::test]
async fn what_is_on_its_way_goes_on_when_the_service_closes_and_nothing_new_is_sent() {
    let world = World::open().await;
    let (sender, manager) = (world.ccas.social_worker(), world.mission.actor(Role::Manager));
    let app = &world.app;
    let sent = sent(&world).await;
    let before = state(&world, sent).await;
    let id = world.mission.service();
    let row = show_own_service(app, &manager, id).await.unwrap();
    let relation = create(&world, &sender, somebody("Le Goff")).await;
    let draft = start_referral(app, &sender, &need(relation)).await.unwrap();
    let stopped = ServiceInput { accepts_referrals: Some(false), ..described(&row) };
    let full = ServiceInput { capacity: "closed".into(), ..described(&row) };
    for (version, input) in [(1, stopped), (2, full)] {
        edit_service(app, &manager, (id, version), &input).await.unwrap();
        let chosen = choose_service(app, &sender, draft, 1, id).await.map(drop);
        assert_eq!(refused(chosen), [("service", "referral.recipient_inactive")]);
    }
    assert_eq!(state(&world, sent).await, before);
    edit_service(app, &manager, (id, 3), &described(&row)).await.unwrap();
    choose_service(app, &sender, draft, 1, id).await.unwrap();
}

#[tokio::test]
async fn a_late_yes_and_a_reopening_ask_no_service_that_has_closed() {
    let world = World::open().await;
    let (sender, manager) = (world.ccas.social_worker(), world.mission.actor(Role::Manager));
    let (app, id) = (&world.app, world.mission.service());
    let row = show_own_service(app, &manager, id).await.unwrap();
    let stopped = ServiceInput { accepts_referrals: Some(false), ..described(&row) };
    let rejected = sent(&world).await;
    let no =
        RejectInput { version: rejected.version, reason: "no_capacity".into(), ..RejectInput::default() };
    let receiver = world.mission.social_worker();
    let rejected = rejected.after(reject_referral(app, &receiver, rejected.id, &no).await.unwrap());
    let relation = create(&world, &sender, somebody("Le Goff")).await;
    let waits = draft(&world, &sender, relation, id, ITEMS).await;
    let waits = waits.after(send_referral(app, &sender, waits.id, waits.version).await.unwrap());
    edit_service(app, &manager, (id, 1), &stopped).await.unwrap();
    let agreements = async || world.db().count("agreement", []).await;
    let before = agreements().await;
    let late = answer(&world, &sender, waits, "yes").await;
    assert!(matches!(late, Err(AppError::Rule { code: "referral.recipient_inactive", .. })), "{late:?}");
    assert_eq!((state(&world, waits).await.as_str(), agreements().await), ("awaiting_consent", before));
    let again = reopen_referral(app, &receiver, rejected.id, rejected.version, "Une place.").await;
    assert!(again.is_ok(), "the service itself takes it back");
    edit_service(app, &manager, (id, 2), &described(&row)).await.unwrap();
    answer(&world, &sender, waits, "yes").await.unwrap();
    assert_eq!(state(&world, waits).await, "requested");
}

#[tokio::test]
async fn services_are_found_by_the_new_name_of_their_organisation_and_no_more_by_the_old() {
    let world = World::open().await;
    let manager = world.mission.actor(Role::Manager);
    let own = show_organisation(&world.app, &manager, manager.organisation).await.unwrap().organisation;
    let named = |words: &str| PartnerQuery { words: words.into(), ..PartnerQuery::default() };
    let input = EditOrganisation {
        version: own.version,
        name: "Passerelle des jeunes".into(),
        ..EditOrganisation::default()
    };
    edit_organisation(&world.app, &manager, input).await.unwrap();
    assert!(found(&world, named(&own.name)).await.is_empty());
    let by_name = found(&world, named("passerelle")).await;
    let mut ids: Vec<_> = by_name.iter().map(ServiceRow::id).collect();
    ids.sort_by_key(|id| world.mission.services.iter().position(|service| service == id));
    assert_eq!(ids, world.mission.services);
    assert!(by_name.iter().all(|row| row.version == 1), "what a colleague is writing is not stale");
}
