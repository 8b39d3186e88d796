//! Places of the territory, imported from open data: where help is given, member or not.

pub mod entity;

use relais_domain::ids::{NetworkId, PlaceId};
use sea_orm::{
    ColumnTrait, EntityTrait, IdenStatic as _, IntoActiveModel, Iterable, QueryFilter, sea_query::OnConflict,
};

pub use entity::place::Model as PlaceRow;

use crate::{StoreError, UnitOfWork, places::entity::place, sql::Sql};

/// What narrows a search for a place.
#[derive(Clone, Debug, Default)]
pub struct PlaceFilter {
    /// Normalised words, each of which must occur in name or commune.
    pub words: Vec<String>,
    /// A commune's INSEE code.
    pub insee: Option<String>,
    /// A theme code.
    pub theme: Option<String>,
    /// South, west, north, east, in degrees.
    pub bounds: Option<[f64; 4]>,
    /// At most so many rows.
    pub limit: u32,
}

impl UnitOfWork<'_> {
    /// Inserts a place, or brings the one of the same network, source and external id up to date; ids stay.
    pub async fn upsert_place(&self, row: PlaceRow) -> Result<(), StoreError> {
        let fixed =
            [place::Column::Id, place::Column::NetworkId, place::Column::Source, place::Column::ExternalId];
        let key = [place::Column::NetworkId, place::Column::Source, place::Column::ExternalId];
        let fresh =
            place::Column::iter().filter(|column| !fixed.iter().any(|f| column.as_str() == f.as_str()));
        let update = OnConflict::columns(key).update_columns(fresh).to_owned();
        let insert = place::Entity::insert(row.into_active_model()).on_conflict(update);
        insert.exec_without_returning(self.transaction()).await?;
        Ok(())
    }

    /// A place of the actor's network.
    pub async fn find_place(&self, id: PlaceId) -> Result<Option<PlaceRow>, StoreError> {
        let own = place::Column::NetworkId.eq(self.network()?.uuid());
        Ok(place::Entity::find_by_id(id.uuid()).filter(own).one(self.transaction()).await?)
    }

    /// Places of the actor's network, by name.
    pub async fn list_places(&self, filter: &PlaceFilter) -> Result<Vec<PlaceRow>, StoreError> {
        let mut sql = Sql::new("SELECT * FROM place").filter(" WHERE network_id = ", self.network()?.uuid());
        for word in &filter.words {
            sql = sql.filter(" AND search_key LIKE ", format!("%{}%", word.replace(['%', '_'], "")));
        }
        if let Some(insee) = &filter.insee {
            sql = sql.filter(" AND insee = ", insee.clone());
        }
        if let Some(theme) = &filter.theme {
            sql = sql.filter(" AND ('|' || themes || '|') LIKE ", format!("%|{theme}|%"));
        }
        if let Some([south, west, north, east]) = filter.bounds {
            sql = sql.filter(" AND latitude >= ", south).filter(" AND latitude <= ", north);
            sql = sql.filter(" AND longitude >= ", west).filter(" AND longitude <= ", east);
        }
        sql.push(" ORDER BY search_key, id")
            .filter(" LIMIT ", i64::from(filter.limit))
            .all(self.transaction())
            .await
    }

    /// How many places a network has.
    pub async fn count_places(&self, network: NetworkId) -> Result<u64, StoreError> {
        use sea_orm::PaginatorTrait as _;
        let own = place::Column::NetworkId.eq(network.uuid());
        Ok(place::Entity::find().filter(own).count(self.transaction()).await?)
    }
}
