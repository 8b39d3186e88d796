//! Mandates: rows, what is sealed under them, and when a clock strikes next.

mod acts;
mod charter;
mod events;
mod lists;
mod mapping;
mod queries;
mod sealed;

use relais_rows::mandates as entity;

pub use acts::{ActLine, ActWords, NewAct};
pub use events::{MandateHistoryLine, journalled};
pub use lists::{DueMandate, MandateLine};
pub use queries::StoredMandate;
pub use sealed::{MandateContent, MandateProof, StoredFileNumber};
