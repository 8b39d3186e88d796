//! Agreements to share: rows and their append-only events.

pub(crate) mod entity;
mod mapping;
mod queries;

pub use queries::{AgreementEvidence, StoredAgreement};
