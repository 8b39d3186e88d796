//! The schema goes up, down and up again, and says the same on both engines: one listing, in words of neither.

use relais_migrations::{Migrator, MigratorTrait as _};
use relais_testdb::{Backend, TestDb, World};

async fn tables(db: &TestDb) -> Vec<String> {
    let sql = match Backend::asked() {
        Backend::Sqlite => {
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name <> 'seaql_migrations' ORDER BY name"
        }
        Backend::Postgres => {
            "SELECT table_name::text COLLATE \"C\" AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_name <> 'seaql_migrations' ORDER BY name"
        }
    };
    db.texts(sql, []).await
}

/// How many steps there are from this one on.
fn steps_from(name: &str) -> u32 {
    let steps = Migrator::migrations();
    let before = steps.iter().take_while(|step| step.name() != name).count();
    u32::try_from(steps.len() - before).unwrap()
}

#[tokio::test]
async fn up_down_and_up_again() {
    let db = TestDb::unmigrated().await;
    Migrator::up(db.connection(), None).await.unwrap();
    let first = listing(&db).await;
    assert!(first.contains("referral.state"));
    Migrator::down(db.connection(), None).await.unwrap();
    assert_eq!(tables(&db).await, Vec::<String>::new(), "down leaves nothing");
    Migrator::up(db.connection(), None).await.unwrap();
    assert_eq!(listing(&db).await, first);
}

#[tokio::test]
async fn of_two_living_memberships_the_newer_one_stays() {
    let world = World::open().await;
    let db = world.db();
    let older = world.ccas.social_worker().membership().unwrap().uuid();
    Migrator::down(db.connection(), Some(steps_from("m20261122_000008_memberships"))).await.unwrap();
    let newer = uuid::Uuid::from_u128(u128::MAX);
    let double = "INSERT INTO membership (id, agent_id, organisation_id, role, status, started_at, version)
                  SELECT $1, agent_id, organisation_id, 'receptionist', status, started_at, 1
                  FROM membership WHERE id = $2";
    let living = db.count("membership WHERE status = 'active'", []).await;
    db.execute(double, [newer.into(), older.into()]).await.unwrap();
    Migrator::up(db.connection(), None).await.unwrap();
    let ended = "membership WHERE id = $1 AND status = 'ended' AND ended_at = started_at AND version = 2";
    assert_eq!(db.count(ended, [older.into()]).await, 1);
    assert_eq!(db.count("membership WHERE id = $1 AND status = 'active'", [newer.into()]).await, 1);
    assert_eq!(db.count("membership WHERE status = 'active'", []).await, living, "nobody else's");
}

/// Both engines are compared with the same golden listing, hence with each other. To renew it after a new migration:
/// `RELAIS_GOLDEN=write cargo test -p relais-store --test it`.
#[tokio::test]
async fn both_engines_have_the_same_schema() {
    let db = TestDb::open().await;
    let found = listing(&db).await;
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/schema.txt");
    if std::env::var_os("RELAIS_GOLDEN").is_some_and(|word| word == "write") {
        std::fs::write(file, &found).unwrap();
    }
    let golden = std::fs::read_to_string(file).unwrap();
    for (found, golden) in found.lines().zip(golden.lines()) {
        assert_eq!(found, golden);
    }
    assert_eq!(found.len(), golden.len());
}

/// `table.column kind null?` for each column, then `table unique (columns)` for each unique key; `(expression)` stands for
/// what is computed of a column.
async fn listing(db: &TestDb) -> String {
    let mut lines = Vec::new();
    for table in tables(db).await {
        lines.extend(columns(db, &table).await);
        let mut keys = unique_keys(db, &table).await;
        keys.sort();
        lines.extend(keys.into_iter().map(|key| format!("{table} unique ({key})")));
    }
    lines.join("\n") + "\n"
}

async fn columns(db: &TestDb, table: &str) -> Vec<String> {
    let sql = match Backend::asked() {
        Backend::Sqlite => format!(
            "SELECT name || ' ' || lower(type) || CASE WHEN \"notnull\" = 1 OR pk > 0 THEN '' ELSE ' null' END FROM pragma_table_info('{table}') ORDER BY name"
        ),
        Backend::Postgres => format!(
            "SELECT column_name || ' ' || udt_name || CASE is_nullable WHEN 'YES' THEN ' null' ELSE '' END FROM information_schema.columns WHERE table_schema = 'public' AND table_name = '{table}' ORDER BY column_name COLLATE \"C\""
        ),
    };
    let lines = db.texts(&sql, []).await;
    lines.iter().map(|line| format!("{table}.{}", neutral(line))).collect()
}

/// `id uuid_text` and `id uuid` are the same kind of thing.
fn neutral(line: &str) -> String {
    let mut words = line.split(' ');
    let (name, kind) = (words.next().unwrap(), words.next().unwrap());
    let kind = match kind {
        "uuid_text" | "uuid" => "id",
        "timestamp_with_timezone_text" | "timestamptz" => "instant",
        "date_text" | "date" => "date",
        "boolean" | "bool" => "boolean",
        "text" | "varchar" => "text",
        "blob" | "blob(1)" | "bytea" => "bytes",
        "double" | "float8" => "double",
        "smallint" | "int2" | "integer" | "int4" | "bigint" | "int8" => "integer",
        other => panic!("{name}: {other} has no neutral word"),
    };
    let rest: Vec<&str> = words.collect();
    [&[name, kind], &rest[..]].concat().join(" ")
}

async fn unique_keys(db: &TestDb, table: &str) -> Vec<String> {
    match Backend::asked() {
        Backend::Sqlite => {
            let sql = format!("SELECT name FROM pragma_index_list('{table}') WHERE \"unique\" = 1");
            let mut keys = Vec::new();
            for index in db.texts(&sql, []).await {
                let columns = format!(
                    "SELECT COALESCE(name, '(expression)') FROM pragma_index_info('{index}') ORDER BY seqno"
                );
                keys.push(db.texts(&columns, []).await.join(", "));
            }
            // the primary key of one column need not have an index of its own
            let primary = format!("SELECT name FROM pragma_table_info('{table}') WHERE pk > 0 ORDER BY pk");
            keys.push(db.texts(&primary, []).await.join(", "));
            keys.sort();
            keys.dedup();
            keys
        }
        Backend::Postgres => {
            let sql = format!(
                "SELECT string_agg(COALESCE(a.attname::text, '(expression)'), ', ' ORDER BY k.place)
                 FROM pg_index i CROSS JOIN LATERAL unnest(i.indkey::smallint[]) WITH ORDINALITY AS k(number, place)
                 LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number
                 WHERE i.indisunique AND i.indrelid = '\"{table}\"'::regclass GROUP BY i.indexrelid"
            );
            db.texts(&sql, []).await
        }
    }
}
