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

/// A page of services, the nearest first when a position is given, else by name; and whether there are more. What has
/// no position comes last, and is left out where a distance is asked.
pub async fn search_partners(
    app: &App,
    actor: &Actor,
    query: &PartnerQuery,
) -> Result<(Vec<Found>, bool), AppError> {
    access::require(actor, Action::FindPartner, &Resource::Network(actor.network))?;
    let narrowed = Narrowed::read(query)?;
    let (from, radius) = (narrowed.from, narrowed.radius_m);
    let unit = app.store.read(actor).await?;
    let services = unit.list_services(&narrowed.services(actor, query)).await?;
    unit.commit().await?;
    let found = services.into_iter().map(|service| measured(service, from));
    Ok(page(found.filter(|found| found.distance_m.is_none_or(|distance| distance <= radius)).collect()))
}

/// The lines of a page, and whether there are more: one more than it shows was asked for.
pub(super) fn page<T>(mut found: Vec<T>) -> (Vec<T>, bool) {
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    (found, more)
}

/// What both searches are narrowed by, read from the query.
pub(super) struct Narrowed {
    pub words: Vec<String>,
    pub insee: Option<String>,
    pub theme: Option<String>,
    pub from: Option<Position>,
    pub within: Option<BoundingBox>,
    /// The corners of the box lie farther away than was asked.
    pub radius_m: f64,
    pub offset: u32,
    pub limit: u32,
}

impl Narrowed {
    pub fn read(query: &PartnerQuery) -> Result<Self, AppError> {
        let mut fields = Fields::default();
        let insee = fields.optional("commune", &query.insee, InseeCode::parse);
        let theme: Option<Theme> = fields.optional_code("theme", &query.theme);
        if query.kilometres.is_some_and(|kilometres| !(0.1..=500.0).contains(&kilometres)) {
            fields.refuse("kilometres", "distance.range");
        }
        fields.finish()?;
        let from = query.from.and_then(|(latitude, longitude)| Position::new(latitude, longitude));
        let radius = query.kilometres.map(|kilometres| kilometres * 1000.0);
        Ok(Self {
            words: SearchKey::of(&query.words).words().map(str::to_owned).collect(),
            insee: insee.map(|insee| insee.as_str().to_owned()),
            theme: theme.map(|theme| theme.as_str().to_owned()),
            from,
            within: from.zip(radius).map(|(from, radius)| from.around(radius)),
            radius_m: radius.unwrap_or(f64::INFINITY),
            offset: u32::try_from(query.offset).unwrap_or(u32::MAX),
            limit: u32::try_from(PAGE + 1).unwrap_or(u32::MAX),
        })
    }

    fn services(self, actor: &Actor, query: &PartnerQuery) -> ServiceFilter {
        ServiceFilter {
            words: self.words,
            insee: self.insee,
            theme: self.theme,
            from: self.from,
            within: self.within,
            except: query.to_refer.then_some(actor.organisation),
            accepting: query.to_refer,
            offset: self.offset,
            limit: self.limit,
        }
    }
}

fn measured(service: ServiceRow, from: Option<Position>) -> Found {
    let at = service.latitude.zip(service.longitude).and_then(|(north, east)| Position::new(north, east));
    let distance_m = from.zip(at).map(|(from, at)| from.distance_m(&at));
    Found { service, distance_m }
}
