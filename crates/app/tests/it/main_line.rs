//! From a need to an outcome, with what each step leaves in rows, journal and news.

use relais_app::referrals::{
    RecordAgreement, accept_referral, acknowledge_referral, complete_referral, record_agreement,
    send_referral, show_agreement_text, start_work,
};
use relais_testdb::{
    World,
    story::{self, Step, accepted, answer, create, draft, entries, sent, state},
};

#[tokio::test]
async fn the_whole_line_on_paper() {
    let world = World::open().await;
    let (sender, receiver) = (world.ccas.social_worker(), world.mission.social_worker());
    let relation = create(&world, &sender, story::amina()).await;
    let step = draft(&world, &sender, relation, world.mission.service(), story::ITEMS).await;
    assert_eq!(state(&world, step).await, "draft");
    assert_eq!(world.db().count("outbox", []).await, 0, "nothing leaves before it is sent");
    let step = step.after(answer(&world, &sender, step, "yes").await.unwrap());
    assert_eq!(state(&world, step).await, "draft");
    let step = step.after(send_referral(&world.app, &sender, step.id, step.version).await.unwrap());
    assert_eq!(state(&world, step).await, "requested");
    assert_eq!(news(&world, world.mission.organisation).await, ["submitted"]);
    let step = step.after(acknowledge_referral(&world.app, &receiver, step.id, step.version).await.unwrap());
    assert_eq!(state(&world, step).await, "received");
    let step = step.after(accept_referral(&world.app, &receiver, step.id, step.version).await.unwrap());
    assert_eq!(state(&world, step).await, "accepted");
    let copies =
        "relation WHERE ground = 'accepted_referral' AND ground_referral_id = $1 AND ended_at IS NULL";
    assert_eq!(world.db().count(copies, [step.id.uuid().into()]).await, 1);
    let step = step.after(start_work(&world.app, &receiver, step.id, step.version).await.unwrap());
    assert_eq!(state(&world, step).await, "in_progress");
    let end =
        complete_referral(&world.app, &receiver, step.id, step.version, ("helped", "Dossier déposé")).await;
    let step = step.after(end.unwrap());
    assert_eq!(state(&world, step).await, "completed");
    let outcome =
        world.db().texts("SELECT outcome FROM referral WHERE id = $1", [step.id.uuid().into()]).await;
    assert_eq!(outcome, ["helped"]);
    assert_eq!(
        entries(&world, step.id.uuid()).await,
        [
            "referral.drafted",
            "referral.edited",
            "referral.edited",
            "referral.submitted",
            "referral.received",
            "referral.accepted",
            "referral.started",
            "referral.completed",
        ]
    );
    let told = news(&world, world.ccas.organisation).await;
    assert_eq!(told, ["acknowledged", "accepted", "started", "completed"]);
    assert_events_are_journalled(&world).await;
}

/// Delivers the outbox and tells what an organisation was told of, in order.
async fn news(world: &World, organisation: relais_domain::ids::OrganisationId) -> Vec<String> {
    world.run_all().await.unwrap();
    let waiting = world.db().count("outbox WHERE done_at IS NULL", []).await;
    assert_eq!(waiting, 0, "the outbox is empty after a round");
    let sql = "SELECT n.kind FROM notice n JOIN outbox o ON o.event_key = n.event_key WHERE n.organisation_id = $1 ORDER BY o.created_at, o.id";
    world.db().texts(sql, [organisation.uuid().into()]).await
}

/// No event without its entry, and an entry is behind one event only.
pub async fn assert_events_are_journalled(world: &World) {
    for table in ["referral_event", "agreement_event"] {
        let orphans = format!(
            "{table} e WHERE NOT EXISTS (SELECT 1 FROM journal_entry j WHERE j.id = e.entry_id AND j.tenant_id = e.organisation_id)"
        );
        assert_eq!(world.db().count(&orphans, []).await, 0, "{table}");
        let shared = format!("SELECT COUNT(*) - COUNT(DISTINCT entry_id) FROM {table}");
        assert_eq!(world.db().number(&shared, []).await, 0, "{table}");
    }
}

#[tokio::test]
async fn two_persons_do_not_mix() {
    let world = World::open().await;
    let sender = world.ccas.social_worker();
    let first = sent(&world).await;
    let relation = create(&world, &sender, story::somebody("Zoé")).await;
    let second = story::sent_for(&world, &sender, relation, world.mission.service()).await;
    assert_ne!(first.relation, second.relation);
    let persons = "SELECT COUNT(DISTINCT person_id) FROM referral WHERE state = 'requested'";
    assert_eq!(world.db().number(persons, []).await, 2);
}

#[tokio::test]
async fn a_spoken_yes_needs_its_witness() {
    let world = World::open().await;
    let sender = world.ccas.social_worker();
    let relation = create(&world, &sender, story::amina()).await;
    let step = draft(&world, &sender, relation, world.mission.service(), story::ITEMS).await;
    let text = show_agreement_text(&world.app, &sender, step.id).await.unwrap();
    let spoken = |witness: &str| RecordAgreement {
        version: step.version,
        answer: "yes".into(),
        method: "spoken_with_witness".into(),
        witness: witness.into(),
        text_sha256: text.text.sha256.to_string(),
        ..RecordAgreement::default()
    };
    let refused = record_agreement(&world.app, &sender, step.id, &spoken("")).await;
    assert!(matches!(refused, Err(relais_app::AppError::Invalid(_))), "{refused:?}");
    assert_eq!(world.db().count("agreement", []).await, 0);
    record_agreement(&world.app, &sender, step.id, &spoken("Yann Le Gall")).await.unwrap();
    let row = "agreement WHERE state = 'given' AND method = 'spoken_with_witness' AND witnessed";
    assert_eq!(world.db().count(row, []).await, 1);
}

#[tokio::test]
async fn an_act_on_a_version_of_yesterday_changes_nothing() {
    let world = World::open().await;
    let step = sent(&world).await;
    let receiver = world.mission.social_worker();
    let stale = Step { version: step.version - 1, ..step };
    let entries_before = world.db().count("journal_entry", []).await;
    let refused = accept_referral(&world.app, &receiver, stale.id, stale.version).await;
    assert!(matches!(refused, Err(relais_app::AppError::Conflict)), "{refused:?}");
    assert_eq!(state(&world, step).await, "requested");
    assert_eq!(world.db().count("journal_entry", []).await, entries_before);
}

#[tokio::test]
async fn accepting_twice_changes_nothing_the_second_time() {
    let world = World::open().await;
    let step = accepted(&world).await;
    let receiver = world.mission.social_worker();
    let refused = accept_referral(&world.app, &receiver, step.id, step.version).await;
    assert!(matches!(refused, Err(relais_app::AppError::Rule { .. })), "{refused:?}");
    assert_eq!(world.db().count("relation WHERE ground = 'accepted_referral'", []).await, 1);
}
