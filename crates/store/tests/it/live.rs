//! What open pages are told, by the commit that changes what they show: here and, on PostgreSQL, at every instance.

use std::{sync::Arc, time::Duration};

use chrono::TimeDelta;
use futures_util::FutureExt as _;
use relais_app::jobs::expire_agreements;
use relais_domain::{clock::Clock as _, ids::OrganisationId};
use relais_store::{
    Store, StoreError,
    connect::Engine,
    live::{Follower, News, Topic},
    outbox::Message,
};
use relais_testdb::{World, story};
use tokio::time::timeout;
use uuid::Uuid;

/// Begins to hear the other instances, and waits until it does.
async fn hear(store: &Store, world: &World) {
    if store.engine() == Engine::Sqlite {
        return;
    }
    let mut first = follow(store, world, Topic::Desk(OrganisationId::new(Uuid::from_u128(77))));
    let hearing = store.clone();
    tokio::spawn(async move { hearing.hear_changes().await });
    assert_eq!(news(&mut first).await, News::Changed, "whoever followed before is told to look");
}

fn follow(store: &Store, world: &World, topic: Topic) -> Follower {
    store.live().follow(topic, world.clock().now(), Uuid::from_u128(1)).unwrap()
}

fn message(world: &World) -> Message {
    let organisation = world.mission.organisation;
    Message { kind: "submitted", event_key: "referral:1".into(), object: Uuid::nil(), organisation }
}

async fn news(follower: &mut Follower) -> News {
    timeout(Duration::from_secs(10), follower.news()).await.unwrap()
}

#[tokio::test]
async fn a_commit_tells_the_sheet_and_both_desks_and_a_rolled_back_one_tells_nobody() {
    let world = World::open().await;
    let store = &world.app.store;
    hear(store, &world).await;
    let mut arrives = follow(store, &world, Topic::Desk(world.mission.organisation));
    let step = story::sent(&world).await;
    assert_eq!(news(&mut arrives).await, News::Changed, "and so everything before it was heard");
    let [here, there, elsewhere] =
        [&world.ccas, &world.mission, &world.caf].map(|desk| Topic::Desk(desk.organisation));
    let mut followers = [Topic::Referral(step.id), here, there].map(|topic| follow(store, &world, topic));
    let mut stranger = follow(store, &world, elsewhere);
    let unit = store.begin(&world.mission.social_worker()).await.unwrap();
    let mut stored = unit.find_referral(step.id).await.unwrap().unwrap();
    unit.save_referral(&mut stored, step.version, None).await.unwrap();
    drop(unit);
    let actor = world.ccas.social_worker();
    let relation = story::create(&world, &actor, story::somebody("Yann")).await;
    let other = story::draft(&world, &actor, relation, world.mission.service(), story::ITEMS).await;
    let mut own = follow(store, &world, Topic::Referral(other.id));
    let unit = store.begin(&actor).await.unwrap();
    let mut stored = unit.find_referral(other.id).await.unwrap().unwrap();
    unit.save_referral(&mut stored, other.version, None).await.unwrap();
    unit.commit().await.unwrap();
    assert_eq!(news(&mut own).await, News::Changed);
    let [sheet, _, partner] = &mut followers;
    assert_eq!(sheet.news().now_or_never(), None, "its change was rolled back");
    assert_eq!(partner.news().now_or_never(), None, "what was never sent is the sender's own");
    story::accept(&world, step).await;
    for follower in &mut followers {
        assert_eq!(news(follower).await, News::Changed);
    }
    assert_eq!(stranger.news().now_or_never(), None);
}

#[tokio::test]
async fn another_instance_hears_it_too() {
    let world = World::open().await;
    if world.app.store.engine() == Engine::Sqlite {
        return; // One process: there is no other.
    }
    let (clock, random) = (Arc::clone(&world.app.clock), Arc::clone(&world.app.random));
    let other = Store::new(world.db().pools().clone(), Arc::clone(world.app.store.keys()), clock, random);
    hear(&other, &world).await;
    let step = story::sent(&world).await;
    let mut follower = follow(&other, &world, Topic::Referral(step.id));
    story::accept(&world, step).await;
    assert_eq!(news(&mut follower).await, News::Changed);
}

#[tokio::test]
async fn whoever_lost_its_turn_commits_nothing() {
    let world = World::open().await;
    let store = &world.app.store;
    let [one, two] = [1, 2].map(Uuid::from_u128);
    let mine = store.in_turn("rounds", one).await.unwrap().expect("nobody is at it");
    assert!(store.in_turn("rounds", two).await.unwrap().is_none(), "one at a time");
    let lease = "SELECT fence FROM lease WHERE name = 'rounds'";
    world.advance(chrono::TimeDelta::seconds(20));
    mine.begin_house().await.unwrap().commit().await.unwrap();
    world.advance(chrono::TimeDelta::seconds(20));
    assert!(store.in_turn("rounds", two).await.unwrap().is_none(), "each commit prolongs the turn");
    world.advance(chrono::TimeDelta::seconds(40));
    let theirs = store.in_turn("rounds", two).await.unwrap().expect("the first one was paused");
    assert_eq!(world.db().number(lease, []).await, 2);
    let late = mine.begin_house().await.unwrap();
    late.enqueue(message(&world)).await.unwrap();
    let late = late.commit().await;
    assert!(matches!(late, Err(StoreError::Conflict)), "{late:?}");
    assert_eq!(world.db().count("outbox", []).await, 0, "what it did while paused is not there");
    theirs.begin_house().await.unwrap().commit().await.unwrap();
    store.leave_turn("rounds", one).await.unwrap();
    assert!(store.in_turn("rounds", one).await.unwrap().is_none(), "it leaves its own turn only");
    store.leave_turn("rounds", two).await.unwrap();
    assert!(store.in_turn("rounds", one).await.unwrap().is_some());
}

#[tokio::test]
async fn a_sheet_is_told_when_the_agreement_it_is_read_under_runs_out() {
    let world = World::open().await;
    let store = &world.app.store;
    hear(store, &world).await;
    let mut arrives = follow(store, &world, Topic::Desk(world.mission.organisation));
    let step = story::accepted(&world).await;
    assert_eq!(news(&mut arrives).await, News::Changed, "and so everything before it was heard");
    world.advance(TimeDelta::days(200));
    let mut sheet = follow(store, &world, Topic::Referral(step.id));
    assert_eq!(expire_agreements(&world.app).await.unwrap(), 1);
    assert_eq!(news(&mut sheet).await, News::Changed);
    assert_eq!(story::state(&world, step).await, "accepted", "the referral itself was not saved");
}
