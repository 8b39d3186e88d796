//! Writing a service and its themes.

use relais_domain::ids::{OrganisationId, PlaceId, ServiceId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Set, prelude::Uuid, sea_query::Expr};

use crate::{
    StoreError, UnitOfWork,
    services::entity::{service, service_theme},
};

/// A service as it is to be stored.
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

impl NewService {
    /// What an organisation says of it; the rest of the row is the store's.
    fn said(&self) -> service::ActiveModel {
        let said = self.clone();
        service::ActiveModel {
            place_id: Set(said.place.map(PlaceId::uuid)),
            slug: Set(said.slug),
            name: Set(said.name),
            description: Set(said.description),
            audience: Set(said.audience),
            address: Set(said.address),
            commune: Set(said.commune),
            insee: Set(said.insee),
            latitude: Set(said.position.map(|(latitude, _)| latitude)),
            longitude: Set(said.position.map(|(_, longitude)| longitude)),
            capacity: Set(said.capacity),
            answer_days: Set(said.answer_days),
            accepts_referrals: Set(said.accepts_referrals),
            search_key: Set(said.search_key),
            ..Default::default()
        }
    }
}

impl UnitOfWork<'_> {
    /// Stores a service with its themes. `Unique` when the organisation has one of that short name.
    pub async fn insert_service(&self, new: NewService) -> Result<(), StoreError> {
        let row = service::ActiveModel {
            id: Set(new.id.uuid()),
            organisation_id: Set(new.organisation.uuid()),
            conditions: Set(None),
            capacity_until: Set(None),
            active: Set(true),
            version: Set(1),
            created_at: Set(self.now()),
            updated_at: Set(self.now()),
            ..new.said()
        };
        service::Entity::insert(row).exec_without_returning(self.transaction()).await?;
        self.insert_themes(new.id.uuid(), new.themes).await
    }

    /// Saves a service of the organisation as it now is, if nobody changed it since `version`. `Unique` when another
    /// of the organisation has that short name.
    pub async fn save_service(&self, changed: NewService, version: i32) -> Result<(), StoreError> {
        let row =
            service::ActiveModel { version: Set(version + 1), updated_at: Set(self.now()), ..changed.said() };
        let saved = service::Entity::update_many()
            .set(row)
            .filter(service::Column::Id.eq(changed.id.uuid()))
            .filter(service::Column::OrganisationId.eq(changed.organisation.uuid()))
            .filter(service::Column::Version.eq(version))
            .exec(self.transaction())
            .await?;
        if saved.rows_affected != 1 {
            return Err(StoreError::Conflict);
        }
        service_theme::Entity::delete_many()
            .filter(service_theme::Column::ServiceId.eq(changed.id.uuid()))
            .exec(self.transaction())
            .await?;
        self.insert_themes(changed.id.uuid(), changed.themes).await
    }

    /// Saves the words a service is found by. They follow from names, so nobody's version of it is stale.
    pub async fn save_search_key(&self, service: ServiceId, key: String) -> Result<(), StoreError> {
        service::Entity::update_many()
            .col_expr(service::Column::SearchKey, Expr::value(key))
            .filter(service::Column::Id.eq(service.uuid()))
            .exec(self.transaction())
            .await?;
        Ok(())
    }

    async fn insert_themes(&self, service: Uuid, themes: Vec<String>) -> Result<(), StoreError> {
        let row = |theme| service_theme::ActiveModel { service_id: Set(service), theme: Set(theme) };
        let rows = themes.into_iter().map(row);
        service_theme::Entity::insert_many(rows).exec_without_returning(self.transaction()).await?;
        Ok(())
    }
}
