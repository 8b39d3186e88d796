//! Services of member organisations: what a referral is sent to.

pub(crate) mod entity;
mod queries;

pub use queries::{CommuneRow, NewService, ServiceFilter, ServiceRow};
