//! Storage: the rows of the application, by sea-orm.
//!
//! `connect` knows the engine, `unit_of_work` the transaction; each aggregate has its folder with `mapping` (row ⇄ rules,
//! distrustful) and `queries`; its rows stand in `relais-rows` and are its `entity`. A transition of the rules is never
//! called here.

pub mod agreements;
pub mod api_keys;
pub mod auditing;
pub mod connect;
pub mod contacts;
pub mod deliveries;
pub mod destructions;
mod error;
pub mod idempotency;
mod installed;
pub mod journal;
pub mod leases;
pub mod live;
pub mod mandates;
pub mod members;
mod near;
pub mod needs;
pub mod networks;
pub mod notices;
pub mod observe;
pub mod organisations;
pub mod outbox;
pub mod persons;
pub mod places;
pub mod referrals;
mod sealing;
pub mod services;
pub mod sessions;
pub mod shared;
mod sql;
mod together;
mod unit_of_work;

pub use error::StoreError;
pub use installed::{JOURNAL_SECRET, last_note, needs_its_keys, newest_entry, newest_wraps};
pub use unit_of_work::{Store, UnitOfWork};
