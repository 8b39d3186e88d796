//! The demonstration network founded by the real use cases: SQLite, and PostgreSQL when `RELAIS_TEST_DB` says so.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "the steps of the story fail the test they stand in"
)]

mod directory;
mod founded;
mod imports;
mod year;
