//! Member organisations of a network.

mod import;
mod queries;

pub use import::OrganisationAlias;
pub use queries::{OrganisationChange, OrganisationRow, OrganisationUpsert};
pub(crate) use relais_rows::organisations as entity;
