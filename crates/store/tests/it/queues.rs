//! Work between processes: the outbox, leases, repeated requests. Each by a second worker that tries the same.

use chrono::TimeDelta;
use relais_domain::{clock::Clock as _, ids::OutboxId};
use relais_store::{
    StoreError,
    idempotency::Repeated,
    outbox::{Claimed, Message},
};
use relais_testdb::{TestStore, World};
use uuid::Uuid;

fn message(world: &World, key: &str) -> Message {
    Message {
        kind: "submitted",
        event_key: key.into(),
        object: Uuid::nil(),
        organisation: world.mission.organisation,
    }
}

async fn enqueue(world: &World, key: &str) -> bool {
    let unit = world.app.store.begin_house().await.unwrap();
    let queued = unit.enqueue(message(world, key)).await.unwrap();
    unit.commit().await.unwrap();
    queued
}

async fn claim(world: &World) -> Option<OutboxId> {
    claim_most(world, 1).await.first().map(Claimed::id)
}

async fn claim_most(world: &World, most: u32) -> Vec<Claimed> {
    let unit = world.app.store.begin_house().await.unwrap();
    let claimed = unit.claim_messages(unit.now() + TimeDelta::minutes(1), most).await.unwrap();
    unit.commit().await.unwrap();
    claimed
}

#[tokio::test]
async fn the_same_event_is_queued_once() {
    let world = World::open().await;
    assert!(enqueue(&world, "referral:1").await);
    assert!(!enqueue(&world, "referral:1").await);
    assert!(enqueue(&world, "referral:2").await);
    assert_eq!(world.db().count("outbox", []).await, 2);
}

#[tokio::test]
async fn two_workers_never_hold_the_same_message() {
    let world = World::open().await;
    for number in 0..3 {
        enqueue(&world, &format!("referral:{number}")).await;
    }
    let mut held = Vec::new();
    for _ in 0..4 {
        let (one, two) = tokio::join!(claim(&world), claim(&world));
        held.extend([one, two].into_iter().flatten());
    }
    held.sort_unstable();
    let claims = held.len();
    held.dedup();
    assert_eq!((held.len(), claims), (3, 3), "each message was claimed once");
    assert_eq!(claim(&world).await, None, "nothing is left while the claims hold");
    world.advance(TimeDelta::minutes(2));
    assert!(claim(&world).await.is_some(), "a worker that died loses its claim");
    let tried = world.db().number("SELECT CAST(MAX(attempts) AS BIGINT) FROM outbox", []).await;
    assert_eq!(tried, 2);
}

#[tokio::test]
async fn a_message_is_settled_once() {
    let world = World::open().await;
    for event in ["referral:1", "referral:1:again"] {
        enqueue(&world, event).await;
    }
    let claimed = claim_most(&world, 2).await;
    let unit = world.app.store.begin_house().await.unwrap();
    unit.finish_messages(&claimed[..1]).await.unwrap();
    unit.commit().await.unwrap();
    let unit = world.app.store.begin_house().await.unwrap();
    let again = unit.finish_messages(&claimed).await;
    assert!(matches!(again, Err(StoreError::Conflict)), "one is done already: {again:?}");
    drop(unit);
    let unit = world.app.store.begin_house().await.unwrap();
    assert_eq!(unit.outbox_depth().await.unwrap().waiting, 1, "the other is not");
    unit.finish_messages(&claimed[1..]).await.unwrap();
    let depth = unit.outbox_depth().await.unwrap();
    assert_eq!((depth.waiting, depth.dead), (0, 0));
    unit.commit().await.unwrap();
    enqueue(&world, "referral:2").await;
    let id = claim(&world).await.unwrap();
    let unit = world.app.store.begin_house().await.unwrap();
    unit.fail_message(id, "mail.refused", Some(unit.now() + TimeDelta::hours(1))).await.unwrap();
    unit.commit().await.unwrap();
    assert_eq!(claim(&world).await, None, "not before its time");
    world.advance(TimeDelta::hours(2));
    let id = claim(&world).await.unwrap();
    let unit = world.app.store.begin_house().await.unwrap();
    unit.fail_message(id, "mail.refused", None).await.unwrap();
    let depth = unit.outbox_depth().await.unwrap();
    assert_eq!((depth.waiting, depth.dead), (0, 1));
}

#[tokio::test]
async fn a_lease_has_one_holder_and_a_growing_fence() {
    let base = TestStore::open().await;
    let [one, two] = [1, 2].map(Uuid::from_u128);
    let hold = |holder: Uuid| {
        let base = &base;
        async move {
            let unit = base.store.begin_house().await.unwrap();
            let fence = unit.hold_lease("sealer", holder, unit.now() + TimeDelta::seconds(30)).await.unwrap();
            unit.commit().await.unwrap();
            fence
        }
    };
    assert_eq!(hold(one).await, Some(1));
    assert_eq!(hold(two).await, None, "held");
    assert_eq!(hold(one).await, Some(1), "prolonged, the same fence");
    base.advance(TimeDelta::seconds(31));
    assert_eq!(hold(two).await, Some(2), "lapsed");
    assert_eq!(hold(one).await, None);
    base.advance(-TimeDelta::minutes(3));
    assert_eq!(hold(one).await, None, "two instances' clocks may be that far apart");
    base.advance(-TimeDelta::hours(1));
    assert_eq!(hold(one).await, Some(3), "written under another clock: it holds nobody up for an hour");
    let unit = base.store.begin_house().await.unwrap();
    assert!(!unit.lease_is_current("sealer", 1).await.unwrap(), "who slept past its term writes nothing");
    assert!(!unit.lease_is_current("sealer", 2).await.unwrap());
    assert!(unit.lease_is_current("sealer", 3).await.unwrap());
    assert!(!unit.lease_is_current("other", 2).await.unwrap());
}

#[tokio::test]
async fn a_repeated_request_gets_the_first_answer() {
    let world = World::open().await;
    let actor = world.ccas.actor(relais_domain::actor::Role::Integration);
    let ask = |actor: relais_domain::actor::Actor, body: u8| {
        let world = &world;
        async move {
            let abandoned = world.clock().now() - TimeDelta::minutes(1);
            world.app.store.reserve_key((actor.organisation, "k1"), [body; 32], abandoned).await.unwrap()
        }
    };
    assert_eq!(ask(actor, 1).await, Repeated::First);
    assert_eq!(ask(actor, 1).await, Repeated::Running);
    assert_eq!(ask(actor, 2).await, Repeated::OtherBody);
    let other = world.caf.actor(relais_domain::actor::Role::Integration);
    assert_eq!(ask(other, 1).await, Repeated::First, "another organisation's key is another key");
    let store = &world.app.store;
    let key = (actor.organisation, "k1");
    store.answer_key(key, 201, Some("/api/v1/referrals/1".into())).await.unwrap();
    store.free_key(key).await.unwrap(); // frees nothing that was answered
    let first = Repeated::Answered { status: 201, location: Some("/api/v1/referrals/1".into()) };
    assert_eq!(ask(actor, 1).await, first);
    assert_eq!(ask(actor, 2).await, Repeated::OtherBody);
    store.free_key((other.organisation, "k1")).await.unwrap();
    assert_eq!(ask(other, 9).await, Repeated::First, "a refused request frees its key");
    let unit = world.app.store.begin_house().await.unwrap();
    assert_eq!(unit.sweep_keys(world.clock().now() + TimeDelta::hours(1)).await.unwrap(), 2);
}

#[tokio::test]
async fn many_who_ask_at_once_are_each_told_of_their_own_key() {
    let world = World::open().await;
    let organisation = world.ccas.social_worker().organisation;
    let abandoned = world.clock().now() - TimeDelta::minutes(1);
    let keys: Vec<_> = (0..150).map(|number| format!("key {}", number % 100)).collect();
    let asked = keys.iter().map(|key| world.app.store.reserve_key((organisation, key), [1; 32], abandoned));
    let told = futures_util::future::join_all(asked).await;
    for key in 0..100 {
        let first = told
            .iter()
            .zip(&keys)
            .filter(|(told, asked)| **asked == format!("key {key}") && matches!(told, Ok(Repeated::First)));
        assert_eq!(first.count(), 1, "key {key}");
    }
    assert!(told.iter().all(|told| matches!(told, Ok(Repeated::First | Repeated::Running))));
    assert_eq!(world.db().count("idempotency WHERE status IS NULL", []).await, 100);
}

#[tokio::test]
async fn where_the_database_does_not_answer_nobody_waits_for_ever() {
    let world = World::open().await;
    let organisation = world.ccas.social_worker().organisation;
    let abandoned = world.clock().now();
    world.db().execute("ALTER TABLE idempotency RENAME TO elsewhere", []).await.unwrap();
    let reserve = |key: &'static str| world.app.store.reserve_key((organisation, key), [1; 32], abandoned);
    let (one, two) = tokio::join!(reserve("a"), reserve("b"));
    assert!(matches!((one, two), (Err(StoreError::Together(_)), Err(StoreError::Together(_)))));
    world.db().execute("ALTER TABLE elsewhere RENAME TO idempotency", []).await.unwrap();
    assert_eq!(reserve("a").await.unwrap(), Repeated::First, "who comes later is served");
}

#[tokio::test]
async fn two_requests_at_once_reserve_one_key_once() {
    let world = World::open().await;
    let actor = world.ccas.actor(relais_domain::actor::Role::Integration);
    let reserve = || async {
        let abandoned = world.clock().now() - TimeDelta::minutes(1);
        world.app.store.reserve_key((actor.organisation, "k2"), [1; 32], abandoned).await.unwrap()
    };
    let one_of_two = async || {
        let (one, two) = tokio::join!(reserve(), reserve());
        [one, two].iter().filter(|repeated| **repeated == Repeated::First).count()
    };
    assert_eq!(one_of_two().await, 1, "the second waits for the first");
    assert_eq!(one_of_two().await, 0, "it is still running");
    world.advance(TimeDelta::minutes(2));
    assert_eq!(one_of_two().await, 1, "an abandoned one is taken over by one of those who ask");
}

#[tokio::test]
async fn messages_claimed_at_once_come_in_their_order_and_are_another_worker_s_no_more() {
    let world = World::open().await;
    for number in 0..3 {
        world.advance(TimeDelta::seconds(1));
        enqueue(&world, &format!("referral:{number}")).await;
    }
    let unit = world.app.store.begin_house().await.unwrap();
    let claimed = unit.claim_messages(unit.now() + TimeDelta::minutes(1), 2).await.unwrap();
    unit.commit().await.unwrap();
    let keys: Vec<_> = claimed.iter().map(|message| message.event_key.as_str()).collect();
    assert_eq!(keys, ["referral:0", "referral:1"]);
    assert!(claim(&world).await.is_some(), "the third is free");
    assert_eq!(claim(&world).await, None);
}
