//! Mandates: rows, what is sealed under them, and when a clock strikes next.

mod acts;
mod charter;
pub(crate) mod entity;
mod events;
mod lists;
mod mapping;
mod queries;
mod sealed;

pub use acts::{ActLine, ActWords, NewAct};
pub use events::MandateHistoryLine;
pub use lists::{DueMandate, MandateLine};
pub use queries::StoredMandate;
pub use sealed::{MandateContent, MandateProof, StoredFileNumber};
