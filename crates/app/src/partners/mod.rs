//! Finding a partner: services of the network by name, commune, theme and distance; places around.

mod communes;
mod search;
mod show;

pub use communes::{Commune, list_communes};
pub use relais_store::services::ServiceRow;
pub use search::{Found, PartnerQuery, search_partners};
pub use show::show_service;
