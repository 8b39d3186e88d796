//! Referrals: rows, sealed sheets, and the lists of both sides.

mod content;
mod day;
mod due;
mod events;
mod ground;
mod lists;
mod mapping;
mod order;
mod origin;
mod queries;

pub use content::{Note, ReferralContent};
pub use day::DayLine;
pub use due::DueReferral;
pub use events::{HistoryLine, journalled};
pub use ground::Groundless;
pub use lists::{InboxCount, ListFilter, ReferralLine, Which};
pub use mapping::StoredReferral;
pub use order::{Order, Turn};
pub use queries::ReferralExtras;
pub(crate) use relais_rows::referrals as entity;
