//! Rows guard themselves: by version, by scope, by checks of the database, by a mapping that trusts nothing.

use relais_app::referrals::{StartReferral, choose_service, start_referral};
use relais_domain::ids::ReferralId;
use relais_store::StoreError;
use relais_testdb::World;

use crate::desk::{content, found, id, person};

/// A draft of the CCAS to the Mission locale.
pub async fn draft(world: &World) -> ReferralId {
    let actor = world.ccas.social_worker();
    let (_, relation) = person(world, "Amina").await;
    let need = StartReferral { relation: Some(relation), need: "un logement".into(), ..Default::default() };
    let id = start_referral(&world.app, &actor, &need).await.unwrap();
    choose_service(&world.app, &actor, id, 1, world.mission.service()).await.unwrap();
    id
}

#[tokio::test]
async fn a_version_that_moved_on_is_a_conflict() {
    let world = World::open().await;
    let actor = world.ccas.social_worker();
    let (_, relation) = person(&world, "Amina").await;
    let unit = world.app.store.begin(&actor).await.unwrap();
    let (_, row) = found(&unit, &actor, relation).await;
    unit.save_relation(&row, 1, &content("Aminata")).await.unwrap();
    let again = unit.save_relation(&row, 1, &content("Aminatou")).await;
    assert!(matches!(again, Err(StoreError::Conflict)), "{again:?}");
    unit.commit().await.unwrap();
    let version = "SELECT CAST(version AS BIGINT) FROM relation WHERE id = $1";
    assert_eq!(world.db().number(version, [id(relation.uuid())]).await, 2);
    let referral = draft(&world).await;
    let unit = world.app.store.begin(&actor).await.unwrap();
    let mut stored = unit.find_referral(referral).await.unwrap().unwrap();
    let stale = unit.save_referral(&mut stored, 1, None).await;
    assert!(matches!(stale, Err(StoreError::Conflict)), "{stale:?}");
}

#[tokio::test]
async fn without_a_commit_nothing_stays() {
    let world = World::open().await;
    let rows = "SELECT (SELECT COUNT(*) FROM person) + (SELECT COUNT(*) FROM relation) + (SELECT COUNT(*) FROM journal_entry)";
    let before = world.db().number(rows, []).await;
    let actor = world.ccas.social_worker();
    let unit = world.app.store.begin(&actor).await.unwrap();
    unit.insert_person(relais_domain::ids::PersonId::random(world.app.random.as_ref())).await.unwrap();
    unit.record(relais_store::journal::Act::new(relais_store::journal::Action::PersonCreated)).await.unwrap();
    drop(unit);
    assert_eq!(world.db().number(rows, []).await, before);
}

#[tokio::test]
async fn rows_of_others_are_not_found() {
    let world = World::open().await;
    let (_, relation) = person(&world, "Amina").await;
    let referral = draft(&world).await;
    let unit = world.app.store.begin(&world.caf.social_worker()).await.unwrap();
    assert!(unit.find_relation(relation).await.unwrap().is_none());
    assert!(unit.find_referral(referral).await.unwrap().is_none());
    assert!(unit.list_relations(None, 10).await.unwrap().is_empty());
    drop(unit);
    let house = world.app.store.begin_house().await.unwrap();
    let none = house.find_relation(relation).await;
    assert!(matches!(none, Err(StoreError::Journal(_))), "work of the house asks for no organisation's rows");
}

/// The database itself refuses an end without its reason, whoever writes it.
#[tokio::test]
async fn the_database_refuses_an_end_without_a_reason() {
    let world = World::open().await;
    let referral = draft(&world).await;
    for state in [
        "completed",
        "rejected",
        "cancelled",
        "expired",
        "consent_withdrawn",
        "entered_in_error",
        "on_hold",
        "requested",
        "accepted",
        "asleep",
    ] {
        let sql = "UPDATE referral SET state = $1 WHERE id = $2";
        let refused = world.db().execute(sql, [state.into(), id(referral.uuid())]).await;
        assert!(refused.is_err(), "{state} passes");
    }
    for (table, column, value) in [
        ("membership", "role", "integration"),
        ("membership", "status", "asleep"),
        ("relation", "ground", "curiosity"),
        ("invitation", "state", "x"),
        ("referral", "outcome", "x"),
    ] {
        let sql = format!("UPDATE {table} SET {column} = $1");
        let rows = world.db().count(table, []).await;
        let refused = world.db().execute(&sql, [value.into()]).await;
        assert!(refused.is_err() || rows == 0, "{table}.{column} takes {value}");
    }
    let cancelled = "UPDATE referral SET state = 'cancelled', cancel_reason = 'other', closed_at = created_at
                     WHERE id = $1";
    assert_eq!(world.db().execute(cancelled, [id(referral.uuid())]).await.unwrap(), 1);
}

/// A row that the rules could not have written names table, column and row.
#[tokio::test]
async fn an_impossible_row_is_named() {
    let world = World::open().await;
    let referral = draft(&world).await;
    let sql = "UPDATE referral SET items = 'everything' WHERE id = $1";
    world.db().execute(sql, [id(referral.uuid())]).await.unwrap();
    let unit = world.app.store.begin(&world.ccas.social_worker()).await.unwrap();
    let read = unit.find_referral(referral).await;
    let Err(StoreError::Inconsistent { table, column, row }) = read else { panic!("{read:?}") };
    assert_eq!((table, column, row), ("referral", "items", referral.uuid().to_string()));
    drop(unit);
    let sql = "UPDATE referral SET items = '', accepted_at = created_at WHERE id = $1";
    world.db().execute(sql, [id(referral.uuid())]).await.unwrap();
    let unit = world.app.store.begin(&world.ccas.social_worker()).await.unwrap();
    let read = unit.find_referral(referral).await;
    assert!(matches!(read, Err(StoreError::Inconsistent { table: "referral", .. })), "{read:?}");
}

#[tokio::test]
async fn a_taken_key_and_a_loose_reference_are_told_apart() {
    let world = World::open().await;
    let actor = world.ccas.social_worker();
    let (person, relation) = person(&world, "Amina").await;
    let unit = world.app.store.begin(&actor).await.unwrap();
    let again = unit.insert_person(person).await;
    assert!(matches!(again, Err(StoreError::Unique(_))), "{again:?}");
    drop(unit);
    let unit = world.app.store.begin(&actor).await.unwrap();
    let nobody = relais_domain::ids::PersonId::random(world.app.random.as_ref());
    let id = relais_domain::ids::RelationId::random(world.app.random.as_ref());
    let loose = unit.insert_relation(crate::desk::relation(id, nobody, actor.organisation, None, "X")).await;
    assert!(matches!(loose, Err(StoreError::ForeignKey(_))), "{loose:?}");
    drop(unit);
    let unit = world.app.store.begin(&actor).await.unwrap();
    assert!(unit.find_relation(relation).await.unwrap().is_some());
}

/// Instants come back as they went in, and compare as instants: both engines keep microseconds.
#[tokio::test]
async fn instants_keep_their_microseconds_and_their_order() {
    let world = World::open().await;
    let (_, relation) = person(&world, "Amina").await;
    let actor = world.ccas.social_worker();
    let base = relais_domain::clock::Clock::now(world.clock());
    let whole = base - chrono::TimeDelta::nanoseconds(i64::from(base.timestamp_subsec_nanos()));
    for micros in [0, 1, 10, 123, 123_000, 123_001, 123_456, 999_999] {
        let at = whole + chrono::TimeDelta::microseconds(micros);
        let sql = "UPDATE relation SET last_contact_at = $1 WHERE id = $2";
        world.db().execute(sql, [at.into(), id(relation.uuid())]).await.unwrap();
        let unit = world.app.store.begin(&actor).await.unwrap();
        assert_eq!(unit.find_relation(relation).await.unwrap().unwrap().last_contact_at, at);
        drop(unit);
        let earlier = at - chrono::TimeDelta::microseconds(1);
        let later = at + chrono::TimeDelta::microseconds(1);
        let between = "relation WHERE last_contact_at > $1 AND last_contact_at < $2 AND last_contact_at = $3";
        let values = [earlier.into(), later.into(), at.into()];
        assert_eq!(world.db().count(between, values).await, 1, "{at}");
    }
}
