//! The embedded engine: migrated once a process, copied once a test.

use std::path::Path;

use relais_migrations::{Migrator, MigratorTrait as _};
use relais_store::connect;
use tempfile::TempDir;
use tokio::sync::OnceCell;

static TEMPLATE: OnceCell<Vec<u8>> = OnceCell::const_new();

const FILE: &str = "relais.db";

/// A folder with a copy of the migrated file.
pub(crate) async fn copy() -> (TempDir, String) {
    let template = TEMPLATE.get_or_init(migrated).await;
    let (folder, url) = empty();
    std::fs::write(folder.path().join(FILE), template).expect("the copy is written");
    (folder, url)
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

/// The bytes of a migrated file; closing the pool brings the write-ahead log back into it.
async fn migrated() -> Vec<u8> {
    let (folder, url) = empty();
    let connection = connect::connect(&url, 1).await.expect("the template opens");
    Migrator::up(&connection, None).await.expect("the template migrates");
    connection.close().await.expect("the template closes");
    std::fs::read(folder.path().join(FILE)).expect("the template is read")
}
