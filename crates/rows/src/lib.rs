//! Rows as the database holds them: one type a table, and reading them raw, whatever somebody may have written there.
//!
//! They decide nothing and ask nothing: `relais-store` turns them into what the rules know and has every query of the
//! product, `relais-audit` compares them with one another.

#![expect(missing_docs, reason = "the names are the columns; what they mean stands with the rules")]

pub mod agreements;
pub mod api_keys;
pub mod contacts;
pub mod deliveries;
pub mod destructions;
pub mod idempotency;
pub mod journal;
pub mod mandates;
pub mod members;
pub mod needs;
pub mod networks;
pub mod notices;
pub mod organisations;
pub mod outbox;
pub mod persons;
pub mod places;
mod raw;
pub mod referrals;
pub mod services;
pub mod sessions;
mod stored;

pub use raw::{Rows, rows_of, unreadable};
pub use stored::{RawEntry, checkpoint, signed, unsigned};
