//! The pools: whoever reads cannot write, and the log of the embedded engine begins anew beside those who read.

use std::time::Duration;

use relais_store::connect::Engine;
use relais_testdb::{TestDb, Value, World};
use sea_orm::ConnectionTrait as _;

#[tokio::test]
async fn a_connection_that_reads_writes_nothing() {
    let db = TestDb::open().await;
    db.execute("CREATE TABLE mine (number INTEGER)", []).await.unwrap();
    let insert = "INSERT INTO mine VALUES (1)";
    let refused = db.pools().reading().execute_unprepared(insert).await.unwrap_err().to_string();
    assert!(refused.contains("readonly") || refused.contains("read-only"), "{refused}");
    assert_eq!(db.count("mine", []).await, 0);
    db.pools().writing().execute_unprepared(insert).await.unwrap();
    assert_eq!(db.count("mine", []).await, 1, "the statement itself is one");
}

#[tokio::test]
async fn a_read_shows_one_picture_whatever_is_written_beside_it() {
    let world = World::open().await;
    let unit = world.app.store.read(&world.ccas.social_worker()).await.unwrap();
    let before = unit.count_waiting_entries().await.unwrap();
    relais_testdb::story::sent(&world).await;
    assert_eq!(unit.count_waiting_entries().await.unwrap(), before);
    drop(unit);
    let unit = world.app.store.read(&world.ccas.social_worker()).await.unwrap();
    assert!(unit.count_waiting_entries().await.unwrap() > before);
}

#[tokio::test]
async fn a_connection_that_the_server_let_go_while_it_lay_idle_is_met_by_nobody() {
    let world = World::open().await;
    let (db, store) = (world.db(), &world.app.store);
    if store.engine() == Engine::Sqlite {
        return; // It has no server.
    }
    let read = async || {
        let unit = store.read(&world.ccas.social_worker()).await?;
        unit.count_waiting_entries().await?;
        unit.commit().await
    };
    read().await.unwrap();
    let others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
    let end = format!("SELECT COUNT(pg_terminate_backend(pid)) {others}");
    assert!(db.number(&end, []).await > 0);
    let mut rounds = 0;
    while rounds == 0 || db.number(&format!("SELECT COUNT(*) {others}"), []).await > 0 {
        // Idle is what a connection is by the machine's clock; and the server ends them when it gets to it.
        drop(tokio::time::timeout(Duration::from_millis(60), std::future::pending::<()>()).await);
        rounds += 1;
        assert!(rounds < 100, "they were told to end");
    }
    for _ in 0..3 {
        read().await.unwrap();
    }
}

/// Pages in the log, as SQLite counts them.
async fn logged(db: &TestDb) -> i64 {
    let row = db.connection().query_one_raw(sea_orm::Statement::from_string(
        db.connection().get_database_backend(),
        "PRAGMA wal_checkpoint(NOOP)",
    ));
    row.await.unwrap().unwrap().try_get_by_index(1).unwrap()
}

#[tokio::test]
async fn a_long_log_begins_anew_once_nobody_reads_what_it_holds() {
    let world = World::open().await;
    let (db, store) = (world.db(), &world.app.store);
    if store.engine() == Engine::Postgres {
        return; // The server keeps its own.
    }
    let fill = async || {
        let filling =
            db.pools().writing().execute_unprepared("INSERT INTO filling VALUES (randomblob(6000000))");
        filling.await.unwrap();
    };
    db.execute("CREATE TABLE filling (bytes BLOB)", []).await.unwrap();
    fill().await;
    let long = logged(db).await;
    assert!(long > 1000, "{long}");
    let reader = store.read(&world.ccas.social_worker()).await.unwrap();
    reader.count_waiting_entries().await.unwrap();
    fill().await;
    store.keep_log_short().await.unwrap();
    fill().await;
    assert!(logged(db).await > long, "somebody still reads: it goes on growing, and nobody waits");
    drop(reader);
    db.execute("INSERT INTO filling VALUES ('last')", []).await.unwrap();
    let mut rounds = 0;
    while rounds == 0 || logged(db).await > 100 {
        // Nobody waited for the end of the read either.
        tokio::task::yield_now().await;
        store.keep_log_short().await.unwrap();
        // Another text each time: what stays the same is not written.
        db.execute(&format!("UPDATE filling SET bytes = '{rounds:04}' WHERE rowid = 4"), []).await.unwrap();
        rounds += 1;
        assert!(rounds < 100, "it begins anew");
    }
    assert_eq!(db.count("filling", []).await, 4, "and everything is in the file");
    let length = "SELECT LENGTH(bytes) FROM filling";
    assert_eq!(db.column::<i64>(length, Vec::<Value>::new()).await, [6_000_000, 6_000_000, 6_000_000, 4]);
}
