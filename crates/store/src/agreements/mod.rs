//! Agreements to share: rows and their append-only events.

mod events;
mod mapping;
mod queries;
mod sealed_terms;

use relais_rows::agreements as entity;

pub use events::journalled;
pub use queries::{AgreementEvidence, StoredAgreement};
pub use sealed_terms::SealedTerms;
