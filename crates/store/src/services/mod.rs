//! Services of member organisations: what a referral is sent to.

pub(crate) mod entity;
mod queries;
mod writes;

pub use queries::{CommuneRow, NamedCommune, ServiceFilter, ServiceRow};
pub use writes::NewService;
