//! Desk contacts.

mod record;

pub use record::{ContactInput, record_contact};
