//! Keys by which an organisation's own software signs in to the API; kept hashed.

pub(crate) mod entity;

use relais_domain::{
    actor::{Actor, Role, Who},
    ids::{ApiKeyId, NetworkId, OrganisationId},
};
use sea_orm::{EntityTrait, FromQueryResult, Set, prelude::Uuid};

use crate::{StoreError, UnitOfWork, api_keys::entity::api_key, sql::Sql};

#[derive(FromQueryResult)]
struct Holder {
    id: Uuid,
    organisation_id: Uuid,
    network_id: Uuid,
}

impl UnitOfWork<'_> {
    /// Stores a key by its hash; `hint` is the few characters shown in lists.
    pub async fn insert_api_key(
        &self,
        id: ApiKeyId,
        organisation: OrganisationId,
        label: &str,
        hint: &str,
        secret_hash: [u8; 32],
    ) -> Result<(), StoreError> {
        let row = api_key::ActiveModel {
            id: Set(id.uuid()),
            organisation_id: Set(organisation.uuid()),
            label: Set(label.to_owned()),
            hint: Set(hint.to_owned()),
            secret_hash: Set(secret_hash.to_vec()),
            created_at: Set(self.now()),
            revoked_at: Set(None),
        };
        api_key::Entity::insert(row).exec_without_returning(self.transaction()).await?;
        Ok(())
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
