//! Many organisations at once, as an import brings them.

use relais_domain::ids::{NetworkId, OrganisationId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Set, sea_query::OnConflict};

use super::{
    entity::{organisation, organisation_alias},
    queries::OrganisationUpsert,
};
use crate::{StoreError, UnitOfWork};

/// Rows of one statement: SQLite takes 32,766 values, an organisation is 23 of them.
const ROWS_A_STATEMENT: usize = 200;

/// A record by which a source knows an organisation, beside the one the organisation was first read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrganisationAlias {
    /// Who knows it.
    pub source: String,
    /// The source's own identifier.
    pub external_id: String,
    /// The organisation.
    pub organisation: OrganisationId,
}

impl UnitOfWork<'_> {
    /// What a network already has, in the words of an import.
    pub async fn organisations_known_to(
        &self,
        network: NetworkId,
    ) -> Result<Vec<OrganisationUpsert>, StoreError> {
        let own = organisation::Column::NetworkId.eq(network.uuid());
        let known = organisation::Entity::find().filter(own).all(self.transaction()).await?;
        Ok(known.into_iter().map(facts).collect())
    }

    /// The further records by which sources know the organisations of a network.
    pub async fn organisation_aliases(
        &self,
        network: NetworkId,
    ) -> Result<Vec<OrganisationAlias>, StoreError> {
        let own = organisation_alias::Column::NetworkId.eq(network.uuid());
        let known = organisation_alias::Entity::find().filter(own).all(self.transaction()).await?;
        Ok(known.into_iter().map(alias).collect())
    }

    /// Remembers records of sources as organisations of a network; what is remembered already stays.
    pub async fn remember_organisations(
        &self,
        network: NetworkId,
        aliases: Vec<OrganisationAlias>,
    ) -> Result<(), StoreError> {
        let key = [
            organisation_alias::Column::NetworkId,
            organisation_alias::Column::Source,
            organisation_alias::Column::ExternalId,
        ];
        let mut rows = aliases.into_iter().map(|alias| organisation_alias::ActiveModel {
            network_id: Set(network.uuid()),
            source: Set(alias.source),
            external_id: Set(alias.external_id),
            organisation_id: Set(alias.organisation.uuid()),
        });
        loop {
            let some: Vec<_> = rows.by_ref().take(ROWS_A_STATEMENT).collect();
            if some.is_empty() {
                return Ok(());
            }
            let keep = OnConflict::columns(key).do_nothing().to_owned();
            let insert = organisation_alias::Entity::insert_many(some).on_conflict(keep);
            insert.exec_without_returning(self.transaction()).await?;
        }
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

fn alias(row: organisation_alias::Model) -> OrganisationAlias {
    OrganisationAlias {
        source: row.source,
        external_id: row.external_id,
        organisation: OrganisationId::new(row.organisation_id),
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
