//! Who reads what of a referral and of a person: by state, side and role; and who learns nothing at all.

use relais_app::{
    AppError,
    persons::{
        CreatePerson, Created, EditPerson, PersonInput, ReadingReason, create_person, edit_person,
        give_reason, search_persons, show_person,
    },
    referrals::{
        RejectInput, StartReferral, accept_referral, acknowledge_referral, cancel_referral, choose_items,
        choose_service, complete_referral, confirm_cancel, list_inbox, list_sent, reject_referral,
        send_referral, show_agreement_text, show_day, show_referral, start_referral, start_work,
        withdraw_consent, write_need,
    },
};
use relais_domain::{
    access::{self, Action, Resource},
    actor::{Actor, Role},
    referral::visibility::Sight,
};
use relais_store::StoreError;
use relais_testdb::{
    World,
    story::{self, Step, accepted, create, draft, entries, need, sent},
};

use crate::endings::copy_of;

#[tokio::test]
async fn before_acceptance_the_sheet_is_reduced() {
    let world = World::open().await;
    let step = sent(&world).await;
    let receiver = world.mission.social_worker();
    let view = show_referral(&world.app, &receiver, step.id).await.unwrap();
    assert_eq!(view.sight, Sight::Reduced);
    assert!(view.person.is_none());
    let content = view.content.unwrap();
    assert_eq!(content.need, "Elle cherche un logement");
    assert_eq!(content.commune.as_deref(), Some("Brest"));
    assert!(content.age_band.is_some());
    assert_eq!(content.situation, None, "the situation waits for acceptance");
    assert_eq!(entries(&world, step.id.uuid()).await.last().map(String::as_str), Some("referral_sheet.read"));
    // the sender's relation does not open with what the recipient holds
    let unit = world.app.store.begin(&receiver).await.unwrap();
    assert!(unit.find_relation(step.relation).await.unwrap().is_none());
    let stored = unit.find_referral(step.id).await.unwrap().unwrap();
    let facts = stored.referral.facts(true, false);
    let grant = access::require(&receiver, Action::ViewReferral, &facts).unwrap();
    assert!(unit.open_referral(&grant, &stored).await.is_ok());
    let person = unit.open_person_of(&grant, &stored).await;
    assert!(matches!(person, Err(StoreError::Sealed { .. })), "{person:?}");
    let copying = unit.open_relation_for_acceptance(&grant, &stored).await;
    assert!(matches!(copying, Err(StoreError::Sealed { .. })), "{copying:?}");
}

#[tokio::test]
async fn after_acceptance_the_agreed_items_and_no_other() {
    let world = World::open().await;
    let step = accepted(&world).await;
    let receiver = world.mission.social_worker();
    let view = show_referral(&world.app, &receiver, step.id).await.unwrap();
    assert_eq!(view.sight, Sight::Agreed);
    assert_eq!(view.content.unwrap().situation.as_deref(), Some("Hébergée par sa soeur"));
    let (copy, person) = view.person.unwrap();
    assert_eq!(person.identity.family_name.as_deref(), Some("Benali"));
    assert_eq!(person.identity.phone.as_deref(), Some("+33612345678"));
    assert_eq!((person.identity.email, person.identity.address), (None, None), "not agreed");
    assert_eq!((person.identity.birth, person.identity.postcode), (None, None), "not agreed");
    let sheet = show_person(&world.app, &receiver, copy).await.unwrap();
    assert_eq!(sheet.content.identity.email, None);
    assert_eq!(entries(&world, step.id.uuid()).await.last().map(String::as_str), Some("referral.read"));
}

#[tokio::test]
async fn a_grant_of_one_object_opens_no_other() {
    let world = World::open().await;
    let sender = world.ccas.social_worker();
    let amina = create(&world, &sender, story::amina()).await;
    let zoe = create(&world, &sender, story::somebody("Zoé")).await;
    let first = draft(&world, &sender, amina, world.mission.service(), &[]).await;
    let second = draft(&world, &sender, zoe, world.mission.service(), &[]).await;
    let unit = world.app.store.begin(&sender).await.unwrap();
    let (hers, theirs) =
        (unit.find_relation(amina).await.unwrap().unwrap(), unit.find_relation(zoe).await.unwrap().unwrap());
    let grant = access::require(&sender, Action::ViewPerson, &hers.facts()).unwrap();
    assert!(unit.open_relation(&grant, &hers).await.is_ok());
    assert!(matches!(unit.open_relation(&grant, &theirs).await, Err(StoreError::Sealed { .. })));
    let one = unit.find_referral(first.id).await.unwrap().unwrap();
    let two = unit.find_referral(second.id).await.unwrap().unwrap();
    let grant = access::require(&sender, Action::SendReferral, &one.referral.facts(false, false)).unwrap();
    assert!(unit.open_referral(&grant, &one).await.is_ok());
    assert!(unit.open_person_of(&grant, &one).await.unwrap().is_some());
    assert!(matches!(unit.open_referral(&grant, &two).await, Err(StoreError::Sealed { .. })));
    assert!(matches!(unit.open_person_of(&grant, &two).await, Err(StoreError::Sealed { .. })));
    assert!(matches!(unit.open_relation(&grant, &theirs).await, Err(StoreError::Sealed { .. })));
    let network = Resource::Network(sender.network);
    let grant = access::require(&sender, Action::FindPartner, &network).unwrap();
    assert!(matches!(unit.open_relation(&grant, &hers).await, Err(StoreError::Sealed { .. })));
}

/// Every act on a referral or a relation by somebody of a third organisation: not found, and no trace.
#[tokio::test]
async fn a_stranger_learns_nothing() {
    let world = World::open().await;
    let step = accepted(&world).await;
    let copy = copy_of(&world, step).await;
    let rows = "SELECT (SELECT COUNT(*) FROM journal_entry) + (SELECT COUNT(*) FROM referral_event) + (SELECT COUNT(*) FROM outbox)";
    let before = world.db().number(rows, []).await;
    for role in [Role::SocialWorker, Role::Receptionist, Role::Manager, Role::Integration, Role::Dpo] {
        let actor = world.caf.actor(role);
        let answers = acts_on_referral(&world, &actor, step).await;
        for (act, answer) in answers {
            assert!(matches!(answer, Err(AppError::NotFound)), "{role:?} {act}: {answer:?}");
        }
        for relation in [step.relation, copy] {
            let read = show_person(&world.app, &actor, relation).await.map(|_| ());
            assert!(matches!(read, Err(AppError::NotFound)), "{role:?} {read:?}");
            let drafted = start_referral(&world.app, &actor, &need(relation)).await.map(|_| ());
            assert!(matches!(drafted, Err(AppError::NotFound)), "{role:?} {drafted:?}");
            let reason = give_reason(&world.app, &actor, relation, ReadingReason::Supervision).await;
            assert!(matches!(reason, Err(AppError::NotFound)), "{role:?} {reason:?}");
            let person = story::amina().read(world.app.today()).unwrap();
            let edit = edit_person(&world.app, &actor, EditPerson { relation, version: 1, person }).await;
            assert!(matches!(edit, Err(AppError::NotFound)), "{role:?} {edit:?}");
        }
    }
    assert_eq!(world.db().number(rows, []).await, before, "nothing was written");
    let inbox = list_inbox(&world.app, &world.caf.social_worker(), None).await.unwrap();
    let sent = list_sent(&world.app, &world.caf.social_worker(), None).await.unwrap();
    assert!(inbox.lines.is_empty() && sent.0.is_empty());
    assert!(search_persons(&world.app, &world.caf.social_worker(), "benali").await.unwrap().is_empty());
}

async fn acts_on_referral(
    world: &World,
    actor: &Actor,
    step: Step,
) -> Vec<(&'static str, Result<(), AppError>)> {
    let (app, id, version) = (&world.app, step.id, step.version);
    let reject = RejectInput { version, reason: "no_capacity".into(), ..RejectInput::default() };
    vec![
        ("show", show_referral(app, actor, id).await.map(drop)),
        ("text", show_agreement_text(app, actor, id).await.map(drop)),
        ("need", write_need(app, actor, id, version, &StartReferral::default()).await.map(drop)),
        ("service", choose_service(app, actor, id, version, world.mission.service()).await.map(drop)),
        ("items", choose_items(app, actor, id, version, &[]).await.map(drop)),
        ("answer", story::answer(world, actor, step, "yes").await.map(drop)),
        ("send", send_referral(app, actor, id, version).await.map(drop)),
        ("acknowledge", acknowledge_referral(app, actor, id, version).await.map(drop)),
        ("accept", accept_referral(app, actor, id, version).await.map(drop)),
        ("reject", reject_referral(app, actor, id, &reject).await.map(drop)),
        ("start", start_work(app, actor, id, version).await.map(drop)),
        ("complete", complete_referral(app, actor, id, version, ("helped", "")).await.map(drop)),
        ("cancel", cancel_referral(app, actor, id, version, ("duplicate", "")).await.map(drop)),
        ("confirm", confirm_cancel(app, actor, id, version).await.map(drop)),
        ("withdraw", withdraw_consent(app, actor, id, "counter").await.map(drop)),
    ]
}

/// Which acts each role of the recipient is refused on a referral it may know of.
#[tokio::test]
async fn each_role_has_its_limits() {
    let world = World::open().await;
    let step = sent(&world).await;
    let refused = |answer: &Result<(), AppError>| matches!(answer, Err(AppError::Forbidden));
    for (role, forbidden) in [
        (Role::Volunteer, &["show", "acknowledge", "accept", "reject", "start", "complete", "withdraw"][..]),
        (Role::NetworkAdmin, &["show", "acknowledge", "accept", "reject", "withdraw"]),
        (Role::Dpo, &["show", "acknowledge", "accept", "reject", "withdraw"]),
    ] {
        for (act, answer) in acts_on_referral(&world, &world.mission.actor(role), step).await {
            assert!(!forbidden.contains(&act) || refused(&answer), "{role:?} {act}: {answer:?}");
            assert!(answer.is_err(), "{role:?} may {act}");
        }
    }
    let reception = world.mission.actor(Role::Receptionist);
    let accept = accept_referral(&world.app, &reception, step.id, step.version).await;
    assert!(matches!(accept, Err(AppError::Forbidden)), "{accept:?}");
    let reject = RejectInput { version: step.version, reason: "other".into(), ..RejectInput::default() };
    let reject = reject_referral(&world.app, &reception, step.id, &reject).await;
    assert!(matches!(reject, Err(AppError::Forbidden)), "{reject:?}");
    assert!(acknowledge_referral(&world.app, &reception, step.id, step.version).await.is_ok());
    let software = world.mission.actor(Role::Integration);
    let withdrawn = withdraw_consent(&world.app, &software, step.id, "counter").await;
    assert!(matches!(withdrawn, Err(AppError::Forbidden)), "software withdraws nothing: {withdrawn:?}");
    assert_eq!(story::state(&world, step).await, "received");
}

#[tokio::test]
async fn reception_sees_the_card_and_never_how_to_reach_her() {
    let world = World::open().await;
    let actor = world.ccas.social_worker();
    let relation = create(&world, &actor, story::amina()).await;
    let reception = world.ccas.actor(Role::Receptionist);
    let card = show_person(&world.app, &reception, relation).await.unwrap();
    assert_eq!(card.content.identity.given_name.as_deref(), Some("Amina"));
    assert_eq!(card.content.card.safe_hours.as_deref(), Some("le matin"));
    let hidden = card.content.identity;
    assert_eq!((hidden.phone, hidden.email, hidden.address, hidden.postcode), (None, None, None, None));
    assert_eq!(entries(&world, relation.uuid()).await.last().map(String::as_str), Some("card.read"));
    let step = draft(&world, &reception, relation, world.mission.service(), story::ITEMS).await;
    let view = show_referral(&world.app, &reception, step.id).await.unwrap();
    let (_, person) = view.person.unwrap();
    assert_eq!((person.identity.phone, person.identity.address), (None, None), "nor beside its own draft");
    let sending = send_referral(&world.app, &reception, step.id, step.version).await;
    assert!(matches!(sending, Err(AppError::Forbidden)), "{sending:?}");
    for role in [Role::Volunteer, Role::NetworkAdmin, Role::Dpo] {
        let actor = world.ccas.actor(role);
        let read = show_person(&world.app, &actor, relation).await;
        assert!(matches!(read, Err(AppError::NotFound)), "{role:?} {read:?}");
        let search = search_persons(&world.app, &actor, "benali").await;
        assert!(matches!(search, Err(AppError::Forbidden)), "{role:?} {search:?}");
        let sheet = show_referral(&world.app, &actor, step.id).await;
        assert!(matches!(sheet, Err(AppError::Forbidden)), "{role:?} {sheet:?}");
    }
    let day = show_day(&world.app, &world.ccas.actor(Role::Volunteer)).await.unwrap();
    assert!(!day.sees_referrals && day.drafts.lines.is_empty());
}

#[tokio::test]
async fn a_manager_reads_after_a_reason_and_for_an_hour() {
    let world = World::open().await;
    let actor = world.ccas.social_worker();
    let relation = create(&world, &actor, story::amina()).await;
    let manager = world.ccas.actor(Role::Manager);
    let bare = show_person(&world.app, &manager, relation).await;
    assert!(matches!(bare, Err(AppError::Rule { code: "person.reason_needed" })), "{bare:?}");
    assert!(!entries(&world, relation.uuid()).await.contains(&"person.read".to_owned()));
    give_reason(&world.app, &manager, relation, ReadingReason::AbsenceCover).await.unwrap();
    let reason = "reading_reason r JOIN journal_entry j ON j.id = r.entry_id WHERE r.object_id = $1 AND j.scope = 'absence_cover' AND j.action = 'reason.given'";
    assert_eq!(world.db().count(reason, [relation.uuid().into()]).await, 1);
    assert!(show_person(&world.app, &manager, relation).await.is_ok());
    world.advance(chrono::TimeDelta::minutes(61));
    let late = show_person(&world.app, &manager, relation).await;
    assert!(matches!(late, Err(AppError::Rule { code: "person.reason_needed" })), "{late:?}");
}

/// The answer of a creation is the same whether another organisation knows the person or not.
#[tokio::test]
async fn duplicates_are_looked_for_at_home_only() {
    let world = World::open().await;
    create(&world, &world.ccas.social_worker(), story::amina()).await;
    let input = || CreatePerson {
        person: story::amina().read(world.app.today()).unwrap(),
        not_a_duplicate: false,
        contact: None,
    };
    let elsewhere = create_person(&world.app, &world.caf.social_worker(), input()).await.unwrap();
    assert!(matches!(elsewhere, Created::Relation(_)), "another organisation's person is not looked at");
    let persons = world.db().count("person", []).await;
    let here = create_person(&world.app, &world.ccas.social_worker(), input()).await.unwrap();
    let Created::Duplicates(lines) = here else { panic!("her own desk is warned: {here:?}") };
    assert_eq!(lines.len(), 1);
    assert_eq!(world.db().count("person", []).await, persons, "a warning stores nothing");
    let sure = CreatePerson { not_a_duplicate: true, ..input() };
    let made = create_person(&world.app, &world.ccas.social_worker(), sure).await.unwrap();
    assert!(matches!(made, Created::Relation(_)));
}

/// The partner's own onward referral of the same person to the same service stays the partner's business.
#[tokio::test]
async fn a_duplicate_elsewhere_is_not_told() {
    let world = World::open().await;
    let step = accepted(&world).await;
    let copy = copy_of(&world, step).await;
    let target = world.caf.service();
    story::sent_for(&world, &world.mission.social_worker(), copy, target).await;
    let onward = story::sent_for(&world, &world.ccas.social_worker(), step.relation, target).await;
    assert_eq!(story::state(&world, onward).await, "requested");
    let again = draft(&world, &world.ccas.social_worker(), step.relation, target, story::ITEMS).await;
    let twice = send_referral(&world.app, &world.ccas.social_worker(), again.id, again.version).await;
    assert!(matches!(twice, Err(AppError::Rule { code: "referral.duplicate" })), "{twice:?}");
}

/// Reading leaves an entry about the person, under her pseudonym, each time.
#[tokio::test]
async fn every_reading_is_written_down() {
    let world = World::open().await;
    let step = sent(&world).await;
    let actor = world.ccas.social_worker();
    let reads = |action: &'static str| {
        let db = world.db();
        async move {
            db.count("journal_entry WHERE action = $1 AND subject_pid IS NOT NULL", [action.into()]).await
        }
    };
    for times in 1..=2 {
        show_person(&world.app, &actor, step.relation).await.unwrap();
        assert_eq!(reads("person.read").await, times);
    }
    show_referral(&world.app, &actor, step.id).await.unwrap();
    assert_eq!(reads("referral.read").await, 1);
    show_referral(&world.app, &world.mission.social_worker(), step.id).await.unwrap();
    assert_eq!(reads("referral_sheet.read").await, 1);
    let before = world.db().count("journal_entry", []).await;
    list_inbox(&world.app, &world.mission.social_worker(), None).await.unwrap();
    search_persons(&world.app, &actor, "amina").await.unwrap();
    assert_eq!(world.db().count("journal_entry", []).await, before + 2);
}

/// The situation may be agreed to and is still not a list's: neither before acceptance nor after.
#[tokio::test]
async fn a_list_holds_reduced_sheets_only() {
    let world = World::open().await;
    accepted(&world).await;
    let (sender, her) =
        (world.ccas.social_worker(), PersonInput { given_name: "Nolwenn".into(), ..PersonInput::default() });
    let relation = create(&world, &sender, her).await;
    story::sent_for(&world, &sender, relation, world.mission.service()).await;
    for role in [Role::SocialWorker, Role::Receptionist, Role::Integration] {
        let lines = list_inbox(&world.app, &world.mission.actor(role), None).await.unwrap().lines;
        assert_eq!(lines.len(), 2);
        for sheet in lines.into_iter().map(|line| line.content.expect("the reduced sheet")) {
            assert!(!sheet.need.is_empty());
            assert_eq!(sheet.situation, None, "{role:?}");
        }
    }
}
