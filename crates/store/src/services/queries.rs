//! Queries of services.

use relais_domain::{
    clock::Timestamp,
    directory::{BoundingBox, Position},
    ids::{OrganisationId, PlaceId, ServiceId},
};
use sea_orm::{EntityTrait, FromQueryResult, Set, prelude::Uuid};

use crate::{
    StoreError, UnitOfWork,
    near::{inside, nearest_first},
    services::entity::{service, service_theme},
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

/// A service about to be stored.
#[derive(Clone, Debug)]
pub struct NewService {
    /// Its id.
    pub id: ServiceId,
    /// Its organisation.
    pub organisation: OrganisationId,
    /// The place of the network where it is given.
    pub place: Option<PlaceId>,
    /// Short name, unique in the organisation.
    pub slug: String,
    /// Name.
    pub name: String,
    /// What it does.
    pub description: String,
    /// For whom.
    pub audience: Option<String>,
    /// Street address.
    pub address: Option<String>,
    /// Commune's name.
    pub commune: Option<String>,
    /// Commune's INSEE code.
    pub insee: Option<String>,
    /// Degrees north and east.
    pub position: Option<(f64, f64)>,
    /// Capacity code.
    pub capacity: String,
    /// Usual days to an answer.
    pub answer_days: Option<i32>,
    /// Whether referrals may be sent to it.
    pub accepts_referrals: bool,
    /// Theme codes.
    pub themes: Vec<String>,
    /// Normalised name, organisation and commune.
    pub search_key: String,
}

const SELECT: &str = "
    SELECT s.id, s.organisation_id, s.place_id, p.name AS place_name, s.name, s.description, s.audience, s.conditions,
           s.address, s.commune, s.insee, s.latitude, s.longitude, s.capacity, s.answer_days, s.accepts_referrals, s.updated_at,
           o.name AS organisation_name, o.kind AS organisation_kind, o.phone, t.themes
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
        sql.filter(" LIMIT ", i64::from(filter.limit))
            .filter(" OFFSET ", i64::from(filter.offset))
            .all(self.transaction())
            .await
    }

    /// The communes where services of the actor's network are given, by the middle of those that have a position.
    pub async fn list_communes(&self) -> Result<Vec<CommuneRow>, StoreError> {
        Sql::new(COMMUNES).id(self.network()?.uuid()).all(self.transaction()).await
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

    /// Stores a service with its themes.
    pub async fn insert_service(&self, new: NewService) -> Result<(), StoreError> {
        let row = service::ActiveModel {
            id: Set(new.id.uuid()),
            organisation_id: Set(new.organisation.uuid()),
            place_id: Set(new.place.map(PlaceId::uuid)),
            slug: Set(new.slug),
            name: Set(new.name),
            description: Set(new.description),
            audience: Set(new.audience),
            conditions: Set(None),
            address: Set(new.address),
            commune: Set(new.commune),
            insee: Set(new.insee),
            latitude: Set(new.position.map(|(latitude, _)| latitude)),
            longitude: Set(new.position.map(|(_, longitude)| longitude)),
            capacity: Set(new.capacity),
            capacity_until: Set(None),
            answer_days: Set(new.answer_days),
            accepts_referrals: Set(new.accepts_referrals),
            active: Set(true),
            search_key: Set(new.search_key),
            version: Set(1),
            created_at: Set(self.now()),
            updated_at: Set(self.now()),
        };
        service::Entity::insert(row).exec_without_returning(self.transaction()).await?;
        let themes = new
            .themes
            .into_iter()
            .map(|theme| service_theme::ActiveModel { service_id: Set(new.id.uuid()), theme: Set(theme) });
        service_theme::Entity::insert_many(themes).exec_without_returning(self.transaction()).await?;
        Ok(())
    }
}
