//! Member organisations of a network.

pub(crate) mod entity;
mod queries;

pub use queries::{OrganisationChange, OrganisationRow, OrganisationUpsert};
