//! Queries of organisations and networks.

use relais_domain::{
    clock::Timestamp,
    ids::{NetworkId, OrganisationId},
    text::SearchKey,
};
use sea_orm::{
    ColumnTrait, EntityTrait, ExprTrait, FromQueryResult, QueryFilter, Set, prelude::Uuid, sea_query::Expr,
};

use crate::{
    StoreError, UnitOfWork, networks::entity::network, organisations::entity::organisation, sql::Sql,
};

/// An organisation, as pages and lists show it.
#[derive(Clone, Debug, FromQueryResult)]
pub struct OrganisationRow {
    id: Uuid,
    network_id: Uuid,
    /// Short name in addresses and commands.
    pub slug: String,
    /// Name.
    pub name: String,
    /// Kind code.
    pub kind: String,
    /// SIRET, 14 digits.
    pub siret: Option<String>,
    /// Street address.
    pub address: Option<String>,
    /// Postcode.
    pub postcode: Option<String>,
    /// Commune's name.
    pub commune: Option<String>,
    /// Commune's INSEE code.
    pub insee: Option<String>,
    /// Phone number.
    pub phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Web site.
    pub website: Option<String>,
    /// Whether it takes part in the network, rather than only being listed.
    pub member: bool,
    /// Optimistic lock.
    pub version: i32,
    /// Last change.
    pub updated_at: Timestamp,
    /// Active members.
    pub members: i64,
    /// Normalised name and commune, by which lists are ordered.
    pub search_key: String,
}

impl OrganisationRow {
    /// The organisation.
    #[must_use]
    pub const fn id(&self) -> OrganisationId {
        OrganisationId::new(self.id)
    }

    /// Its network.
    #[must_use]
    pub const fn network(&self) -> NetworkId {
        NetworkId::new(self.network_id)
    }
}

/// What the organisation itself may change.
#[derive(Clone, Debug)]
pub struct OrganisationChange {
    /// The organisation.
    pub id: OrganisationId,
    /// The version that was read.
    pub version: i32,
    /// Name.
    pub name: String,
    /// Phone number.
    pub phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Street address.
    pub address: Option<String>,
    /// Normalised name and commune.
    pub search_key: String,
}

/// An organisation as a source describes it; (network, source, external id) recognises it at the next import.
#[derive(Clone, Debug, PartialEq)]
pub struct OrganisationUpsert {
    /// The id to use when it is new.
    pub id: OrganisationId,
    /// Its network.
    pub network: NetworkId,
    /// Short name.
    pub slug: String,
    /// Name.
    pub name: String,
    /// Kind code.
    pub kind: String,
    /// SIRET.
    pub siret: Option<String>,
    /// Street address.
    pub address: Option<String>,
    /// Postcode.
    pub postcode: Option<String>,
    /// Commune's name.
    pub commune: Option<String>,
    /// Commune's INSEE code.
    pub insee: Option<String>,
    /// Degrees north and east.
    pub position: Option<(f64, f64)>,
    /// Phone number.
    pub phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Web site.
    pub website: Option<String>,
    /// Whether it takes part in the network.
    pub member: bool,
    /// Who says so.
    pub source: String,
    /// The source's own identifier.
    pub external_id: String,
    /// Normalised name and commune.
    pub search_key: String,
}

impl OrganisationUpsert {
    /// A member of which no more than this is known yet, under its short name at that source. Id and network are
    /// those of nothing: who founds it gives them.
    #[must_use]
    pub fn member(source: &str, slug: &str, name: &str, kind: &str) -> Self {
        Self {
            id: OrganisationId::new(Uuid::nil()),
            network: NetworkId::new(Uuid::nil()),
            slug: slug.to_owned(),
            name: name.to_owned(),
            kind: kind.to_owned(),
            siret: None,
            address: None,
            postcode: None,
            commune: None,
            insee: None,
            position: None,
            phone: None,
            email: None,
            website: None,
            member: true,
            source: source.to_owned(),
            external_id: slug.to_owned(),
            search_key: SearchKey::of(name).as_str().to_owned(),
        }
    }
}

const SELECT: &str = "
    SELECT o.id, o.network_id, o.slug, o.name, o.kind, o.siret, o.address, o.postcode, o.commune, o.insee, o.phone,
           o.email, o.website, o.member, o.version, o.updated_at, o.search_key,
           (SELECT COUNT(*) FROM membership m WHERE m.organisation_id = o.id AND m.status = 'active') AS members
    FROM organisation o
    WHERE o.status = 'active'";

impl UnitOfWork<'_> {
    /// An organisation of the actor's network.
    pub async fn find_organisation(&self, id: OrganisationId) -> Result<Option<OrganisationRow>, StoreError> {
        let sql = Sql::new(SELECT).filter(" AND o.network_id = ", self.network()?.uuid());
        sql.filter(" AND o.id = ", id.uuid()).one(self.transaction()).await
    }

    /// Any organisation; for work of the house.
    pub async fn find_any_organisation(
        &self,
        id: OrganisationId,
    ) -> Result<Option<OrganisationRow>, StoreError> {
        Sql::new(SELECT).filter(" AND o.id = ", id.uuid()).one(self.transaction()).await
    }

    /// Any organisation by its short name; for commands of the house.
    pub async fn find_organisation_by_slug(&self, slug: &str) -> Result<Option<OrganisationRow>, StoreError> {
        Sql::new(SELECT).filter(" AND o.slug = ", slug.to_owned()).one(self.transaction()).await
    }

    /// Member organisations of the actor's network, by name, `limit` from `after` on.
    pub async fn list_organisations(
        &self,
        after: Option<&(String, OrganisationId)>,
        limit: u32,
    ) -> Result<Vec<OrganisationRow>, StoreError> {
        let mut sql =
            Sql::new(SELECT).filter(" AND o.network_id = ", self.network()?.uuid()).push(" AND o.member");
        if let Some((key, id)) = after {
            sql =
                sql.filter(" AND (o.search_key > ", key.clone()).filter(" OR (o.search_key = ", key.clone());
            sql = sql.filter(" AND o.id > ", id.uuid()).push("))");
        }
        sql.push(" ORDER BY o.search_key, o.id").limit(limit).all(self.transaction()).await
    }

    /// Saves what the organisation changed, if nobody changed it meanwhile.
    pub async fn save_organisation(&self, change: OrganisationChange) -> Result<(), StoreError> {
        let saved = organisation::Entity::update_many()
            .col_expr(organisation::Column::Name, Expr::value(change.name))
            .col_expr(organisation::Column::Phone, Expr::value(change.phone))
            .col_expr(organisation::Column::Email, Expr::value(change.email))
            .col_expr(organisation::Column::Address, Expr::value(change.address))
            .col_expr(organisation::Column::SearchKey, Expr::value(change.search_key))
            .col_expr(organisation::Column::UpdatedAt, Expr::value(self.now()))
            .col_expr(organisation::Column::Version, Expr::value(change.version + 1))
            .filter(
                organisation::Column::Id
                    .eq(change.id.uuid())
                    .and(organisation::Column::Version.eq(change.version)),
            )
            .exec(self.transaction())
            .await?;
        if saved.rows_affected == 1 { Ok(()) } else { Err(StoreError::Conflict) }
    }

    /// Inserts an organisation, or brings the one of the same source in the same network up to date; another
    /// network's stays its own. The id that counts.
    pub async fn upsert_organisation(&self, new: OrganisationUpsert) -> Result<OrganisationId, StoreError> {
        let own = new.id.uuid();
        let known = organisation::Entity::find()
            .filter(organisation::Column::NetworkId.eq(new.network.uuid()))
            .filter(organisation::Column::Source.eq(&new.source))
            .filter(organisation::Column::ExternalId.eq(&new.external_id))
            .one(self.transaction())
            .await?;
        let mut row = self.first_row(new);
        if let Some(known) = &known {
            row.id = Set(known.id);
            row.slug = Set(known.slug.clone());
            row.member = Set(known.member || row.member.take().unwrap_or_default());
            row.version = Set(known.version + 1);
            row.created_at = Set(known.created_at);
        }
        let id = OrganisationId::new(known.as_ref().map_or(own, |known| known.id));
        if known.is_some() {
            organisation::Entity::update(row).exec(self.transaction()).await?;
        } else {
            organisation::Entity::insert(row).exec_without_returning(self.transaction()).await?;
        }
        Ok(id)
    }

    /// Stores a network.
    pub async fn insert_network(&self, new: network::Model) -> Result<(), StoreError> {
        network::Entity::insert(network::ActiveModel::from(new))
            .exec_without_returning(self.transaction())
            .await?;
        Ok(())
    }

    /// The network of an installation, by its short name.
    pub async fn find_network(&self, slug: &str) -> Result<Option<network::Model>, StoreError> {
        Ok(network::Entity::find().filter(network::Column::Slug.eq(slug)).one(self.transaction()).await?)
    }

    /// All networks, in the order they were made.
    pub async fn list_networks(&self) -> Result<Vec<network::Model>, StoreError> {
        Ok(network::Entity::find().all(self.transaction()).await?)
    }
}
