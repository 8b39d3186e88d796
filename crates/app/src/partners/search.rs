//! The search for a service. No person is named in it: its address may be kept and sent on.

use relais_domain::{
    access::{self, Action, Resource},
    actor::Actor,
    directory::{BoundingBox, Position},
    organisation::Theme,
    text::{InseeCode, SearchKey},
};
use relais_store::services::{ServiceFilter, ServiceRow};

use crate::{App, AppError, fields::Fields};

/// The raw query.
#[derive(Clone, Debug, Default)]
pub struct PartnerQuery {
    /// Words of the name, of the organisation (of a service) or of the commune.
    pub words: String,
    /// A commune's INSEE code.
    pub insee: String,
    /// A theme code.
    pub theme: String,
    /// From where: degrees north and east.
    pub from: Option<(f64, f64)>,
    /// How far, in kilometres.
    pub kilometres: Option<f64>,
    /// Only services that take referrals, and not the actor's own.
    pub to_refer: bool,
    /// How many to pass over.
    pub offset: usize,
}

/// A service found, with its distance when one was asked.
#[derive(Clone, Debug)]
pub struct Found {
    /// The service.
    pub service: ServiceRow,
    /// Metres, as the crow flies.
    pub distance_m: Option<f64>,
}

/// Lines a page shows.
pub const PAGE: usize = 20;

/// A page of services, the nearest first when a position is given, else by name; and whether there are more.
pub async fn search_partners(
    app: &App,
    actor: &Actor,
    query: &PartnerQuery,
) -> Result<(Vec<Found>, bool), AppError> {
    access::require(actor, Action::FindPartner, &Resource::Network(actor.network))?;
    let from = query.from.and_then(|(latitude, longitude)| Position::new(latitude, longitude));
    let filter = Narrowed::read(query, from)?.services(actor, query);
    let unit = app.store.read(actor).await?;
    let services = unit.list_services(&filter).await?;
    unit.commit().await?;
    let mut found: Vec<Found> = services.into_iter().map(|service| measured(service, from)).collect();
    if from.is_some() {
        let radius = query.kilometres.map_or(f64::INFINITY, |kilometres| kilometres * 1000.0);
        found.retain(|found| found.distance_m.is_some_and(|distance| distance <= radius));
        found.sort_by(|a, b| a.distance_m.partial_cmp(&b.distance_m).unwrap_or(std::cmp::Ordering::Equal));
    }
    let more = found.len() > query.offset + PAGE;
    Ok((found.into_iter().skip(query.offset).take(PAGE).collect(), more))
}

/// What both searches are narrowed by, read from the query.
pub(super) struct Narrowed {
    pub words: Vec<String>,
    pub insee: Option<String>,
    pub theme: Option<String>,
    pub within: Option<BoundingBox>,
}

impl Narrowed {
    pub fn read(query: &PartnerQuery, from: Option<Position>) -> Result<Self, AppError> {
        let mut fields = Fields::default();
        let insee = fields.optional("commune", &query.insee, InseeCode::parse);
        let theme: Option<Theme> = fields.optional_code("theme", &query.theme);
        if query.kilometres.is_some_and(|kilometres| !(0.1..=500.0).contains(&kilometres)) {
            fields.refuse("kilometres", "distance.range");
        }
        fields.finish()?;
        Ok(Self {
            words: SearchKey::of(&query.words).words().map(str::to_owned).collect(),
            insee: insee.map(|insee| insee.as_str().to_owned()),
            theme: theme.map(|theme| theme.as_str().to_owned()),
            within: from.zip(query.kilometres).map(|(from, kilometres)| from.around(kilometres * 1000.0)),
        })
    }

    fn services(self, actor: &Actor, query: &PartnerQuery) -> ServiceFilter {
        ServiceFilter {
            words: self.words,
            insee: self.insee,
            theme: self.theme,
            bounds: self.within.map(|within| [within.south, within.west, within.north, within.east]),
            except: query.to_refer.then_some(actor.organisation),
            accepting: query.to_refer,
            limit: 500,
        }
    }
}

fn measured(service: ServiceRow, from: Option<Position>) -> Found {
    let at = service.latitude.zip(service.longitude).and_then(|(north, east)| Position::new(north, east));
    let distance_m = from.zip(at).map(|(from, at)| from.distance_m(&at));
    Found { service, distance_m }
}
