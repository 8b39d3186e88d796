//! Which engine really answered: one line in the run's log for every database a test opens.

use std::{fs::OpenOptions, io::Write as _};

use relais_store::connect;
use sea_orm::DatabaseConnection;

use crate::Backend;

/// Where `cargo xtask test` reads what was opened.
const LOG_VARIABLE: &str = "RELAIS_TEST_ENGINE_LOG";

/// Reads engine and version from the live connection, checks them against what was asked for, and writes them down.
pub(crate) async fn announce(connection: &DatabaseConnection, asked: Backend) {
    let engine = connect::engine(connection).as_str();
    assert_eq!(engine, asked.as_str(), "the live engine is not the one the run asked for");
    let version = connect::engine_version(connection).await.expect("the engine tells its version");
    let version = version.split_whitespace().next().unwrap_or_default();
    let Some(log) = std::env::var_os(LOG_VARIABLE) else { return };
    let line = format!("engine: {engine} {version}\n");
    let mut file = OpenOptions::new().create(true).append(true).open(log).expect("the engine log opens");
    file.write_all(line.as_bytes()).expect("the engine log takes a line");
}
