//! Member organisations of a network.

pub(crate) mod entity;
mod import;
mod queries;

pub use import::OrganisationAlias;
pub use queries::{OrganisationChange, OrganisationRow, OrganisationUpsert};
