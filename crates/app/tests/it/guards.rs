//! What is refused, and that a refusal leaves nothing behind.

use relais_app::{
    AppError,
    contacts::{ContactInput, record_contact},
    persons::PersonInput,
    referrals::{
        RecordAgreement, RejectInput, StartReferral, acknowledge_referral, cancel_referral, choose_items,
        choose_service, complete_referral, record_agreement, reject_referral, send_referral,
        show_agreement_text, start_referral, start_work, write_need,
    },
};
use relais_domain::actor::Actor;
use relais_testdb::{
    World,
    story::{self, ITEMS, Step, accepted, answer, create, draft, need, sent, state},
};

async fn agreed_draft(world: &World, actor: &Actor) -> Step {
    let relation = create(world, actor, story::amina()).await;
    let step = draft(world, actor, relation, world.mission.service(), ITEMS).await;
    step.after(answer(world, actor, step, "yes").await.unwrap())
}

fn rule<T: std::fmt::Debug>(result: Result<T, AppError>) -> &'static str {
    match result {
        Err(AppError::Rule { code }) => code,
        other => panic!("not a rule: {other:?}"),
    }
}

#[tokio::test]
async fn another_text_was_not_agreed_to() {
    let world = World::open().await;
    let actor = world.ccas.social_worker();
    let relation = create(&world, &actor, story::amina()).await;
    let step = draft(&world, &actor, relation, world.mission.service(), ITEMS).await;
    let read = show_agreement_text(&world.app, &actor, step.id).await.unwrap();
    // a colleague adds an item between the reading and the yes
    let more = ["identity".to_owned(), "address".to_owned()];
    let step = step.after(choose_items(&world.app, &actor, step.id, step.version, &more).await.unwrap());
    let input = RecordAgreement {
        version: step.version,
        answer: "yes".into(),
        method: "paper".into(),
        text_sha256: read.text.sha256.to_string(),
        ..RecordAgreement::default()
    };
    assert_eq!(rule(record_agreement(&world.app, &actor, step.id, &input).await), "agreement.text_changed");
    assert_eq!(world.db().count("agreement", []).await, 0);
    assert_eq!(world.db().count("journal_entry WHERE action LIKE 'agreement.%'", []).await, 0);
}

#[tokio::test]
async fn what_was_not_agreed_to_is_not_sent() {
    let world = World::open().await;
    let actor = world.ccas.social_worker();
    let step = agreed_draft(&world, &actor).await;
    let more = ["identity".to_owned(), "address".to_owned()];
    let step = step.after(choose_items(&world.app, &actor, step.id, step.version, &more).await.unwrap());
    let refused = send_referral(&world.app, &actor, step.id, step.version).await;
    assert_eq!(rule(refused), "agreement.items_changed");
    assert_eq!(state(&world, step).await, "draft");
    assert_eq!(world.db().count("outbox", []).await, 0);
}

#[tokio::test]
async fn another_service_needs_another_agreement() {
    let world = World::open().await;
    let actor = world.ccas.social_worker();
    let step = agreed_draft(&world, &actor).await;
    let other = world.caf.service();
    let step = step.after(choose_service(&world.app, &actor, step.id, step.version, other).await.unwrap());
    let step = step.after(send_referral(&world.app, &actor, step.id, step.version).await.unwrap());
    assert_eq!(state(&world, step).await, "awaiting_consent", "the yes named another partner");
    assert_eq!(world.db().count("outbox", []).await, 0);
}

#[tokio::test]
async fn a_referral_goes_to_a_known_service_of_somebody_else() {
    let world = World::open().await;
    let actor = world.ccas.social_worker();
    let relation = create(&world, &actor, story::amina()).await;
    let id = start_referral(&world.app, &actor, &need(relation)).await.unwrap();
    let own = choose_service(&world.app, &actor, id, 1, world.ccas.service()).await;
    assert!(matches!(own, Err(AppError::Invalid(ref fields)) if fields[0].code == "referral.own_service"));
    let unknown = relais_domain::ids::ServiceId::random(world.app.random.as_ref());
    let unknown = choose_service(&world.app, &actor, id, 1, unknown).await;
    assert!(matches!(unknown, Err(AppError::Invalid(ref fields)) if fields[0].field == "service"));
    let nowhere = send_referral(&world.app, &actor, id, 1).await;
    assert_eq!(rule(nowhere), "referral.recipient_missing");
    let step = Step { relation, id, version: 1 };
    let step = step.after(choose_service(&world.app, &actor, id, 1, world.mission.service()).await.unwrap());
    let closed = "UPDATE service SET accepts_referrals = $1 WHERE id = $2";
    let mission = world.mission.service().uuid();
    world.db().execute(closed, [false.into(), mission.into()]).await.unwrap();
    let inactive = send_referral(&world.app, &actor, id, step.version).await;
    assert_eq!(rule(inactive), "referral.recipient_inactive");
    assert_eq!(state(&world, step).await, "draft");
}

/// Each act that names a version refuses yesterday's, and nothing moves.
#[tokio::test]
async fn a_stale_version_is_a_conflict_everywhere() {
    let world = World::open().await;
    let (sender, receiver) = (world.ccas.social_worker(), world.mission.social_worker());
    let step = agreed_draft(&world, &sender).await;
    let (app, id, old) = (&world.app, step.id, step.version - 1);
    let marks = "SELECT (SELECT COUNT(*) FROM journal_entry) + (SELECT COUNT(*) FROM referral_event) + (SELECT SUM(version) FROM referral) + (SELECT COUNT(*) FROM agreement)";
    let marks = marks.replace("SUM(version)", "CAST(SUM(version) AS BIGINT)");
    let before = world.db().number(&marks, []).await;
    let conflict = |answer: Result<(), AppError>, act: &str| {
        assert!(matches!(answer, Err(AppError::Conflict)), "{act}: {answer:?}");
    };
    conflict(write_need(app, &sender, id, old, &need(step.relation)).await.map(drop), "need");
    conflict(choose_service(app, &sender, id, old, world.caf.service()).await.map(drop), "service");
    conflict(choose_items(app, &sender, id, old, &[]).await.map(drop), "items");
    conflict(answer(&world, &sender, Step { version: old, ..step }, "yes").await.map(drop), "yes");
    conflict(send_referral(app, &sender, id, old).await.map(drop), "send");
    conflict(cancel_referral(app, &sender, id, old, ("other", "")).await.map(drop), "cancel");
    assert_eq!(world.db().number(&marks, []).await, before);
    let step = step.after(send_referral(app, &sender, id, step.version).await.unwrap());
    let old = step.version - 1;
    let before = world.db().number(&marks, []).await;
    let no = RejectInput { version: old, reason: "no_capacity".into(), ..RejectInput::default() };
    conflict(acknowledge_referral(app, &receiver, id, old).await.map(drop), "acknowledge");
    conflict(reject_referral(app, &receiver, id, &no).await.map(drop), "reject");
    assert_eq!(world.db().number(&marks, []).await, before);
}

#[tokio::test]
async fn a_stale_version_of_running_work_is_a_conflict() {
    let world = World::open().await;
    let step = accepted(&world).await;
    let receiver = world.mission.social_worker();
    let old = step.version - 1;
    let start = start_work(&world.app, &receiver, step.id, old).await;
    assert!(matches!(start, Err(AppError::Conflict)), "{start:?}");
    let end = complete_referral(&world.app, &receiver, step.id, old, ("helped", "")).await;
    assert!(matches!(end, Err(AppError::Conflict)), "{end:?}");
    assert_eq!(state(&world, step).await, "accepted");
}

/// Things nobody may keep here, as people write them.
const SECRETS: &[&str] = &[
    "son mot de passe est Bonjour29!",
    "IBAN FR14 2004 1010 0505 0001 3M02 606",
    "carte 4111 1111 1111 1111",
    "NIR 2 55 08 14 168 025 38",
];

fn refused<T: std::fmt::Debug>(result: Result<T, AppError>, field: &str, secret: &str) {
    match result {
        Err(AppError::Invalid(fields)) => assert!(
            fields.iter().any(|error| error.field == field && error.code.starts_with("credential.")),
            "{field} {secret}: {fields:?}"
        ),
        other => panic!("{field} takes {secret}: {other:?}"),
    }
}

#[tokio::test]
async fn no_free_text_takes_a_credential() {
    let world = World::open().await;
    let (sender, receiver) = (world.ccas.social_worker(), world.mission.social_worker());
    let step = sent(&world).await;
    let marks = "SELECT (SELECT COUNT(*) FROM journal_entry) + (SELECT COUNT(*) FROM contact) + (SELECT COUNT(*) FROM need)";
    let before = world.db().number(marks, []).await;
    for secret in SECRETS {
        let text = (*secret).to_owned();
        let empty = || need(step.relation);
        let with_need = StartReferral { need: text.clone(), ..empty() };
        refused(start_referral(&world.app, &sender, &with_need).await, "need", secret);
        let situation = StartReferral { situation: text.clone(), ..empty() };
        refused(start_referral(&world.app, &sender, &situation).await, "situation", secret);
        let availability = StartReferral { availability: text.clone(), ..empty() };
        refused(start_referral(&world.app, &sender, &availability).await, "availability", secret);
        let reject = RejectInput {
            version: step.version,
            reason: "other".into(),
            note: text.clone(),
            ..RejectInput::default()
        };
        refused(reject_referral(&world.app, &receiver, step.id, &reject).await, "note", secret);
        let cancel = cancel_referral(&world.app, &sender, step.id, step.version, ("other", secret)).await;
        refused(cancel, "note", secret);
        let contact = ContactInput {
            text: text.clone(),
            mode: "informed".into(),
            channel: "desk".into(),
            minutes: "5".into(),
            outcome: "solved".into(),
            ..ContactInput::default()
        };
        refused(record_contact(&world.app, &sender, contact).await, "text", secret);
        let person = |field: fn(&mut PersonInput, String)| {
            let mut input = story::amina();
            field(&mut input, text.clone());
            input.read(world.app.today())
        };
        refused(person(|input, text| input.safe_hours = text), "safe_hours", secret);
        refused(person(|input, text| input.address = text), "address", secret);
        refused(person(|input, text| input.commune = text), "commune", secret);
        refused(person(|input, text| input.given_name = text), "given_name", secret);
        refused(person(|input, text| input.family_name = text), "family_name", secret);
    }
    assert_eq!(world.db().number(marks, []).await, before, "nothing was kept");
    assert_eq!(state(&world, step).await, "requested");
}

#[tokio::test]
async fn the_outcomes_note_takes_no_credential_either() {
    let world = World::open().await;
    let step = accepted(&world).await;
    let receiver = world.mission.social_worker();
    for secret in SECRETS {
        let end = complete_referral(&world.app, &receiver, step.id, step.version, ("helped", secret)).await;
        refused(end, "note", secret);
    }
    assert_eq!(state(&world, step).await, "accepted");
}

/// What a desk lost by a withdrawal it can no longer pass on.
#[tokio::test]
async fn a_lost_person_is_not_passed_on() {
    let world = World::open().await;
    let step = accepted(&world).await;
    let middle = world.mission.social_worker();
    let copy = crate::endings::copy_of(&world, step).await;
    let onward = draft(&world, &middle, copy, world.caf.service(), ITEMS).await;
    let onward = onward.after(answer(&world, &middle, onward, "yes").await.unwrap());
    let under_way = story::sent_for(&world, &middle, copy, world.caf.services[1]).await;
    relais_app::referrals::withdraw_consent(&world.app, &world.ccas.social_worker(), step.id, "counter")
        .await
        .unwrap();
    let sending = send_referral(&world.app, &middle, onward.id, onward.version).await;
    assert!(matches!(sending, Err(AppError::NotFound)), "{sending:?}");
    assert_eq!(state(&world, onward).await, "draft");
    let receiver = world.caf.social_worker();
    let taken =
        relais_app::referrals::accept_referral(&world.app, &receiver, under_way.id, under_way.version).await;
    assert_eq!(rule(taken), "referral.agreement_not_valid");
    assert_eq!(state(&world, under_way).await, "requested");
}
