//! Places around: where help is given, member of the network or not. They are read from open data, so nothing can
//! be sent there through Relais; a page says how to reach them.

use relais_domain::{
    access::{self, Action, Resource},
    actor::Actor,
    directory::Position,
    ids::PlaceId,
};
use relais_store::{
    places::{PlaceFilter, PlaceRow},
    services::ServiceRow,
};

use super::search::{Narrowed, PartnerQuery, page};
use crate::{App, AppError, imports::Mapping};

/// A place found, with its distance when one was asked.
#[derive(Clone, Debug)]
pub struct FoundPlace {
    /// The place.
    pub place: PlaceRow,
    /// Metres, as the crow flies.
    pub distance_m: Option<f64>,
}

/// What the page of a place shows.
#[derive(Clone, Debug)]
pub struct PlaceView {
    /// The place.
    pub place: PlaceRow,
    /// Who published it, in words; the source's own name when no shipped mapping knows it.
    pub source: String,
    /// Services of the network given there.
    pub services: Vec<ServiceRow>,
}

/// A page of places, the nearest first when a position is given, else by name; and whether there are more. The
/// query is that of [`search_partners`](super::search_partners); `to_refer` says nothing here.
pub async fn search_places(
    app: &App,
    actor: &Actor,
    query: &PartnerQuery,
) -> Result<(Vec<FoundPlace>, bool), AppError> {
    access::require(actor, Action::FindPartner, &Resource::Network(actor.network))?;
    let Narrowed { words, insee, theme, from, within, radius_m, offset, limit } = Narrowed::read(query)?;
    let unit = app.store.read(actor).await?;
    let rows = unit.list_places(&PlaceFilter { words, insee, theme, from, within, offset, limit }).await?;
    unit.commit().await?;
    let found = rows.into_iter().map(|place| measured(place, from));
    Ok(page(found.filter(|found| found.distance_m.is_none_or(|distance| distance <= radius_m)).collect()))
}

/// A place of the network, with what is given there.
pub async fn show_place(app: &App, actor: &Actor, id: PlaceId) -> Result<PlaceView, AppError> {
    access::require(actor, Action::FindPartner, &Resource::Network(actor.network))?;
    let unit = app.store.read(actor).await?;
    let place = unit.find_place(id).await?.ok_or(AppError::NotFound)?;
    let services = unit.list_services_at(id).await?;
    unit.commit().await?;
    let source = Mapping::title_of(&place.source).unwrap_or(&place.source).to_owned();
    Ok(PlaceView { place, source, services })
}

fn measured(place: PlaceRow, from: Option<Position>) -> FoundPlace {
    let at = place.latitude.zip(place.longitude).and_then(|(north, east)| Position::new(north, east));
    let distance_m = from.zip(at).map(|(from, at)| from.distance_m(&at));
    FoundPlace { place, distance_m }
}
