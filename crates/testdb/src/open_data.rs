//! Real open data, never committed.

use std::path::PathBuf;

/// A file of the open data: `RELAIS_OPEN_DATA`, else `../shared/data` beside the workspace; absent, the test skips.
#[expect(clippy::disallowed_methods, reason = "tests find the open data through the environment")]
#[must_use]
pub fn open_data(file: &str) -> Option<Vec<u8>> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = std::env::var("RELAIS_OPEN_DATA").map_or_else(|_| beside(), PathBuf::from);
    let bytes = std::fs::read(folder.join(file)).ok();
    if bytes.is_none() {
        println!("open data absent, skipped: {file}");
    }
    bytes
}
