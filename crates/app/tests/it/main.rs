//! The use cases on a real database: SQLite, and PostgreSQL when `RELAIS_TEST_DB` says so.

#![expect(clippy::unwrap_used, clippy::panic, reason = "the steps of the story fail the test they stand in")]

mod main_line;
mod story;
