//! A key database for one test: a file on SQLite, a database of its own on PostgreSQL.

use std::any::Any;
use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use relais_crypto::keystore::{Medium, Stored, wait};
use relais_keybase::DatabaseMedium;
use relais_store::connect;
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement, Value};
use tempfile::TempDir;

use crate::conformance::Bench;

/// Runs the database's work beside the test, whose thread waits without a runtime.
#[derive(Clone)]
pub struct Runtime(Arc<tokio::runtime::Runtime>);

impl Runtime {
    pub fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        Self(Arc::new(runtime.unwrap()))
    }

    pub fn block_on<T>(&self, work: impl Future<Output = T>) -> T {
        self.0.block_on(work)
    }
}

enum Place {
    File(#[expect(dead_code, reason = "the folder goes when the bench does")] TempDir),
    Server { maintenance: String, name: String },
}

pub struct Database {
    runtime: Runtime,
    pub url: String,
    connection: DatabaseConnection,
    place: Place,
}

impl Database {
    pub fn new(runtime: &Runtime) -> Self {
        let (place, url) = if variable("RELAIS_TEST_DB").as_deref() == Some("postgres") {
            runtime.block_on(make_database())
        } else {
            let folder = tempfile::tempdir().unwrap();
            let url = connect::sqlite_url(&folder.path().join("keys.db"));
            (Place::File(folder), url)
        };
        let connection = runtime.block_on(connect::connect(&url, 4)).unwrap();
        runtime.block_on(announce(&connection));
        Self { runtime: runtime.clone(), url, connection, place }
    }

    fn open(&self) -> DatabaseMedium {
        self.runtime.block_on(DatabaseMedium::on(self.connection.clone())).unwrap()
    }

    fn execute(&self, sql: &str, values: Vec<Value>) {
        let statement = Statement::from_sql_and_values(self.connection.get_database_backend(), sql, values);
        self.runtime.block_on(self.connection.execute_raw(statement)).unwrap();
    }
}

impl Bench for Database {
    fn medium(&self) -> Box<dyn Medium> {
        Box::new(self.open())
    }

    fn backup(&self) -> Box<dyn Any> {
        Box::new(wait(self.open().load()).unwrap())
    }

    fn restore(&self, backup: &dyn Any) {
        let stored = backup.downcast_ref::<Option<Stored>>().unwrap().as_ref().unwrap();
        for table in ["key_head", "key_shard", "key_record"] {
            self.execute(&format!("DELETE FROM {table}"), vec![]);
        }
        let generation = i64::try_from(stored.snapshot.generation).unwrap();
        let rows = |table: &str, first: i64, all: &[Vec<u8>]| {
            for (bytes, place) in all.iter().zip(first..) {
                let sql = format!("INSERT INTO {table} (generation, place, bytes) VALUES ($1, $2, $3)");
                self.execute(&sql, vec![generation.into(), place.into(), bytes.clone().into()]);
            }
        };
        rows("key_shard", 0, &stored.snapshot.shards);
        rows("key_record", 1, &stored.log);
        let sequence = i64::try_from(stored.log.len()).unwrap();
        self.execute(
            "INSERT INTO key_head (id, generation, sequence, anchor) VALUES (1, $1, $2, $3)",
            vec![generation.into(), sequence.into(), stored.snapshot.anchor.clone().into()],
        );
    }

    fn shared(&self) -> bool {
        true
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let Place::Server { maintenance, name } = &self.place else { return };
        let gone = self.runtime.block_on(async {
            let maintenance = connect::connect(maintenance, 1).await?;
            let sql = format!("DROP DATABASE {name} WITH (FORCE)");
            Ok::<_, relais_store::StoreError>(maintenance.execute_unprepared(&sql).await?)
        });
        if let Err(error) = gone {
            println!("the test database {name} stays: {error}");
        }
    }
}

async fn make_database() -> (Place, String) {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let maintenance =
        variable("RELAIS_TEST_PG_URL").expect("RELAIS_TEST_PG_URL names the server of the tests");
    let name = format!("relais_keys_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
    let server = connect::connect(&maintenance, 1).await.unwrap();
    server.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
    let (address, query) = maintenance.split_once('?').unwrap_or((&maintenance, ""));
    let (base, _) = address.rsplit_once('/').unwrap();
    let url = format!("{base}/{name}?{query}");
    (Place::Server { maintenance, name }, url)
}

/// Says which engine really answered, where the suite's report looks for it.
async fn announce(connection: &DatabaseConnection) {
    let version = connect::engine_version(connection).await.unwrap();
    let line = format!("engine: {} {version}\n", connect::engine(connection).as_str());
    if let Some(log) = variable("RELAIS_TEST_ENGINE_LOG") {
        let mut file = std::fs::OpenOptions::new().append(true).create(true).open(log).unwrap();
        file.write_all(line.as_bytes()).unwrap();
    }
}

fn variable(name: &str) -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "the tests ask which engine they run on")]
    std::env::var(name).ok()
}
