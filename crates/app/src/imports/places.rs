//! Places.

use std::collections::HashMap;

use relais_domain::{
    clock::Timestamp,
    ids::{NetworkId, PlaceId},
    organisation::Theme,
    text::{Email, SearchKey},
};
use relais_store::{
    journal::{Act, Action},
    places::PlaceRow,
};

use super::Written;
use crate::{App, AppError, imports::PlaceRecord};

/// Between the codes of a list in one column.
const BETWEEN: &str = "|";

/// Writes the places of one file: all of them, or none. A command of the house.
pub async fn write_places(
    app: &App,
    network: NetworkId,
    records: Vec<PlaceRecord>,
) -> Result<Written, AppError> {
    let unit = app.store.begin_house().await?;
    let known = match records.first() {
        Some(first) => unit.places_of_source(network, &first.source).await?,
        None => HashMap::new(),
    };
    let new_id = || PlaceId::random(app.random.as_ref());
    let rows: Vec<_> =
        records.into_iter().map(|record| row(record, (network, new_id()), unit.now())).collect();
    let written = compared(&rows, &known);
    // A place the file tells of unchanged is written too: when it was last told of is a fact.
    unit.upsert_places(rows).await?;
    unit.record(Act::new(Action::DirectoryImported).on(network.uuid()).scope("places")).await?;
    unit.commit().await?;
    Ok(written)
}

/// What is new, what says something else than before, what says the same.
fn compared(rows: &[PlaceRow], known: &HashMap<String, PlaceRow>) -> Written {
    let mut written = Written::default();
    for row in rows {
        match known.get(&row.external_id) {
            None => written.inserted += 1,
            Some(before) if says_the_same(before, row) => written.kept += 1,
            Some(_) => written.updated += 1,
        }
    }
    written
}

fn says_the_same(before: &PlaceRow, row: &PlaceRow) -> bool {
    PlaceRow { id: before.id, imported_at: before.imported_at, ..row.clone() } == *before
}

fn row(record: PlaceRecord, (network, id): (NetworkId, PlaceId), now: Timestamp) -> PlaceRow {
    let address = record.address;
    let commune = address.commune.as_ref().map_or("", |commune| commune.as_str());
    let search_key = SearchKey::of(&format!("{} {commune}", record.name.as_str())).as_str().to_owned();
    PlaceRow {
        id: id.uuid(),
        network_id: network.uuid(),
        source: record.source,
        external_id: record.external_id,
        pivot: record.pivot.map(|pivot| pivot.as_str().to_owned()),
        name: record.name.as_str().to_owned(),
        street: address.street.map(|street| street.as_str().to_owned()),
        complement: address.complement.map(|complement| complement.as_str().to_owned()),
        postcode: address.postcode.map(|postcode| postcode.as_str().to_owned()),
        commune: address.commune.map(|commune| commune.as_str().to_owned()),
        insee: address.insee.map(|insee| insee.as_str().to_owned()),
        latitude: record.position.map(|position| position.latitude()),
        longitude: record.position.map(|position| position.longitude()),
        updated_on: record.updated_on,
        emails: joined(record.emails.iter().map(Email::as_str)),
        themes: joined(record.themes.iter().map(Theme::as_str)),
        typologies: record.typologies.join(BETWEEN),
        services: record.services.join(BETWEEN),
        publics: record.publics.join(BETWEEN),
        care: record.care.join(BETWEEN),
        fees: record.fees.join(BETWEEN),
        itinerance: record.itinerance.join(BETWEEN),
        programmes: record.programmes.join(BETWEEN),
        trainings: record.trainings.join(BETWEEN),
        access: record.access.join(BETWEEN),
        support: record.support.join(BETWEEN),
        phone: record.phone.map(|phone| phone.as_str().to_owned()),
        website: record.website.map(|website| website.as_str().to_owned()),
        hours: record.hours.map(|hours| hours.as_str().to_owned()),
        hours_note: record.hours_note.map(|note| note.as_str().to_owned()),
        summary: record.summary.map(|summary| summary.as_str().to_owned()),
        detail: record.detail.map(|detail| detail.as_str().to_owned()),
        origin: record.origin.map(|origin| origin.as_str().to_owned()),
        parent: record.parent.map(|parent| parent.as_str().to_owned()),
        other_trainings: record.other_trainings.map(|trainings| trainings.as_str().to_owned()),
        access_sheet: record.access_sheet.map(|sheet| sheet.as_str().to_owned()),
        booking: record.booking.map(|booking| booking.as_str().to_owned()),
        search_key,
        imported_at: now,
    }
}

fn joined<'a>(codes: impl Iterator<Item = &'a str>) -> String {
    codes.collect::<Vec<_>>().join(BETWEEN)
}
