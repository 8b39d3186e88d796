//! Places of the territory, imported from open data: where help is given, member or not.

use std::collections::HashMap;

use relais_domain::{
    directory::{BoundingBox, Position},
    ids::{NetworkId, PlaceId},
};
use relais_rows::places as entity;
use sea_orm::{
    ColumnTrait, EntityTrait, IdenStatic as _, IntoActiveModel, Iterable, QueryFilter, sea_query::OnConflict,
};

pub use entity::place::Model as PlaceRow;

use crate::{
    StoreError, UnitOfWork,
    near::{inside, nearest_first},
    places::entity::place,
    sql::Sql,
};

/// What narrows a search for a place, and which part of the answer is wanted.
#[derive(Clone, Debug, Default)]
pub struct PlaceFilter {
    /// Normalised words, each of which must occur in name or commune.
    pub words: Vec<String>,
    /// A commune's INSEE code.
    pub insee: Option<String>,
    /// A theme code.
    pub theme: Option<String>,
    /// Orders by distance from here; what has no position comes last.
    pub from: Option<Position>,
    /// Only what lies in this box.
    pub within: Option<BoundingBox>,
    /// How many to pass over.
    pub offset: u32,
    /// At most so many rows.
    pub limit: u32,
}

/// Rows of one statement: SQLite takes 32,766 values, a place is 39 of them.
const ROWS_A_STATEMENT: usize = 200;

impl UnitOfWork<'_> {
    /// Inserts places, or brings those of the same network, source and external id up to date; ids stay.
    pub async fn upsert_places(&self, rows: Vec<PlaceRow>) -> Result<(), StoreError> {
        let fixed =
            [place::Column::Id, place::Column::NetworkId, place::Column::Source, place::Column::ExternalId];
        let key = [place::Column::NetworkId, place::Column::Source, place::Column::ExternalId];
        let fresh =
            place::Column::iter().filter(|column| !fixed.iter().any(|f| column.as_str() == f.as_str()));
        let update = OnConflict::columns(key).update_columns(fresh).to_owned();
        let mut rows = rows.into_iter().map(IntoActiveModel::into_active_model);
        loop {
            let some: Vec<place::ActiveModel> = rows.by_ref().take(ROWS_A_STATEMENT).collect();
            if some.is_empty() {
                return Ok(());
            }
            let insert = place::Entity::insert_many(some).on_conflict(update.clone());
            insert.exec_without_returning(self.transaction()).await?;
        }
    }

    /// The places that a network has of a source, by the producer's ids.
    pub async fn places_of_source(
        &self,
        network: NetworkId,
        source: &str,
    ) -> Result<HashMap<String, PlaceRow>, StoreError> {
        let known = place::Entity::find()
            .filter(place::Column::NetworkId.eq(network.uuid()))
            .filter(place::Column::Source.eq(source));
        let rows = known.all(self.transaction()).await?;
        Ok(rows.into_iter().map(|row| (row.external_id.clone(), row)).collect())
    }

    /// The place of a network that a source knows by its own identifier; for work of the house.
    pub async fn find_place_of_source(
        &self,
        network: NetworkId,
        (source, external_id): (&str, &str),
    ) -> Result<Option<PlaceId>, StoreError> {
        let found = place::Entity::find()
            .filter(place::Column::NetworkId.eq(network.uuid()))
            .filter(place::Column::Source.eq(source))
            .filter(place::Column::ExternalId.eq(external_id))
            .one(self.transaction())
            .await?;
        Ok(found.map(|place| PlaceId::new(place.id)))
    }

    /// A place of the actor's network.
    pub async fn find_place(&self, id: PlaceId) -> Result<Option<PlaceRow>, StoreError> {
        let own = place::Column::NetworkId.eq(self.network()?.uuid());
        Ok(place::Entity::find_by_id(id.uuid()).filter(own).one(self.transaction()).await?)
    }

    /// Places of the actor's network: the nearest first when a position is given, else by name. Distances are for
    /// the caller to measure.
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
        if let Some(within) = &filter.within {
            sql = inside(sql, "", within);
        }
        sql = match filter.from {
            Some(from) => nearest_first(sql, "", from),
            None => sql.push(" ORDER BY search_key, id"),
        };
        sql.limit(filter.limit).filter(" OFFSET ", i64::from(filter.offset)).all(self.transaction()).await
    }
}
