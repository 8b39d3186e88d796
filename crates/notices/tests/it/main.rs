//! Who is told what on a real database: SQLite, and PostgreSQL when `RELAIS_TEST_DB` says so.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "the steps of the story fail the test they stand in"
)]

mod digests;
mod mails;
mod news;
mod rounds;
mod text_messages;
