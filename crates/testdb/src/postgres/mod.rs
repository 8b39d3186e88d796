//! The server: one template database a schema, one copy a test, and a broom for what crashed tests left behind.

mod maintenance;

use std::{
    path::Path,
    sync::atomic::{AtomicU32, Ordering},
};

use relais_migrations::{Migrator, MigratorTrait as _};
use relais_store::connect;
use sea_orm::{ConnectionTrait as _, DatabaseBackend, DatabaseConnection, Statement};
use sha2::{Digest as _, Sha256};
use tokio::sync::OnceCell;

/// Names of test databases begin with this; the process id and a number follow.
const PREFIX: &str = "relais_test_";
/// Whoever holds it makes the template.
const LOCK: i64 = 7_234_012;

static TEMPLATE: OnceCell<String> = OnceCell::const_new();
static STRATEGY: OnceCell<&str> = OnceCell::const_new();
static COPIES: AtomicU32 = AtomicU32::new(0);

/// A database to drop at the end.
#[derive(Debug)]
pub(crate) struct Name(String);

/// A copy of the migrated template.
pub(crate) async fn copy() -> (Name, String) {
    copy_of(TEMPLATE.get_or_init(template).await).await
}

/// A copy of a database that nobody is connected to.
pub(crate) async fn copy_of(template: &str) -> (Name, String) {
    let strategy = STRATEGY.get_or_init(strategy).await;
    create(&format!(" TEMPLATE \"{template}\"{strategy}")).await
}

/// An empty database.
pub(crate) async fn empty() -> (Name, String) {
    create(" TEMPLATE template0").await
}

async fn create(like: &str) -> (Name, String) {
    let number = COPIES.fetch_add(1, Ordering::Relaxed);
    let name = format!("{PREFIX}{}_{number}", std::process::id());
    maintenance::make(format!("CREATE DATABASE \"{name}\"{like}")).await;
    let url = url_of(&name);
    (Name(name), url)
}

/// The same server and account, another database.
fn url_of(database: &str) -> String {
    let url = maintenance::url();
    let (address, options) = url.split_once('?').map_or((url.as_str(), None), |(a, o)| (a, Some(o)));
    let (server, _) = address.rsplit_once('/').expect("the address names a database");
    options.map_or_else(|| format!("{server}/{database}"), |options| format!("{server}/{database}?{options}"))
}

async fn run(on: &DatabaseConnection, sql: &str) {
    on.execute_unprepared(sql).await.expect("a maintenance statement passes");
}

async fn texts(on: &DatabaseConnection, sql: &str) -> Vec<String> {
    let rows = on.query_all_raw(Statement::from_string(DatabaseBackend::Postgres, sql)).await;
    let rows = rows.expect("a maintenance query passes");
    rows.iter().map(|row| row.try_get_by_index(0).expect("a text")).collect()
}

/// Makes the template if no process has: under another name, so that a crash leaves no half template.
async fn template() -> String {
    let steps = Migrator::migrations();
    let digest =
        steps.iter().fold(Sha256::new(), |hash, step| hash.chain_update(step.name()).chain_update("\n"));
    let [a, b, c, d, ..] = <[u8; 32]>::from(digest.finalize());
    let hash = u32::from_be_bytes([a, b, c, d]);
    let template = format!("relais_template_{hash:08x}");
    let maintenance = maintenance::connection().await;
    run(&maintenance, &format!("SELECT pg_advisory_lock({LOCK})")).await;
    sweep(&maintenance).await;
    let ours = format!("SELECT datname::text FROM pg_database WHERE datname = '{template}'");
    if texts(&maintenance, &ours).await.is_empty() {
        let unfinished = format!("{template}_new");
        run(&maintenance, &format!("DROP DATABASE IF EXISTS \"{unfinished}\" WITH (FORCE)")).await;
        run(&maintenance, &format!("CREATE DATABASE \"{unfinished}\" TEMPLATE template0")).await;
        let connection = connect::connect(&url_of(&unfinished), 1).await.expect("the template opens");
        Migrator::up(&connection, None).await.expect("the template migrates");
        connection.close().await.expect("the template closes");
        run(&maintenance, &format!("ALTER DATABASE \"{unfinished}\" RENAME TO \"{template}\"")).await;
    }
    run(&maintenance, &format!("SELECT pg_advisory_unlock({LOCK})")).await;
    maintenance.close().await.expect("the maintenance connection closes");
    template
}

/// Files copied as they are are made in half the time of pages written through the log; the choice exists since 15.
async fn strategy() -> &'static str {
    let maintenance = maintenance::connection().await;
    let version = texts(&maintenance, "SHOW server_version_num").await;
    maintenance.close().await.expect("the maintenance connection closes");
    let chosen =
        version.first().is_some_and(|number| number.parse().is_ok_and(|number: u32| number >= 150_000));
    if chosen { " STRATEGY FILE_COPY" } else { "" }
}

/// Drops databases whose process is gone, where the machine can tell.
async fn sweep(maintenance: &DatabaseConnection) {
    if !Path::new("/proc/self").exists() {
        return;
    }
    let ours = format!("SELECT datname::text FROM pg_database WHERE datname LIKE '{PREFIX}%'");
    for name in texts(maintenance, &ours).await {
        let pid = name.strip_prefix(PREFIX).and_then(|rest| rest.split('_').next());
        if pid.is_some_and(|pid| !Path::new("/proc").join(pid).exists()) {
            run(maintenance, &format!("DROP DATABASE IF EXISTS \"{name}\" WITH (FORCE)")).await;
        }
    }
}

impl Name {
    /// Leaves the database in place, for copies; the broom of a later process removes it.
    pub(crate) fn keep(mut self) -> String {
        std::mem::take(&mut self.0)
    }
}

impl Drop for Name {
    fn drop(&mut self) {
        if !self.0.is_empty() {
            maintenance::drop_soon(&self.0);
        }
    }
}
