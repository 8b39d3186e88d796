//! The only file that knows which database it talks to.
//!
//! SQLite: write-ahead log, foreign keys, a busy timeout, and every write begins Immediate (a deferred
//! read-then-write fails at once with "locked", whatever the timeout). PostgreSQL: no probe before each use, and a
//! statement is planned once a connection: every one finds its rows by an index that serves any value, and planning it
//! anew for each took longer than running it.

use std::{future::ready, path::Path, time::Duration};

use sea_orm::{
    AccessMode, ConnectOptions, ConnectionTrait, Database, DatabaseBackend, DatabaseConnection,
    DatabaseTransaction, IsolationLevel, SqliteTransactionMode, Statement, TransactionOptions,
    TransactionTrait,
    sqlx::{self, Sqlite, SqliteConnection},
};
use sqlx_core::transaction::TransactionManager as _;

use crate::{error::StoreError, observe};

/// The oldest SQLite without the write-ahead-log reset bug of 3.7.0–3.51.2.
pub const OLDEST_SQLITE: (u32, u32, u32) = (3, 51, 3);

/// Prepared statements a connection keeps: more than the product has, lists of every length counted. A driver that keeps
/// fewer parses most statements anew, which costs as much as running them.
const STATEMENTS: usize = 600;
/// Rows the thread of a connection reads ahead of who takes them: a page of a list at once, not one row waiting for another.
const ROWS: usize = 256;
/// Kibibytes of pages a connection of SQLite keeps, as it writes them. The file is read, not mapped: a commit of another
/// connection makes this one forget what it kept, and to map anew and fault each page in costs twice as much as to read it.
const KEPT: &str = "-8000";

/// Pages of the log before it is written back: what many acts change again and again is written there once.
const LOGGED: &str = "4000";

/// Which engine answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Embedded, one process.
    Sqlite,
    /// A server, several instances.
    Postgres,
}

impl Engine {
    /// The engine's name in logs and test reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }
}

/// The address of an embedded database file, made when missing.
#[must_use]
pub fn sqlite_url(file: &Path) -> String {
    format!("sqlite://{}?mode=rwc", file.display())
}

/// An open database of either engine.
pub type Connection = DatabaseConnection;

/// Opens the pool. `connections` bounds it; SQLite serves its readers beside one writer.
pub async fn connect(url: &str, connections: u32) -> Result<DatabaseConnection, StoreError> {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(Duration::from_secs(8))
        .sqlx_logging(false)
        .test_before_acquire(false)
        .map_sqlx_postgres_opts(|postgres| {
            postgres.statement_cache_capacity(STATEMENTS).options([("plan_cache_mode", "force_generic_plan")])
        })
        .map_sqlx_sqlite_pool_opts(|pool| pool.before_acquire(|held, _| Box::pin(ready(Ok(is_whole(held))))))
        .map_sqlx_sqlite_opts(|sqlite| {
            sqlite
                .statement_cache_capacity(STATEMENTS)
                .row_buffer_size(ROWS)
                .pragma("journal_mode", "WAL")
                .pragma("synchronous", "FULL")
                .pragma("foreign_keys", "ON")
                .pragma("secure_delete", "ON")
                .pragma("cache_size", KEPT)
                .pragma("wal_autocheckpoint", LOGGED)
                .busy_timeout(Duration::from_secs(8))
        });
    #[expect(clippy::disallowed_methods, reason = "this is the one door to the database")]
    let mut connection = Database::connect(options).await?;
    connection.set_metric_callback(|info| observe::count(info.elapsed));
    Ok(connection)
}

/// Whether a connection that lies idle is in no transaction. Where the disk is full SQLite ends a transaction by itself;
/// the driver's own end then fails, and it counts one open for ever: what is done on such a connection is told as done
/// and never committed, and its lock is never let go. It is closed, and another one is opened.
fn is_whole(idle: &SqliteConnection) -> bool {
    <Sqlite as sqlx::Database>::TransactionManager::get_transaction_depth(idle) == 0
}

/// The engine behind a connection.
#[must_use]
pub fn engine(connection: &impl ConnectionTrait) -> Engine {
    match connection.get_database_backend() {
        DatabaseBackend::Postgres => Engine::Postgres,
        _ => Engine::Sqlite,
    }
}

/// The version the engine reports, as it writes it.
pub async fn engine_version(connection: &impl ConnectionTrait) -> Result<String, StoreError> {
    let sql = match engine(connection) {
        Engine::Sqlite => "SELECT sqlite_version()",
        Engine::Postgres => "SHOW server_version",
    };
    let row =
        connection.query_one_raw(Statement::from_string(connection.get_database_backend(), sql)).await?;
    row.map_or(Ok(String::new()), |row| row.try_get_by_index(0).map_err(Into::into))
}

/// Begins a transaction that may write.
pub(crate) async fn begin_write(connection: &DatabaseConnection) -> Result<DatabaseTransaction, StoreError> {
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..Default::default()
    };
    Ok(connection.begin_with_options(options).await?)
}

/// Begins a transaction that only reads: one consistent picture, for a page as for an audit of hours.
pub(crate) async fn begin_read(connection: &DatabaseConnection) -> Result<DatabaseTransaction, StoreError> {
    let (isolation_level, access_mode) = match engine(connection) {
        Engine::Sqlite => (None, None),
        Engine::Postgres => (Some(IsolationLevel::RepeatableRead), Some(AccessMode::ReadOnly)),
    };
    let options = TransactionOptions {
        isolation_level,
        access_mode,
        sqlite_transaction_mode: Some(SqliteTransactionMode::Deferred),
    };
    Ok(connection.begin_with_options(options).await?)
}

/// Holds the lock under which one process at a time migrates, until the transaction ends. PostgreSQL only:
/// SQLite has one process.
pub async fn migration_lock(
    connection: &DatabaseConnection,
) -> Result<Option<DatabaseTransaction>, StoreError> {
    if engine(connection) == Engine::Sqlite {
        return Ok(None);
    }
    let transaction = connection.begin().await?;
    let sql = "SELECT pg_advisory_xact_lock(7234011)";
    transaction.query_one_raw(Statement::from_string(DatabaseBackend::Postgres, sql)).await?;
    Ok(Some(transaction))
}
