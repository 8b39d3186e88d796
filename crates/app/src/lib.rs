//! The use cases: one a file, a command and a function. Both edges call them, and nothing else writes.
//!
//! Every function takes the [`App`] and the actor, loads within the actor's reach, asks `domain::access`, runs the
//! rule, and saves change, journal entry and messages in one transaction.

pub mod app;
pub mod auth;
pub mod contacts;
mod error;
pub mod errors;
pub mod fields;
pub mod idempotency;
pub mod imports;
pub mod jobs;
pub mod journal;
pub mod live;
pub mod mandates;
pub mod members;
pub mod organisations;
mod paging;
pub mod partners;
pub mod persons;
pub mod referrals;
mod shown;

pub use app::{App, Settings, Vitals};
pub use error::{AppError, FieldError};
pub use relais_store::observe;
