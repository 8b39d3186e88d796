//! What a yes covers, and what ends it before anything has left under it.

use relais_app::referrals::{StartReferral, choose_service, send_referral, write_need};
use relais_domain::actor::Actor;
use relais_testdb::World;

use crate::story::{self, ITEMS, Step, answer, create, draft, need, state};

async fn agreed_draft(world: &World, actor: &Actor) -> Step {
    let relation = create(world, actor, story::amina()).await;
    let step = draft(world, actor, relation, world.mission.service(), ITEMS).await;
    step.after(answer(world, actor, step, "yes").await.unwrap())
}

/// The draft holds no agreement, the yes has ended with its event and its entry, and sending asks her again.
async fn assert_must_ask_again(world: &World, actor: &Actor, step: Step, case: &str) {
    let db = world.db();
    let draft = "referral WHERE id = $1 AND agreement_id IS NULL";
    assert_eq!(db.count(draft, [step.id.uuid().into()]).await, 1, "{case}: detached");
    let ended = "agreement WHERE referral_id = $1 AND state = 'invalidated' AND invalid_reason = 'draft_changed' AND ended_at IS NOT NULL";
    assert_eq!(db.count(ended, [step.id.uuid().into()]).await, 1, "{case}: the yes has ended");
    let event = "agreement_event e JOIN agreement a ON a.id = e.agreement_id JOIN journal_entry j ON j.id = e.entry_id WHERE a.referral_id = $1 AND e.event = 'invalidated' AND j.action = 'agreement.invalidated'";
    assert_eq!(db.count(event, [step.id.uuid().into()]).await, 1, "{case}: its event, with its entry");
    let sent = send_referral(&world.app, actor, step.id, step.version).await.unwrap();
    assert_eq!(state(world, step).await, "awaiting_consent", "{case}");
    assert_eq!(db.count("outbox WHERE object_id = $1", [step.id.uuid().into()]).await, 0, "{case}");
    let again = answer(world, actor, step.after(sent), "yes").await.unwrap();
    assert_eq!((again.id, state(world, step).await.as_str()), (step.id, "requested"), "{case}");
}

#[tokio::test]
async fn a_need_in_other_words_needs_another_agreement() {
    type Rewriting = fn(&mut StartReferral);
    let cases: [(&str, Rewriting); 5] = [
        ("need", |input| input.need = "Elle conteste une dette".into()),
        ("theme", |input| input.theme = "argent".into()),
        ("situation", |input| input.situation = "À la rue".into()),
        ("no situation", |input| input.situation = String::new()),
        ("availability", |input| input.availability = "jamais".into()),
    ];
    for (case, rewrite) in cases {
        let world = World::open().await;
        let actor = world.ccas.social_worker();
        let step = agreed_draft(&world, &actor).await;
        let mut input = need(step.relation);
        rewrite(&mut input);
        let saved = write_need(&world.app, &actor, step.id, step.version, &input).await.unwrap();
        assert_must_ask_again(&world, &actor, step.after(saved), case).await;
    }
}

#[tokio::test]
async fn the_same_need_saved_again_keeps_the_agreement() {
    let world = World::open().await;
    let actor = world.ccas.social_worker();
    let step = agreed_draft(&world, &actor).await;
    let same = need(step.relation);
    let step = step.after(write_need(&world.app, &actor, step.id, step.version, &same).await.unwrap());
    assert_eq!(world.db().texts("SELECT state FROM agreement", []).await, ["given"]);
    assert_eq!(world.db().count("journal_entry WHERE action = 'agreement.invalidated'", []).await, 0);
    send_referral(&world.app, &actor, step.id, step.version).await.unwrap();
    assert_eq!(state(&world, step).await, "requested");
}

#[tokio::test]
async fn a_yes_for_another_service_ends_when_the_service_changes() {
    let world = World::open().await;
    let actor = world.ccas.social_worker();
    let step = agreed_draft(&world, &actor).await;
    let same = world.mission.service();
    let step = step.after(choose_service(&world.app, &actor, step.id, step.version, same).await.unwrap());
    assert_eq!(world.db().texts("SELECT state FROM agreement", []).await, ["given"], "the same service");
    let other = world.caf.service();
    let step = step.after(choose_service(&world.app, &actor, step.id, step.version, other).await.unwrap());
    assert_must_ask_again(&world, &actor, step, "service").await;
}
