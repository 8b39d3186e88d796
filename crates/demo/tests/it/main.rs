//! The demonstration network founded by the real use cases: SQLite, and PostgreSQL when `RELAIS_TEST_DB` says so.

#![expect(clippy::expect_used, reason = "the steps of the story fail the test they stand in")]

mod directory;
mod founded;
mod imports;
