//! The schema goes up, down and up again, and says the same on both engines.

use relais_migrations::{Migrator, MigratorTrait as _};
use relais_testdb::{Backend, TestDb};

async fn tables(db: &TestDb) -> Vec<String> {
    let sql = match Backend::asked() {
        Backend::Sqlite => {
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name <> 'seaql_migrations' ORDER BY name"
        }
        Backend::Postgres => {
            "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public' AND table_name <> 'seaql_migrations' ORDER BY table_name"
        }
    };
    db.texts(sql, []).await
}

#[tokio::test]
async fn up_down_and_up_again() {
    let db = TestDb::unmigrated().await;
    Migrator::up(db.connection(), None).await.unwrap();
    let first = tables(&db).await;
    assert!(first.contains(&"referral".to_owned()) && first.contains(&"journal_entry".to_owned()));
    Migrator::down(db.connection(), None).await.unwrap();
    assert_eq!(tables(&db).await, Vec::<String>::new(), "down leaves nothing");
    Migrator::up(db.connection(), None).await.unwrap();
    assert_eq!(tables(&db).await, first);
}
