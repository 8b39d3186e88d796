//! A database is new until it holds something that its keys alone open or vouch for.

use relais_store::needs_its_keys;
use relais_testdb::{TestDb, World};

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
