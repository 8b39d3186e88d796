//! A database is new until it holds something that its keys alone open or vouch for.

use std::os::unix::fs::PermissionsExt as _;

use relais_app::{journal::seal_journal, referrals::withdraw_consent};
use relais_crypto::keystore::{Inspection, RootKey, Stored, WrappedDek};
use relais_domain::clock::Clock as _;
use relais_store::{JOURNAL_SECRET, last_note, needs_its_keys, newest_entry, newest_wraps};
use relais_testdb::{KeyPlace, TestDb, World, story};

#[tokio::test]
async fn a_migrated_database_is_new_and_one_with_a_network_is_not() {
    let db = TestDb::open().await;
    assert!(!needs_its_keys(db.connection()).await.unwrap());
    let world = World::open().await;
    assert!(needs_its_keys(world.db().connection()).await.unwrap());
}

#[tokio::test]
async fn a_checkpoint_alone_needs_the_key_that_signed_it() {
    let db = TestDb::open().await;
    let sql = "INSERT INTO journal_checkpoint (number, size, root, sealed_at, note, tag)
               VALUES (1, 0, $1, CURRENT_TIMESTAMP, '', $1)";
    db.execute(sql, [vec![7_u8; 32].into()]).await.unwrap();
    assert!(needs_its_keys(db.connection()).await.unwrap());
}

fn backup(world: &World) -> Stored {
    let KeyPlace::Memory(medium) = &world.base.keys else { panic!("keys in memory") };
    medium.backup().unwrap()
}

fn inspected(stored: &Stored, root: u8) -> Result<Inspection, relais_crypto::keystore::KeyError> {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), [root; 32]).unwrap();
    std::fs::set_permissions(file.path(), std::fs::Permissions::from_mode(0o400)).unwrap();
    Inspection::of(stored, &RootKey::read_file(file.path()).unwrap())
}

fn opened(stored: &Stored, wraps: &[WrappedDek]) -> usize {
    let inspection = inspected(stored, 7).unwrap();
    wraps.iter().filter(|wrap| inspection.opens(wrap).is_ok()).count()
}

#[tokio::test]
async fn the_newest_sheets_open_in_their_key_store_and_in_no_older_copy() {
    let world = World::open().await;
    let connection = world.db().connection();
    assert_eq!(newest_wraps(connection).await.unwrap(), []);
    let before = backup(&world);
    let step = story::accepted(&world).await;
    let wraps = newest_wraps(connection).await.unwrap();
    assert_eq!(wraps.len(), 2, "the sender's sheet and the recipient's copy");
    assert_eq!((opened(&backup(&world), &wraps), opened(&before, &wraps)), (2, 0));
    assert!(inspected(&before, 8).is_err(), "another root key");

    withdraw_consent(&world.app, &world.ccas.social_worker(), step.id, "counter").await.unwrap();
    world.run_all().await.unwrap();
    let left = newest_wraps(connection).await.unwrap();
    assert_eq!((left.len(), opened(&backup(&world), &left)), (1, 1), "what was destroyed is not missed");
    assert_eq!(opened(&backup(&world), &wraps), 1);
}

#[tokio::test]
async fn a_database_says_when_it_was_last_written_and_what_was_signed_last() {
    let world = World::open().await;
    let connection = world.db().connection();
    assert_eq!(newest_entry(TestDb::open().await.connection()).await.unwrap(), None);
    world.advance(chrono::TimeDelta::days(3));
    let before = world.clock().now();
    story::create(&world, &world.ccas.social_worker(), story::amina()).await;
    let newest = newest_entry(connection).await.unwrap().unwrap();
    assert!(before <= newest && newest <= world.clock().now(), "{before} {newest}");

    seal_journal(&world.app).await.unwrap();
    let note = last_note(connection).await.unwrap().unwrap();
    assert!(note.starts_with(&world.app.settings.journal_name), "{note}");
    assert_eq!(inspected(&backup(&world), 7).unwrap().verifying_keys(&JOURNAL_SECRET).len(), 1);
}
