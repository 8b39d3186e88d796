//! What the jobs end loses its keys, and when.

use chrono::TimeDelta;
use relais_app::referrals::{complete_referral, withdraw_consent};
use relais_testdb::{World, story};

/// What the Mission locale holds of the person: rows still sealed, keys ordered destroyed, entries of both.
async fn held(world: &World) -> [i64; 4] {
    let db = world.db();
    [
        db.count("relation WHERE ground = 'accepted_referral' AND payload IS NOT NULL", []).await,
        db.count("key_destruction WHERE done_at IS NOT NULL", []).await,
        db.count("journal_entry WHERE action = 'relation.ended'", []).await,
        db.count("journal_entry WHERE action = 'key.destroyed'", []).await,
    ]
}

#[tokio::test]
async fn after_the_term_the_partner_s_copy_cannot_be_read_even_by_key() {
    let world = World::open().await;
    let step = story::accepted(&world).await;
    let receiver = world.mission.social_worker();
    complete_referral(&world.app, &receiver, step.id, step.version, ("helped", "")).await.unwrap();
    world.run_all().await.unwrap();
    assert_eq!(held(&world).await, [1, 0, 0, 0], "it may still be reopened");
    world.advance(TimeDelta::days(29));
    world.run_all().await.unwrap();
    assert_eq!(held(&world).await, [1, 0, 0, 0]);
    world.advance(TimeDelta::days(2));
    world.run_all().await.unwrap();
    assert_eq!(held(&world).await, [0, 1, 1, 1]);
    let state = world.db().texts("SELECT state FROM agreement", []).await;
    assert_eq!(state, ["expired"]);
    assert_eq!(world.db().count("agreement_event WHERE event = 'expired'", []).await, 1);
    world.run_all().await.unwrap();
    assert_eq!(held(&world).await, [0, 1, 1, 1], "once");
    let own = world.db().count("relation WHERE ground = 'own_reception' AND payload IS NOT NULL", []).await;
    assert_eq!(own, 1, "the organisation that met her keeps its own");
}

#[tokio::test]
async fn what_a_round_ends_loses_its_keys_together() {
    let world = World::open().await;
    let (sender, receiver) = (world.ccas.social_worker(), world.mission.social_worker());
    for name in ["Berthe", "Chloé", "Dalila"] {
        let relation = story::create(&world, &sender, story::somebody(name)).await;
        let step = story::sent_for(&world, &sender, relation, world.mission.service()).await;
        let step = story::accept(&world, step).await;
        complete_referral(&world.app, &receiver, step.id, step.version, ("helped", "")).await.unwrap();
    }
    world.advance(TimeDelta::days(31));
    world.run_all().await.unwrap();
    assert_eq!(held(&world).await, [0, 3, 3, 3]);
    let together = "SELECT CAST(COUNT(DISTINCT generation) AS BIGINT) FROM key_destruction";
    assert_eq!(world.db().number(together, []).await, 1, "the key store is written anew once");
    let step = story::accepted(&world).await;
    withdraw_consent(&world.app, &sender, step.id, "counter").await.unwrap();
    assert!(held(&world).await[1] > 3, "what an agent ends loses its key at once");
}
