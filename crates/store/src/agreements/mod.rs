//! Agreements to share: rows and their append-only events.

pub(crate) mod entity;
mod events;
mod mapping;
mod queries;
mod sealed_terms;

pub(crate) use events::journalled;
pub use queries::{AgreementEvidence, StoredAgreement};
pub use sealed_terms::SealedTerms;
