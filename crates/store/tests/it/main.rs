//! The store on a real database: SQLite, and PostgreSQL when `RELAIS_TEST_DB` says so.

#![expect(clippy::unwrap_used, clippy::panic, reason = "the steps of a test fail it where they stand")]

mod desk;
mod destructions;
mod full;
mod installed;
mod live;
mod migrations;
mod order;
mod pools;
mod queues;
mod returned;
mod rows;
mod sealed;
