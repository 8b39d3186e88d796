//! Places around: where help is given, member of the network or not.

use relais_app::{
    AppError,
    partners::{FoundPlace, PartnerQuery, PlaceRow, PlaceView, search_places, show_place},
};
use relais_domain::ids::PlaceId;
use relais_http::can;

use crate::{
    error::WebResult,
    hours,
    pages::directory::rounded,
    paths, present,
    request::{Id, Page},
    say::Say,
    views::{
        directory::PlacePage,
        parts::{Fact, Link, Phrase, Row},
    },
    words::Words,
};

/// `GET /places/{id}`
pub async fn show(page: Page<can::FindPartner>, Id(id): Id<PlaceId>) -> WebResult {
    let view = show_place(page.app(), page.actor(), id).await?;
    page.draw(&place(&page.words(), &view))
}

/// The first places of the same search as the services'.
pub async fn around<P>(page: &Page<P>, query: &PartnerQuery) -> Result<Vec<Row>, AppError> {
    match search_places(page.app(), page.actor(), query).await {
        Ok((found, _)) => Ok(found.iter().map(row).collect()),
        // As for services: a search written by hand that cannot be read finds nothing.
        Err(AppError::Invalid(_)) => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

fn row(found: &FoundPlace) -> Row {
    let place = &found.place;
    let url = paths::place(PlaceId::new(place.id));
    let mut row = Row::new(place.name.as_str(), Link::new(url, "service-place"));
    for line in [&place.street, &place.commune].into_iter().flatten() {
        row = row.line(line.as_str());
    }
    match found.distance_m {
        Some(metres) => row.line(Words::distance(rounded(metres))),
        None => row,
    }
}

/// In words; what no notation says is shown as the producer wrote it.
fn hours_of(place: &PlaceRow) -> Option<String> {
    let notation = place.hours.as_ref();
    let read = notation.map(|notation| hours::in_words(notation).unwrap_or_else(|| notation.clone()));
    let told = [read, place.hours_note.clone()];
    let told: Vec<_> = told.into_iter().flatten().filter(|text| !text.is_empty()).collect();
    (!told.is_empty()).then(|| told.join("\n"))
}

fn place(words: &Words, view: &PlaceView) -> PlacePage {
    let place = &view.place;
    let town = [&place.postcode, &place.commune].into_iter().flatten().cloned().collect::<Vec<_>>().join(" ");
    let lines = [&place.street, &place.complement].into_iter().flatten().cloned().chain([town]);
    let address: Vec<_> = lines.filter(|line| !line.is_empty()).collect();
    let day = place.updated_on.unwrap_or_else(|| words.date(place.imported_at));
    let service = |service: &relais_app::partners::ServiceRow| {
        Link::new(paths::service(service.id()), "row-open-referral").about(service.name.as_str())
    };
    PlacePage {
        name: place.name.clone(),
        facts: vec![
            Fact::maybe("field-address", (!address.is_empty()).then(|| address.join("\n"))),
            Fact::maybe("place-hours", hours_of(place).map(Phrase::Plain)),
            Fact::maybe("field-phone", place.phone.as_deref().map(present::phone)),
        ]
        .into_iter()
        .chain(present::given(place.summary.as_ref()).map(|summary| Fact::new("place-summary", summary)))
        .collect(),
        services: view.services.iter().map(service).collect(),
        source: Say::new("place-source").with("source", view.source.as_str()).with("day", words.day(day)),
    }
}
