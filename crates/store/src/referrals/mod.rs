//! Referrals: rows, sealed sheets, and the lists of both sides.

mod content;
pub(crate) mod entity;
mod events;
mod lists;
mod mapping;
mod origin;
mod queries;

pub use content::{Note, ReferralContent};
pub use events::HistoryLine;
pub(crate) use events::journalled;
pub use lists::{ListFilter, ReferralLine};
pub use mapping::StoredReferral;
pub use queries::ReferralExtras;
