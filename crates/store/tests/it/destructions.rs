//! Keys ordered destroyed are destroyed: right after the commit, or at the next start before anything is served.

use relais_crypto::{
    context::{Id, SlotAddress},
    keystore::SlotPage,
};
use relais_domain::{ids::RelationId, random::Random as _};
use relais_store::StoreError;
use relais_testdb::{KeyPlace, World};
use uuid::Uuid;

use crate::{
    desk::{copy, id, person, read},
    rows::draft,
};

async fn key_lives(world: &World, relation: RelationId) -> bool {
    let slots = world.app.store.keys().list_slots(SlotPage { after: None, limit: 10_000 }).await.unwrap();
    slots.iter().any(|slot| slot.address == SlotAddress::case(Id::from(relation.bytes())))
}

/// A copy at the Mission locale that rests on a referral of the CCAS.
async fn copied(world: &World) -> (RelationId, relais_domain::ids::ReferralId) {
    let referral = draft(world).await;
    let (known, _) = person(world, "Amina").await;
    (copy(world, &world.mission.social_worker(), known, referral).await, referral)
}

#[tokio::test]
async fn an_ended_relation_loses_its_key_with_the_commit() {
    let world = World::open().await;
    let (copy, referral) = copied(&world).await;
    assert!(key_lives(&world, copy).await);
    let unit = world.app.store.begin(&world.ccas.social_worker()).await.unwrap();
    unit.end_relations_of_referral(referral).await.unwrap();
    assert!(key_lives(&world, copy).await, "not before the commit");
    unit.commit().await.unwrap();
    assert!(!key_lives(&world, copy).await);
    let done = "key_destruction WHERE object_id = $1 AND done_at IS NOT NULL AND generation > 0";
    assert_eq!(world.db().count(done, [id(copy.uuid())]).await, 1);
}

#[tokio::test]
async fn a_rolled_back_end_destroys_nothing() {
    let world = World::open().await;
    let (copy, referral) = copied(&world).await;
    let unit = world.app.store.begin(&world.ccas.social_worker()).await.unwrap();
    unit.end_relations_of_referral(referral).await.unwrap();
    drop(unit);
    assert!(key_lives(&world, copy).await);
    assert_eq!(world.db().count("key_destruction", []).await, 0);
}

/// The machine stops between the commit and the destruction: the order is in the database, the key still lives.
#[tokio::test]
async fn a_crash_before_the_destruction_is_made_good_at_the_next_start() {
    let mut world = World::open().await;
    let (copy, _) = copied(&world).await;
    let order = Uuid::from_bytes(world.base.random.array());
    let now = relais_domain::clock::Clock::now(world.clock());
    let sql = "INSERT INTO key_destruction (id, class, bucket, object_id, ordered_at) VALUES ($1, 'case', 0, $2, $3)";
    world.db().execute(sql, [id(order), id(copy.uuid()), now.into()]).await.unwrap();
    assert!(key_lives(&world, copy).await);
    world.restart().await;
    assert!(!key_lives(&world, copy).await, "destroyed before anything is served");
    let done = "key_destruction WHERE id = $1 AND done_at IS NOT NULL AND generation IS NOT NULL";
    assert_eq!(world.db().count(done, [id(order)]).await, 1);
    world.restart().await;
    assert_eq!(world.app.store.run_destructions().await.unwrap(), 0, "and done once");
}

/// An old copy of the key store is put back: what was destroyed since is destroyed again before it serves.
#[tokio::test]
async fn a_key_store_from_yesterday_learns_what_is_dead() {
    let mut world = World::open().await;
    let (copy, referral) = copied(&world).await;
    let (_, other) = person(&world, "Zoé").await;
    let KeyPlace::Memory(medium) = &world.base.keys else { panic!("keys in memory") };
    let medium = medium.clone();
    let yesterday = medium.backup();
    let rows = "SELECT wrap FROM relation WHERE id = $1";
    let wrap: Vec<Option<Vec<u8>>> = world.db().column(rows, [id(copy.uuid())]).await;
    let payload: Vec<Option<Vec<u8>>> =
        world.db().column("SELECT payload FROM relation WHERE id = $1", [id(copy.uuid())]).await;
    let unit = world.app.store.begin(&world.ccas.social_worker()).await.unwrap();
    unit.end_relations_of_referral(referral).await.unwrap();
    unit.commit().await.unwrap();
    medium.restore(yesterday);
    world.restart().await;
    assert!(!key_lives(&world, copy).await, "the old copy does not bring it back");
    // even with the row's old bytes put back, nothing opens
    let back = "UPDATE relation SET wrap = $1, payload = $2, ended_at = NULL, ground_referral_id = NULL WHERE id = $3";
    let bytes = [wrap.into_iter().next().flatten().into(), payload.into_iter().next().flatten().into()];
    let [wrap, payload]: [relais_testdb::Value; 2] = bytes;
    world.db().execute(back, [wrap, payload, id(copy.uuid())]).await.unwrap();
    let resurrected = read(&world.app.store, &world.mission.social_worker(), copy).await;
    assert!(matches!(resurrected, Err(StoreError::Keys(_) | StoreError::Envelope(_))), "{resurrected:?}");
    assert!(read(&world.app.store, &world.ccas.social_worker(), other).await.is_ok(), "the others live on");
}
