//! Services of member organisations: what a referral is sent to.

mod queries;
mod writes;

use relais_rows::services as entity;

pub use queries::{CommuneRow, NamedCommune, ServiceFilter, ServiceRow};
pub use writes::NewService;
