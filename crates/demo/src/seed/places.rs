//! The places where the members receive, written as an import writes them.

use super::{SeedError, While};
use crate::network::{DemoNetwork, Member, Place};
use relais_app::{
    App,
    imports::{Address, PlaceRecord, write_places},
};
use relais_domain::{
    directory::Position,
    ids::NetworkId,
    text::{Email, InseeCode, Line, Phone, Postcode, ShortText, TextError},
};

/// Writes every place of the network.
pub(super) async fn write(app: &App, network: &DemoNetwork, id: NetworkId) -> Result<(), SeedError> {
    let held =
        network.members.iter().flat_map(|member| member.places.iter().map(move |place| (member, place)));
    let records = held.map(|(member, place)| record(network, member, place)).collect::<Result<Vec<_>, _>>();
    let records = records.map_err(|error| SeedError::new("read the places", error))?;
    write_places(app, id, records).await.while_doing(|| "write the places".to_owned()).map(|_| ())
}

/// By what a place is known: who published it, and its name here.
pub(super) fn key(network: &DemoNetwork, member: &Member, place: &Place) -> (String, String) {
    (published_by(network, place), format!("{}/{}", member.slug, place.slug))
}

fn record(network: &DemoNetwork, member: &Member, place: &Place) -> Result<PlaceRecord, TextError> {
    let town = network.communes.iter().find(|commune| commune.insee == place.commune);
    let offered = member.services.iter().filter(|service| service.place.as_ref() == Some(&place.slug));
    let (source, external_id) = key(network, member, place);
    Ok(PlaceRecord {
        source,
        external_id,
        pivot: None,
        name: ShortText::parse(&place.name)?,
        address: Address {
            street: Some(ShortText::parse(&place.address)?),
            complement: None,
            postcode: Some(Postcode::parse(&place.postcode)?),
            commune: town.map(|town| ShortText::parse(&town.name)).transpose()?,
            insee: Some(InseeCode::parse(&place.commune)?),
        },
        position: network
            .position(place.position, &place.commune)
            .and_then(|[latitude, longitude]| Position::new(latitude, longitude)),
        phone: place.phone.as_deref().map(Phone::parse).transpose()?,
        emails: place.email.as_deref().map(Email::parse).transpose()?.into_iter().collect(),
        website: None,
        hours: place.opening_hours.as_deref().map(Line::parse).transpose()?,
        hours_note: None,
        summary: None,
        detail: None,
        origin: None,
        parent: Some(ShortText::parse(&member.name)?),
        updated_on: None,
        themes: offered.flat_map(|service| service.themes.iter().copied()).collect(),
        typologies: Vec::new(),
        services: Vec::new(),
        publics: Vec::new(),
        care: Vec::new(),
        fees: Vec::new(),
        itinerance: Vec::new(),
        programmes: Vec::new(),
        trainings: Vec::new(),
        other_trainings: None,
        access: Vec::new(),
        support: Vec::new(),
        access_sheet: None,
        booking: None,
    })
}

/// The title of the source that a fact names as « code, number ».
fn published_by(network: &DemoNetwork, place: &Place) -> String {
    let code = place.source.split(',').next().unwrap_or_default().trim();
    let source = network.sources.iter().find(|source| source.code == code);
    source.map_or_else(|| network.name.clone(), |source| source.name.clone())
}
