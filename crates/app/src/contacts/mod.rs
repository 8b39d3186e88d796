//! Desk contacts.

mod propose;
mod record;
mod tie;

pub use propose::{ProposedNeed, propose_need};
pub use record::{ContactInput, record_contact};
pub use tie::tie_contact;
