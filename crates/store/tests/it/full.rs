//! A disk without room, as the embedded engine meets it. On the other one the server ends a transaction by itself.

use relais_store::{StoreError, connect};
use relais_testdb::{Backend, TestDb};
use sea_orm::{ConnectionTrait as _, TransactionTrait as _};

#[tokio::test]
async fn after_a_transaction_found_no_room_what_is_committed_is_kept_and_nothing_stays_locked() {
    if Backend::asked() != Backend::Sqlite {
        return;
    }
    let db = TestDb::open().await;
    let one = connect::connect(db.url(), 1).await.unwrap();
    one.execute_unprepared("CREATE TABLE filling (bytes BLOB)").await.unwrap();
    one.execute_unprepared("PRAGMA max_page_count = 1").await.unwrap();
    let without_room = one.begin().await.unwrap();
    let filling = "INSERT INTO filling VALUES (randomblob(1000000))";
    let error = without_room.execute_unprepared(filling).await.unwrap_err();
    assert!(matches!(StoreError::from(error), StoreError::Unavailable(_)));
    drop(without_room);
    one.execute_unprepared("PRAGMA max_page_count = 1000000").await.unwrap();
    let taken_back = one.begin().await.unwrap();
    taken_back.execute_unprepared("CREATE TABLE taken_back (number INTEGER)").await.unwrap();
    drop(taken_back);
    let later = one.begin().await.unwrap();
    later.execute_unprepared("CREATE TABLE kept (number INTEGER)").await.unwrap();
    later.commit().await.unwrap();
    assert_eq!(db.count("sqlite_master WHERE name = 'kept'", []).await, 1, "seen from another connection");
    assert_eq!(db.count("sqlite_master WHERE name = 'taken_back'", []).await, 0);
    db.execute("CREATE TABLE by_another (number INTEGER)", []).await.unwrap();
}
