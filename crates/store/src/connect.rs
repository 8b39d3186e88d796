//! The only file that knows which database it talks to.
//!
//! SQLite: write-ahead log, foreign keys, a busy timeout, and every write begins Immediate (a deferred
//! read-then-write fails at once with "locked", whatever the timeout). PostgreSQL: a connection is
//! probed only where it lay idle, and a statement is planned once a connection: planning takes longer than running it.

use std::{future::ready, path::Path, thread::available_parallelism, time::Duration};

use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseBackend, DatabaseConnection, DatabaseTransaction,
    SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
    sqlx::{
        self, PgConnection, Sqlite, SqliteConnection, postgres::PgConnectOptions,
        sqlite::SqliteConnectOptions,
    },
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

/// Pages of the log before whoever commits writes them back, and all wait for it. A running server does it beside them
/// long before ([`Pools::keep_log_short`]); what many acts change again and again is written there once.
const LOGGED: &str = "4000";
/// Pages of the log that a running server puts into the file.
const LONG: i64 = 1000;
/// Longest time a log that is all in the file waits for those who still read it, to begin anew.
const PATIENCE: Duration = Duration::from_millis(50);

/// A server of PostgreSQL is not back sooner after it stopped. Another behind the same address may be (a proxy, a standby
/// that takes over): then who asks next may be told an error, once a connection.
const RESTART: Duration = Duration::from_millis(50);

/// How PostgreSQL plans: once a connection, for any value; by an index wherever there is one, since what is read is in
/// memory or on a disk without arms, and to read a table of some hundred rows whole for each page costs more than the
/// rest of it; and without compiling what runs for a millisecond.
const PLANNED: [(&str, &str); 3] =
    [("plan_cache_mode", "force_generic_plan"), ("random_page_cost", "1.1"), ("jit", "off")];

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

/// The fewest connections a store of PostgreSQL does with: of those that write, one hears the other instances all the
/// time, and no job that waits for its turn keeps an act from its own.
pub const FEWEST: u32 = 5;

/// The connections of a store, each kind in a pool of its own: a read neither takes a writer's place nor can write, and
/// what puts SQLite's log away keeps nobody from either.
#[derive(Clone, Debug)]
pub struct Pools {
    pub(crate) writing: DatabaseConnection,
    pub(crate) reading: DatabaseConnection,
    /// Of SQLite: opened when there is a log to put away.
    keeping: Option<DatabaseConnection>,
}

impl Pools {
    /// Opens them; `connections` is how many those that write and those that read hold together on PostgreSQL, [`FEWEST`]
    /// at least. SQLite has one writer, which keeps what it read since nobody else changes it, and two readers a core: a
    /// read there waits for nothing but the processor, and more of them only take it, and what they keep in memory, from
    /// each other.
    pub async fn open(url: &str, connections: u32) -> Result<Self, StoreError> {
        let (writers, readers) = if url.starts_with("sqlite") {
            let cores =
                available_parallelism().map_or(1, |cores| u32::try_from(cores.get()).unwrap_or(u32::MAX));
            (1, cores.saturating_mul(2).clamp(2, 32))
        } else {
            let connections = connections.max(FEWEST);
            (connections - connections / 2, connections / 2)
        };
        let writing = opened(options(url, writers)).await?;
        let mut options = options(url, readers);
        // Said once, when a connection opens, and not at the beginning of each page.
        options
            .map_sqlx_sqlite_opts(|sqlite| as_embedded(sqlite).pragma("query_only", "ON"))
            .map_sqlx_postgres_opts(|postgres| {
                as_served(postgres).options([
                    ("default_transaction_isolation", "repeatable read"),
                    ("default_transaction_read_only", "on"),
                ])
            });
        let keeping = match engine(&writing) {
            Engine::Sqlite => Some(opened(patient(url)).await?),
            Engine::Postgres => None,
        };
        Ok(Self { writing, reading: opened(options).await?, keeping })
    }

    /// Puts the log of SQLite into its file, once it is long: first what is there, beside those who read and write; then,
    /// in `turn` to write, the little that came since, so that the log begins anew. One that somebody reads for long goes
    /// on growing until he has ended: nobody waits for him. A connection beside the writer's does it: the bug that forbade
    /// that ([`OLDEST_SQLITE`]) is not in any SQLite that is let in.
    pub(crate) async fn keep_log_short<T>(&self, turn: impl Future<Output = T>) -> Result<(), StoreError> {
        let Some(keeping) = &self.keeping else { return Ok(()) };
        if checkpoint(keeping, "NOOP").await?.pages < LONG {
            return Ok(());
        }
        let log = checkpoint(keeping, "PASSIVE").await?;
        if log.pages - log.put_away < LONG {
            let _turn = turn.await;
            checkpoint(keeping, "RESTART").await?;
        }
        Ok(())
    }

    /// The one that writes, for what is done by hand: migrations, checks.
    #[must_use]
    pub const fn writing(&self) -> &DatabaseConnection {
        &self.writing
    }

    /// The one that reads, and can do nothing else.
    #[must_use]
    pub const fn reading(&self) -> &DatabaseConnection {
        &self.reading
    }

    /// Closes all, when what they are at has ended.
    pub async fn close(&self) -> Result<(), StoreError> {
        if let Some(keeping) = &self.keeping {
            keeping.close_by_ref().await?;
        }
        self.reading.close_by_ref().await?;
        Ok(self.writing.close_by_ref().await?)
    }
}

/// An open database of either engine.
pub type Connection = DatabaseConnection;

/// Opens one pool of at most so many connections, for commands and checks beside a store.
pub async fn connect(url: &str, connections: u32) -> Result<DatabaseConnection, StoreError> {
    opened(options(url, connections)).await
}

fn options(url: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(Duration::from_secs(8))
        .sqlx_logging(false)
        .test_before_acquire(false)
        .map_sqlx_postgres_opts(as_served)
        .map_sqlx_postgres_pool_opts(|pool| {
            pool.before_acquire(|held, had| Box::pin(still_stands(held, had.idle_for)))
        })
        .map_sqlx_sqlite_pool_opts(|pool| pool.before_acquire(|held, _| Box::pin(ready(Ok(is_whole(held))))))
        .map_sqlx_sqlite_opts(as_embedded);
    options
}

fn as_served(postgres: PgConnectOptions) -> PgConnectOptions {
    postgres.statement_cache_capacity(STATEMENTS).options(PLANNED)
}

fn as_embedded(sqlite: SqliteConnectOptions) -> SqliteConnectOptions {
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
}

fn patient(url: &str) -> ConnectOptions {
    let mut options = options(url, 1);
    options.min_connections(0).connect_lazy(true);
    options.map_sqlx_sqlite_opts(|sqlite| as_embedded(sqlite).busy_timeout(PATIENCE));
    options
}

/// The log of SQLite, after a checkpoint.
#[derive(Default)]
struct Log {
    /// It holds so many.
    pages: i64,
    /// Of them, so many are in the file too.
    put_away: i64,
}

/// A checkpoint of SQLite (`PRAGMA wal_checkpoint`).
async fn checkpoint(connection: &DatabaseConnection, mode: &str) -> Result<Log, StoreError> {
    let sql = format!("PRAGMA wal_checkpoint({mode})");
    let row = connection.query_one_raw(Statement::from_string(DatabaseBackend::Sqlite, sql)).await?;
    let Some(row) = row else { return Ok(Log::default()) };
    Ok(Log { pages: row.try_get_by_index(1)?, put_away: row.try_get_by_index(2)? })
}

async fn opened(options: ConnectOptions) -> Result<DatabaseConnection, StoreError> {
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

/// Whether a connection to a server that was not used for a while still stands: a server that started anew has let all of
/// them go, and who asks next is not to be told of it. One that cannot be asked is replaced.
async fn still_stands(held: &mut PgConnection, idle: Duration) -> Result<bool, sqlx::Error> {
    if idle > RESTART {
        sqlx::Connection::ping(held).await?;
    }
    Ok(true)
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
pub async fn begin_write(connection: &DatabaseConnection) -> Result<DatabaseTransaction, StoreError> {
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..Default::default()
    };
    Ok(connection.begin_with_options(options).await?)
}

/// Begins a transaction that only reads: one consistent picture, for a page as for an audit of hours. That it is both,
/// the connections of this pool were told when they opened.
pub(crate) async fn begin_read(pools: &Pools) -> Result<DatabaseTransaction, StoreError> {
    Ok(pools.reading.begin().await?)
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
