//! Queries of services.

use relais_domain::{
    clock::Timestamp,
    directory::{BoundingBox, Position},
    ids::{OrganisationId, PlaceId, ServiceId},
    organisation::Capacity,
};
use sea_orm::{FromQueryResult, prelude::Uuid};

use crate::{
    StoreError, UnitOfWork,
    near::{inside, nearest_first},
    sql::Sql,
};

/// A service with its organisation, as lists and pages show it.
#[derive(Clone, Debug, FromQueryResult)]
pub struct ServiceRow {
    id: Uuid,
    organisation_id: Uuid,
    place_id: Option<Uuid>,
    place_name: Option<String>,
    /// The service's name.
    pub name: String,
    /// What it does, in a few sentences.
    pub description: String,
    /// For whom.
    pub audience: Option<String>,
    /// Under which conditions.
    pub conditions: Option<String>,
    /// Street address.
    pub address: Option<String>,
    /// Commune's name.
    pub commune: Option<String>,
    /// Commune's INSEE code.
    pub insee: Option<String>,
    /// Degrees north.
    pub latitude: Option<f64>,
    /// Degrees east.
    pub longitude: Option<f64>,
    /// Capacity code.
    pub capacity: String,
    /// How many days an answer usually takes.
    pub answer_days: Option<i32>,
    /// Whether referrals may be sent to it.
    pub accepts_referrals: bool,
    /// Raised by each correction.
    pub version: i32,
    /// Last change: the freshness shown.
    pub updated_at: Timestamp,
    /// The organisation's name.
    pub organisation_name: String,
    /// The organisation's kind code.
    pub organisation_kind: String,
    /// The organisation's phone number.
    pub phone: Option<String>,
    /// Theme codes, separated by commas.
    pub themes: Option<String>,
}

impl ServiceRow {
    /// The service.
    #[must_use]
    pub const fn id(&self) -> ServiceId {
        ServiceId::new(self.id)
    }

    /// Its organisation.
    #[must_use]
    pub const fn organisation(&self) -> OrganisationId {
        OrganisationId::new(self.organisation_id)
    }

    /// The place where it is given, and its name.
    #[must_use]
    pub fn place(&self) -> Option<(PlaceId, &str)> {
        self.place_id.map(PlaceId::new).zip(self.place_name.as_deref())
    }

    /// Whether a referral may be sent to it now: it takes referrals, and is not full.
    #[must_use]
    pub fn takes_referrals(&self) -> bool {
        self.accepts_referrals && self.capacity != Capacity::Closed.as_str()
    }

    /// Its themes' codes.
    pub fn theme_codes(&self) -> impl Iterator<Item = &str> {
        self.themes.iter().flat_map(|codes| codes.split(',')).map(str::trim).filter(|code| !code.is_empty())
    }
}

/// What narrows a search for a service.
#[derive(Clone, Debug, Default)]
pub struct ServiceFilter {
    /// Normalised words (`SearchKey`), each of which must occur in name, organisation or commune.
    pub words: Vec<String>,
    /// A commune's INSEE code.
    pub insee: Option<String>,
    /// A theme code.
    pub theme: Option<String>,
    /// Orders by distance from here; what has no position comes last.
    pub from: Option<Position>,
    /// Only what lies in this box.
    pub within: Option<BoundingBox>,
    /// Leaves out one organisation: one does not refer to oneself.
    pub except: Option<OrganisationId>,
    /// Only services that take referrals.
    pub accepting: bool,
    /// How many to pass over.
    pub offset: u32,
    /// At most so many rows.
    pub limit: u32,
}

/// A commune that the network's directory names.
#[derive(Clone, Debug, PartialEq, FromQueryResult)]
pub struct NamedCommune {
    /// INSEE code.
    pub insee: String,
    /// Name, in one of its spellings.
    pub name: String,
    /// The middle of what has a position there, degrees north.
    pub latitude: Option<f64>,
    /// Degrees east.
    pub longitude: Option<f64>,
}

/// A commune, by the middle of its services.
#[derive(Clone, Debug, PartialEq, FromQueryResult)]
pub struct CommuneRow {
    /// INSEE code.
    pub insee: String,
    /// Name.
    pub name: String,
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
}

const SELECT: &str = "
    SELECT s.id, s.organisation_id, s.place_id, p.name AS place_name, s.name, s.description, s.audience, s.conditions,
           s.address, s.commune, s.insee, s.latitude, s.longitude, s.capacity, s.answer_days, s.accepts_referrals, s.version,
           s.updated_at, o.name AS organisation_name, o.kind AS organisation_kind, o.phone, t.themes
    FROM service s
    JOIN organisation o ON o.id = s.organisation_id AND o.status = 'active'
    LEFT JOIN place p ON p.id = s.place_id AND p.network_id = o.network_id
    LEFT JOIN (SELECT service_id, STRING_AGG(theme, ',') AS themes FROM service_theme GROUP BY service_id) t
           ON t.service_id = s.id
    WHERE s.active AND o.network_id = $1";

const COMMUNES: &str = "
    SELECT s.insee, s.commune AS name, AVG(s.latitude) AS latitude, AVG(s.longitude) AS longitude
    FROM service s JOIN organisation o ON o.id = s.organisation_id AND o.status = 'active'
    WHERE s.active AND o.network_id = $1 AND s.insee IS NOT NULL AND s.commune IS NOT NULL
      AND s.latitude IS NOT NULL AND s.longitude IS NOT NULL
    GROUP BY s.insee, s.commune";

const NAMED: &str = "
    SELECT k.insee, k.name, AVG(k.latitude) AS latitude, AVG(k.longitude) AS longitude FROM (
        SELECT s.insee, s.commune AS name, s.latitude, s.longitude FROM service s
        JOIN organisation o ON o.id = s.organisation_id WHERE o.network_id = $1
        UNION ALL
        SELECT o.insee, o.commune, o.latitude, o.longitude FROM organisation o WHERE o.network_id = $1
        UNION ALL
        SELECT p.insee, p.commune, p.latitude, p.longitude FROM place p WHERE p.network_id = $1
    ) k
    WHERE k.insee IS NOT NULL AND k.name IS NOT NULL
    GROUP BY k.insee, k.name ORDER BY COUNT(*) DESC, k.insee, k.name";

impl UnitOfWork<'_> {
    /// A service of the actor's network.
    pub async fn find_service(&self, id: ServiceId) -> Result<Option<ServiceRow>, StoreError> {
        Sql::new(SELECT)
            .id(self.network()?.uuid())
            .push(" AND s.id = $2")
            .id(id.uuid())
            .one(self.transaction())
            .await
    }

    /// Services of the actor's network: the nearest first when a position is given, else by name. Distances are for
    /// the caller to measure.
    pub async fn list_services(&self, filter: &ServiceFilter) -> Result<Vec<ServiceRow>, StoreError> {
        let mut sql = Sql::new(SELECT).id(self.network()?.uuid());
        for word in &filter.words {
            sql = sql.filter(" AND s.search_key LIKE ", format!("%{}%", word.replace(['%', '_'], "")));
        }
        if let Some(insee) = &filter.insee {
            sql = sql.filter(" AND s.insee = ", insee.clone());
        }
        if let Some(theme) = &filter.theme {
            sql = sql.push(" AND EXISTS (SELECT 1 FROM service_theme x WHERE x.service_id = s.id");
            sql = sql.filter(" AND x.theme = ", theme.clone()).push(")");
        }
        if let Some(within) = &filter.within {
            sql = inside(sql, "s.", within);
        }
        if let Some(except) = filter.except {
            sql = sql.filter(" AND s.organisation_id <> ", except.uuid());
        }
        if filter.accepting {
            sql = sql.push(" AND s.accepts_referrals");
        }
        sql = match filter.from {
            Some(from) => nearest_first(sql, "s.", from),
            None => sql.push(" ORDER BY s.search_key, s.id"),
        };
        sql.limit(filter.limit).filter(" OFFSET ", i64::from(filter.offset)).all(self.transaction()).await
    }

    /// The communes where services of the actor's network are given, by the middle of those that have a position.
    pub async fn list_communes(&self) -> Result<Vec<CommuneRow>, StoreError> {
        Sql::new(COMMUNES).id(self.network()?.uuid()).all(self.transaction()).await
    }

    /// Every commune that services, organisations or places of the actor's network name, the most usual spelling first.
    pub async fn list_named_communes(&self) -> Result<Vec<NamedCommune>, StoreError> {
        Sql::new(NAMED).id(self.network()?.uuid()).all(self.transaction()).await
    }

    /// Services of one organisation of the actor's network.
    pub async fn list_services_of(
        &self,
        organisation: OrganisationId,
    ) -> Result<Vec<ServiceRow>, StoreError> {
        let sql = Sql::new(SELECT)
            .id(self.network()?.uuid())
            .push(" AND s.organisation_id = $2")
            .id(organisation.uuid());
        sql.push(" ORDER BY s.search_key LIMIT 200").all(self.transaction()).await
    }

    /// Services of the actor's network that are given at a place.
    pub async fn list_services_at(&self, place: PlaceId) -> Result<Vec<ServiceRow>, StoreError> {
        let sql = Sql::new(SELECT).id(self.network()?.uuid()).push(" AND s.place_id = $2").id(place.uuid());
        sql.push(" ORDER BY s.search_key LIMIT 200").all(self.transaction()).await
    }
}
