//! Desk contacts.

mod propose;
mod record;

pub use propose::{ProposedNeed, propose_need};
pub use record::{ContactInput, record_contact};
