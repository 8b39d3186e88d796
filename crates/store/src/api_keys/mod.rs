//! Keys by which an organisation's own software signs in to the API; kept hashed.

use relais_domain::{
    actor::{Actor, Role, Who},
    clock::Timestamp,
    ids::{ApiKeyId, NetworkId, OrganisationId},
};
use relais_rows::api_keys as entity;
use sea_orm::{
    ColumnTrait, EntityTrait, ExprTrait, FromQueryResult, QueryFilter, Set, prelude::Uuid, sea_query::Expr,
};

use crate::{StoreError, UnitOfWork, api_keys::entity::api_key, sql::Sql};

/// A key about to be stored.
#[derive(Clone, Debug)]
pub struct NewApiKey {
    /// Its id.
    pub id: ApiKeyId,
    /// Whose it is.
    pub organisation: OrganisationId,
    /// What it is for.
    pub label: String,
    /// The few characters shown in lists.
    pub hint: String,
    /// SHA-256 of the key.
    pub secret_hash: [u8; 32],
}

/// A key as lists show it; the key itself is kept nowhere.
#[derive(Clone, Debug, FromQueryResult)]
pub struct ApiKeyRow {
    id: Uuid,
    /// What it is for.
    pub label: String,
    /// Its first characters.
    pub hint: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was stopped, if it was.
    pub revoked_at: Option<Timestamp>,
}

impl ApiKeyRow {
    /// Its id.
    #[must_use]
    pub const fn id(&self) -> ApiKeyId {
        ApiKeyId::new(self.id)
    }
}

#[derive(FromQueryResult)]
struct Holder {
    id: Uuid,
    organisation_id: Uuid,
    network_id: Uuid,
}

impl UnitOfWork<'_> {
    /// Stores a key by its hash.
    pub async fn insert_api_key(&self, new: NewApiKey) -> Result<(), StoreError> {
        let row = api_key::ActiveModel {
            id: Set(new.id.uuid()),
            organisation_id: Set(new.organisation.uuid()),
            label: Set(new.label),
            hint: Set(new.hint),
            secret_hash: Set(new.secret_hash.to_vec()),
            created_at: Set(self.now()),
            revoked_at: Set(None),
        };
        api_key::Entity::insert(row).exec_without_returning(self.transaction()).await?;
        Ok(())
    }

    /// The keys of an organisation, stopped ones included, the newest first.
    pub async fn list_api_keys(&self, organisation: OrganisationId) -> Result<Vec<ApiKeyRow>, StoreError> {
        let sql = Sql::new("SELECT k.id, k.label, k.hint, k.created_at, k.revoked_at FROM api_key k");
        let sql = sql.filter(" WHERE k.organisation_id = ", organisation.uuid());
        sql.push(" ORDER BY k.created_at DESC, k.id").all(self.transaction()).await
    }

    /// Stops a living key, from its next request on; whether there was one.
    pub async fn revoke_api_key(&self, id: ApiKeyId) -> Result<bool, StoreError> {
        let living = api_key::Column::Id.eq(id.uuid()).and(api_key::Column::RevokedAt.is_null());
        let stop = api_key::Entity::update_many()
            .col_expr(api_key::Column::RevokedAt, Expr::value(self.now()))
            .filter(living);
        Ok(stop.exec(self.transaction()).await?.rows_affected == 1)
    }

    /// The actor behind a living key.
    pub async fn find_api_key(&self, secret_hash: [u8; 32]) -> Result<Option<Actor>, StoreError> {
        let sql = Sql::new(
            "SELECT k.id, k.organisation_id, o.network_id FROM api_key k
             JOIN organisation o ON o.id = k.organisation_id AND o.status = 'active'
             WHERE k.revoked_at IS NULL AND k.secret_hash = $1",
        );
        let holder: Option<Holder> = sql.bytes(secret_hash).one(self.transaction()).await?;
        Ok(holder.map(|holder| Actor {
            who: Who::Key(ApiKeyId::new(holder.id)),
            organisation: OrganisationId::new(holder.organisation_id),
            network: NetworkId::new(holder.network_id),
            role: Role::Integration,
        }))
    }
}
