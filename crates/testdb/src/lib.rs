//! Databases for tests: each test gets its own, on the engine the run asked for, and the run can prove which it was.
//!
//! `RELAIS_TEST_DB` is `sqlite` (default) or `postgres`; for the latter `RELAIS_TEST_PG_URL` names a maintenance
//! database and a superuser, as `cargo xtask pg COMMAND` and `cargo xtask test` provide. A [`TestDb`] is empty but
//! migrated; a [`TestStore`] adds a key store, a clock that stands still and chance that repeats; a [`World`] is the
//! application on top of it, with a network of three organisations and one agent a role; [`story`] walks a referral
//! through it; [`outside`] is the world around it, in memory.

#![expect(clippy::panic, clippy::expect_used, reason = "a kit fails the test at the line that went wrong")]

mod announce;
mod backend;
pub mod fixed;
mod open_data;
pub mod outside;
mod postgres;
mod rows;
mod sqlite;
mod store;
pub mod story;
mod world;

pub use backend::{Backend, TestDb};
pub use open_data::open_data;
pub use sea_orm::Value;
pub use store::{KeyPlace, TestStore};
pub use world::{AGENT_ROLES, Desk, World};
