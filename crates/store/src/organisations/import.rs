//! Many organisations at once, as an import brings them.

use std::collections::HashSet;

use relais_domain::ids::{NetworkId, OrganisationId};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, Set};

use super::{entity::organisation, queries::OrganisationUpsert};
use crate::{StoreError, UnitOfWork, sql::Sql};

/// Rows of one statement: SQLite takes 32,766 values, an organisation is 23 of them.
const ROWS_A_STATEMENT: usize = 200;

#[derive(FromQueryResult)]
struct Taken {
    slug: String,
}

impl UnitOfWork<'_> {
    /// What a network already has of a source, in the words of an import.
    pub async fn organisations_of_source(
        &self,
        network: NetworkId,
        source: &str,
    ) -> Result<Vec<OrganisationUpsert>, StoreError> {
        let known = organisation::Entity::find()
            .filter(organisation::Column::NetworkId.eq(network.uuid()))
            .filter(organisation::Column::Source.eq(source))
            .all(self.transaction())
            .await?;
        Ok(known.into_iter().map(facts).collect())
    }

    /// The short names a network has already given.
    pub async fn organisation_slugs(&self, network: NetworkId) -> Result<HashSet<String>, StoreError> {
        let sql = Sql::new("SELECT slug FROM organisation").filter(" WHERE network_id = ", network.uuid());
        let taken: Vec<Taken> = sql.all(self.transaction()).await?;
        Ok(taken.into_iter().map(|taken| taken.slug).collect())
    }

    /// Inserts organisations none of which is there yet.
    pub async fn insert_organisations(&self, new: Vec<OrganisationUpsert>) -> Result<(), StoreError> {
        let mut rows = new.into_iter().map(|new| self.first_row(new));
        loop {
            let some: Vec<_> = rows.by_ref().take(ROWS_A_STATEMENT).collect();
            if some.is_empty() {
                return Ok(());
            }
            organisation::Entity::insert_many(some).exec_without_returning(self.transaction()).await?;
        }
    }

    /// The row of an organisation that is not there yet.
    pub(super) fn first_row(&self, new: OrganisationUpsert) -> organisation::ActiveModel {
        organisation::ActiveModel {
            id: Set(new.id.uuid()),
            network_id: Set(new.network.uuid()),
            slug: Set(new.slug),
            name: Set(new.name),
            kind: Set(new.kind),
            siret: Set(new.siret),
            address: Set(new.address),
            postcode: Set(new.postcode),
            commune: Set(new.commune),
            insee: Set(new.insee),
            latitude: Set(new.position.map(|(latitude, _)| latitude)),
            longitude: Set(new.position.map(|(_, longitude)| longitude)),
            phone: Set(new.phone),
            email: Set(new.email),
            website: Set(new.website),
            member: Set(new.member),
            status: Set("active".to_owned()),
            source: Set(new.source),
            external_id: Set(new.external_id),
            search_key: Set(new.search_key),
            version: Set(1),
            created_at: Set(self.now()),
            updated_at: Set(self.now()),
        }
    }
}

fn facts(row: organisation::Model) -> OrganisationUpsert {
    OrganisationUpsert {
        id: OrganisationId::new(row.id),
        network: NetworkId::new(row.network_id),
        slug: row.slug,
        name: row.name,
        kind: row.kind,
        siret: row.siret,
        address: row.address,
        postcode: row.postcode,
        commune: row.commune,
        insee: row.insee,
        position: row.latitude.zip(row.longitude),
        phone: row.phone,
        email: row.email,
        website: row.website,
        member: row.member,
        source: row.source,
        external_id: row.external_id,
        search_key: row.search_key,
    }
}
