//! The use cases on a real database: SQLite, and PostgreSQL when `RELAIS_TEST_DB` says so.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "the steps of the story fail the test they stand in"
)]

mod absences;
mod agreements;
mod bad_rows;
mod canaries;
mod clocks;
mod cost;
mod desks;
mod doors;
mod endings;
mod guards;
mod identity;
mod imports;
mod jobs;
mod journal;
mod leaving;
mod live;
mod main_line;
mod mandate_ends;
mod mandates;
mod networks;
mod partners;
mod races;
mod reception;
mod services;
mod sight;
mod stopping;
mod turns;
mod urgent;
mod walk;
