//! A migrated database for one test, on the engine the run asks for.
//!
//! `RELAIS_TEST_DB` names the engine (`sqlite`, the default, or `postgres`, whose server `RELAIS_TEST_PG_URL`
//! gives). One template is migrated a process; each test gets a copy of it. What was really opened is read from the
//! live connection and appended to `RELAIS_TEST_ENGINE_LOG`, so that a run can prove which engine it used.

use std::{
    io::Write as _,
    path::PathBuf,
    sync::atomic::{AtomicU32, Ordering},
};

use anyhow::{Context as _, ensure};
use relais_migrations::{Migrator, MigratorTrait as _};
use relais_store::connect;
use sea_orm::{ConnectionTrait as _, DatabaseConnection, DbBackend, Statement};
use tempfile::TempDir;
use tokio::sync::OnceCell;

/// A database of its own for one test; its files go when it is dropped.
#[derive(Debug)]
pub struct TestDb {
    /// The pool.
    pub connection: DatabaseConnection,
    /// Its address, to be opened once more.
    pub url: String,
    /// The folder of an embedded database, for tests that look at the bytes at rest.
    pub folder: Option<TempDir>,
}

/// The migrated database the copies are made of.
enum Template {
    Sqlite { file: PathBuf, _folder: TempDir },
    Postgres { server: String, name: String },
}

static TEMPLATE: OnceCell<Template> = OnceCell::const_new();
static COPIES: AtomicU32 = AtomicU32::new(0);

impl TestDb {
    /// A fresh copy of the migrated template.
    pub async fn new() -> anyhow::Result<Self> {
        let template = TEMPLATE.get_or_try_init(Template::migrate).await?;
        let (url, folder) = template.copy().await?;
        let connection = connect::connect(&url, 4).await?;
        announce(&connection).await?;
        Ok(Self { connection, url, folder })
    }
}

impl Template {
    async fn migrate() -> anyhow::Result<Self> {
        match variable("RELAIS_TEST_DB").as_deref() {
            None | Some("sqlite") => {
                let folder = tempfile::tempdir()?;
                let file = folder.path().join("template.sqlite");
                migrate(&connect::sqlite_url(&file)).await?;
                Ok(Self::Sqlite { file, _folder: folder })
            }
            Some("postgres") => {
                let server = variable("RELAIS_TEST_PG_URL").context("RELAIS_TEST_PG_URL names no server")?;
                let name = format!("relais_template_{}", std::process::id());
                command(&server, &format!("CREATE DATABASE {name}")).await?;
                migrate(&database_of(&server, &name)?).await?;
                Ok(Self::Postgres { server, name })
            }
            Some(other) => anyhow::bail!("RELAIS_TEST_DB={other} is neither sqlite nor postgres"),
        }
    }

    async fn copy(&self) -> anyhow::Result<(String, Option<TempDir>)> {
        match self {
            Self::Sqlite { file, .. } => {
                let folder = tempfile::tempdir()?;
                let copy = folder.path().join("relais.sqlite");
                std::fs::copy(file, &copy)?;
                Ok((connect::sqlite_url(&copy), Some(folder)))
            }
            Self::Postgres { server, name } => {
                let copy =
                    format!("relais_test_{}_{}", std::process::id(), COPIES.fetch_add(1, Ordering::Relaxed));
                command(server, &format!("CREATE DATABASE {copy} TEMPLATE {name}")).await?;
                Ok((database_of(server, &copy)?, None))
            }
        }
    }
}

async fn migrate(url: &str) -> anyhow::Result<()> {
    let connection = connect::connect(url, 1).await?;
    Migrator::up(&connection, None).await?;
    if connection.get_database_backend() == DbBackend::Sqlite {
        // The copy is of one file: what still stands in the write-ahead log is brought home first.
        connection.execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)").await?;
    }
    connection.close().await?;
    Ok(())
}

async fn command(server: &str, sql: &str) -> anyhow::Result<()> {
    let connection = connect::connect(server, 1).await?;
    connection.execute_raw(Statement::from_string(DbBackend::Postgres, sql)).await?;
    connection.close().await?;
    Ok(())
}

fn database_of(server: &str, name: &str) -> anyhow::Result<String> {
    let mut url = url::Url::parse(server)?;
    url.set_path(name);
    Ok(url.into())
}

async fn announce(connection: &DatabaseConnection) -> anyhow::Result<()> {
    let engine = connect::engine(connection).as_str();
    let asked = variable("RELAIS_TEST_DB").unwrap_or_else(|| "sqlite".to_owned());
    ensure!(engine == asked, "asked for {asked}, opened {engine}");
    let Some(log) = variable("RELAIS_TEST_ENGINE_LOG") else { return Ok(()) };
    let version = connect::engine_version(connection).await?;
    let version = version.split(' ').next().unwrap_or_default();
    let line = format!("engine: {engine} {version}\n");
    std::fs::OpenOptions::new().append(true).create(true).open(log)?.write_all(line.as_bytes())?;
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "a test kit is told by its run which database to use")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn networks(db: &TestDb) -> i64 {
        let engine = db.connection.get_database_backend();
        let count = Statement::from_string(engine, "SELECT COUNT(*) FROM network");
        let row = db.connection.query_one_raw(count).await.expect("counted").expect("a row");
        row.try_get_by_index(0).expect("a number")
    }

    #[tokio::test]
    async fn each_test_has_a_migrated_database_of_its_own() {
        let (one, other) = (TestDb::new().await.expect("one"), TestDb::new().await.expect("another"));
        assert_ne!(one.url, other.url);
        assert_eq!((networks(&one).await, networks(&other).await), (0, 0));
        one.connection.execute_unprepared("DROP TABLE outbox").await.expect("dropped in one");
        other.connection.execute_unprepared("DELETE FROM outbox").await.expect("still there in the other");
    }
}
