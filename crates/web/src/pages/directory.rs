//! C6 « Trouver un partenaire ».

use relais_app::{
    AppError,
    partners::{Commune, Found, PartnerQuery, ServiceRow, list_communes, search_partners, show_service},
};
use relais_domain::{
    access::{Action, role_allows},
    ids::ServiceId,
};

use relais_http::can;

use crate::{
    error::WebResult,
    pages::places,
    paths, present,
    request::{Asked, Id, Page, Typed},
    say::Say,
    views::{
        directory::{PartnerSearch, Partners, ServiceCard, ServicePage},
        parts::{Choice, Fact, Link, Pager, Tag, theme_choices},
    },
    words::Words,
};

/// Lines of a page of services (`relais_app::partners`).
const LINES: usize = 20;
/// Distances offered, in kilometres.
const DISTANCES: [&str; 4] = ["2", "5", "10", "30"];

/// `GET /partners`
pub async fn partners(page: Page<can::FindPartner>, Asked(asked): Asked) -> WebResult {
    let found = search(&page, &asked, false).await?;
    let pager = pager(paths::PARTNERS, &asked, found.more);
    let places = places::around(&page, &found.query).await?;
    let (search, results, more) = (found.search, found.results, found.more);
    page.draw(&Partners { search, results, more, pager, places })
}

/// A search and what it found.
pub struct SearchResult {
    /// What was asked, for the places around.
    pub query: PartnerQuery,
    /// The form, as asked.
    pub search: PartnerSearch,
    /// One page.
    pub results: Vec<ServiceCard>,
    /// Whether there are others.
    pub more: bool,
}

/// Searches the services of the network; `to_refer` leaves out the own ones and those that take nobody.
pub async fn search<P>(page: &Page<P>, asked: &Typed, to_refer: bool) -> Result<SearchResult, AppError> {
    let communes = list_communes(page.app(), page.actor()).await?;
    let query = query(asked, &communes, to_refer);
    let (found, more) = match search_partners(page.app(), page.actor(), &query).await {
        Ok(found) => found,
        // An address written by hand with a theme or a distance that is none: nothing is found, the form stays.
        Err(AppError::Invalid(_)) => (Vec::new(), false),
        Err(error) => return Err(error),
    };
    let words = page.words();
    let results = found.iter().map(|found| card(&words, found)).collect();
    let search = PartnerSearch {
        form: asked.form(),
        communes: communes.into_iter().map(|commune| Choice::new(commune.insee, commune.name)).collect(),
        themes: theme_choices(),
        distances: DISTANCES.map(|km| Choice::new(km, Say::new("within-km").with("n", km))).to_vec(),
    };
    Ok(SearchResult { query, search, results, more })
}

/// « Autour de » a commune orders by distance; without a distance nothing is left out.
fn query(asked: &Typed, communes: &[Commune], to_refer: bool) -> PartnerQuery {
    let around = communes.iter().find(|commune| commune.insee == asked.get("commune"));
    PartnerQuery {
        words: asked.text("words"),
        insee: String::new(),
        theme: asked.text("theme"),
        from: around.map(|commune| (commune.latitude, commune.longitude)),
        kilometres: asked.get("kilometres").parse().ok().filter(|_| around.is_some()),
        to_refer,
        offset: offset(asked),
    }
}

fn offset(asked: &Typed) -> usize {
    asked.get("from").parse().unwrap_or_default()
}

/// The other pages of a search, at the same address.
pub fn pager(path: &str, asked: &Typed, more: bool) -> Pager {
    let at = |from: usize| format!("{path}?{}", terms(asked).append_pair("from", &from.to_string()).finish());
    let from = offset(asked);
    Pager {
        previous: (from > 0).then(|| at(from.saturating_sub(LINES))),
        next: more.then(|| at(from.saturating_add(LINES))),
    }
}

/// The address of this page of a search.
pub fn asked_again(path: &str, asked: &Typed) -> String {
    let mut terms = terms(asked);
    if offset(asked) > 0 {
        terms.append_pair("from", &offset(asked).to_string());
    }
    Some(terms.finish())
        .filter(|terms| !terms.is_empty())
        .map_or_else(|| path.to_owned(), |terms| format!("{path}?{terms}"))
}

/// What was asked, as the query of an address.
fn terms(asked: &Typed) -> url::form_urlencoded::Serializer<'static, String> {
    let mut terms = url::form_urlencoded::Serializer::new(String::new());
    for name in ["words", "theme", "commune", "kilometres"] {
        if !asked.get(name).is_empty() {
            terms.append_pair(name, asked.get(name));
        }
    }
    terms
}

fn card(words: &Words, found: &Found) -> ServiceCard {
    let service = &found.service;
    let mut lines = Vec::new();
    lines.extend(present::given(service.commune.as_ref()));
    lines.extend(found.distance_m.map(|metres| Words::distance(rounded(metres)).into()));
    ServiceCard {
        id: service.id().to_string(),
        url: paths::service(service.id()),
        name: service.name.clone(),
        organisation: service.organisation_name.clone(),
        lines,
        capacity: Tag::capacity(&service.capacity),
        freshness: freshness(words, service).into(),
        open: service.takes_referrals(),
    }
}

/// Whole metres, for words.
pub fn rounded(metres: f64) -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the cast saturates, and is clamped"
    )]
    let metres = metres.clamp(0.0, f64::from(u32::MAX)) as u32;
    metres
}

fn freshness(words: &Words, service: &ServiceRow) -> Say {
    Say::new("checked-on").with("day", words.day(words.date(service.updated_at)))
}

/// `GET /services/{id}`
pub async fn service(page: Page<can::FindPartner>, Id(id): Id<ServiceId>) -> WebResult {
    let service = show_service(page.app(), page.actor(), id).await?;
    let own = service.organisation() == page.actor().organisation;
    let edits = role_allows(page.actor().role, Action::EditOrganisation) && own;
    let refers = role_allows(page.actor().role, Action::DraftReferral) && !own;
    page.draw(&ServicePage {
        name: service.name.clone(),
        organisation: service.organisation_name.clone(),
        description: (!service.description.is_empty()).then(|| service.description.clone()),
        capacity: Tag::capacity(&service.capacity),
        facts: facts(&service),
        place: service.place().map(|(id, name)| Link::new(paths::place(id), "service-place").about(name)),
        freshness: freshness(&page.words(), &service).into(),
        edit: edits.then(|| paths::service_edit(id)),
        closed: !service.takes_referrals(),
        refer: (refers && service.takes_referrals()).then(|| Link::new(paths::PERSONS, "service-refer")),
    })
}

fn facts(service: &ServiceRow) -> Vec<Fact> {
    let address =
        [&service.address, &service.commune].into_iter().flatten().cloned().collect::<Vec<_>>().join("\n");
    let mut facts: Vec<_> =
        service.theme_codes().map(|code| Fact::new("need-theme", Say::code("theme", code))).collect();
    facts.extend([
        Fact::maybe("service-audience", present::given(service.audience.as_ref())),
        Fact::maybe("field-address", (!address.is_empty()).then_some(address)),
        Fact::maybe("field-phone", service.phone.as_deref().map(present::phone)),
    ]);
    // Said only where the service says it.
    let conditions = present::given(service.conditions.as_ref());
    facts.extend(conditions.map(|conditions| Fact::new("service-conditions", conditions)));
    let days = service.answer_days.map(|days| Say::new("service-answer-days").with("n", i64::from(days)));
    facts.extend(days.map(|days| Fact::new("service-answer", days)));
    facts
}
