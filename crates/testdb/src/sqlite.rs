//! The embedded engine: migrated once a process, copied once a test.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use relais_migrations::{Migrator, MigratorTrait as _};
use relais_store::connect;
use tempfile::TempDir;
use tokio::sync::OnceCell;

static TEMPLATE: OnceCell<Vec<u8>> = OnceCell::const_new();

const FILE: &str = "relais.db";
/// How long a closed database may take to be whole in its file.
const PATIENCE: Duration = Duration::from_secs(30);

/// A folder with a copy of the migrated file.
pub(crate) async fn copy() -> (TempDir, String) {
    written(TEMPLATE.get_or_init(migrated).await)
}

/// A folder with a database of these bytes.
pub(crate) fn written(bytes: &[u8]) -> (TempDir, String) {
    let (folder, url) = empty();
    std::fs::write(folder.path().join(FILE), bytes).expect("the copy is written");
    (folder, url)
}

/// The bytes of a database whose pool is closed: closing brings the write-ahead log back into the file. The last
/// connection does so on a thread of its own, and takes the log away when it has: until then rows are missing.
pub(crate) fn read(folder: &TempDir) -> Vec<u8> {
    let (log, begun) = (folder.path().join(format!("{FILE}-wal")), Instant::now());
    while log.exists() {
        assert!(begun.elapsed() < PATIENCE, "the template's log is brought back");
        std::thread::yield_now();
    }
    std::fs::read(folder.path().join(FILE)).expect("the template is read")
}

/// A folder without a database yet.
pub(crate) fn empty() -> (TempDir, String) {
    let folder = tempfile::Builder::new().prefix("relais-test-").tempdir().expect("a temporary folder");
    let url = url(folder.path());
    (folder, url)
}

fn url(folder: &Path) -> String {
    connect::sqlite_url(&folder.join(FILE))
}

async fn migrated() -> Vec<u8> {
    let (folder, url) = empty();
    let connection = connect::connect(&url, 1).await.expect("the template opens");
    Migrator::up(&connection, None).await.expect("the template migrates");
    connection.close().await.expect("the template closes");
    read(&folder)
}
