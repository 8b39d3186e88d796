//! Finding a partner: services of the network by name, commune, theme and distance; places around.

mod communes;
mod places;
mod search;
mod show;

pub use communes::list_communes;
pub use places::{FoundPlace, PlaceView, search_places, show_place};
pub use relais_store::{
    places::PlaceRow,
    services::{CommuneRow as Commune, ServiceRow},
};
pub use search::{Found, PAGE, PartnerQuery, search_partners};
pub use show::{DesksView, show_desks, show_service};
