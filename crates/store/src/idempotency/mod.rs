//! Repeated requests: the same key with the same body gets the first answer again, without a second act. Keys and
//! bodies come here as digests (`relais_http::once`).
//!
//! Only status and location are kept, never a body: answers may hold personal data.

pub(crate) mod entity;

use relais_domain::clock::Timestamp;
use sea_orm::{
    ColumnTrait, EntityTrait, ExprTrait, QueryFilter, Set,
    sea_query::{Expr, OnConflict},
};

use crate::{StoreError, UnitOfWork, idempotency::entity::idempotency};

/// What is known of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Repeated {
    /// Never seen: this request has reserved it.
    First,
    /// Seen with another body.
    OtherBody,
    /// Seen, and its first request has not finished.
    Running,
    /// Seen: the first answer.
    Answered {
        /// The status of the first answer.
        status: u16,
        /// The address of what it made.
        location: Option<String>,
    },
}

impl UnitOfWork<'_> {
    /// Reserves a key of the actor's organisation for a request, or tells what came of it. A reservation made before
    /// `abandoned_before` and never answered is taken over, by one of those who ask.
    pub async fn reserve_key(
        &self,
        key: &str,
        request_hash: [u8; 32],
        abandoned_before: Timestamp,
    ) -> Result<Repeated, StoreError> {
        let organisation = self.organisation()?.uuid();
        let row = idempotency::ActiveModel {
            organisation_id: Set(organisation),
            key: Set(key.to_owned()),
            request_hash: Set(request_hash.to_vec()),
            status: Set(None),
            location: Set(None),
            created_at: Set(self.now()),
        };
        let mut once = OnConflict::columns([idempotency::Column::OrganisationId, idempotency::Column::Key]);
        let inserted = idempotency::Entity::insert(row)
            .on_conflict(once.do_nothing().to_owned())
            .exec_without_returning(self.transaction())
            .await?;
        if inserted == 1 {
            return Ok(Repeated::First);
        }
        let found =
            idempotency::Entity::find_by_id((organisation, key.to_owned())).one(self.transaction()).await?;
        let Some(row) = found else { return Ok(Repeated::Running) };
        if row.request_hash != request_hash {
            return Ok(Repeated::OtherBody);
        }
        if let Some(status) = row.status.and_then(|status| u16::try_from(status).ok()) {
            return Ok(Repeated::Answered { status, location: row.location });
        }
        let taken = row.created_at < abandoned_before && self.take_over(&row).await?;
        Ok(if taken { Repeated::First } else { Repeated::Running })
    }

    /// Dates an abandoned reservation anew, unless somebody else was faster.
    async fn take_over(&self, row: &idempotency::Model) -> Result<bool, StoreError> {
        let taken = idempotency::Entity::update_many()
            .col_expr(idempotency::Column::CreatedAt, Expr::value(self.now()))
            .filter(idempotency::Column::OrganisationId.eq(row.organisation_id))
            .filter(idempotency::Column::Key.eq(row.key.as_str()))
            .filter(idempotency::Column::Status.is_null())
            .filter(idempotency::Column::CreatedAt.eq(row.created_at))
            .exec(self.transaction())
            .await?;
        Ok(taken.rows_affected == 1)
    }

    /// Keeps the answer of a reserved key.
    pub async fn answer_key(
        &self,
        key: &str,
        status: u16,
        location: Option<String>,
    ) -> Result<(), StoreError> {
        idempotency::Entity::update_many()
            .col_expr(idempotency::Column::Status, Expr::value(i32::from(status)))
            .col_expr(idempotency::Column::Location, Expr::value(location))
            .filter(idempotency::Column::OrganisationId.eq(self.organisation()?.uuid()))
            .filter(idempotency::Column::Key.eq(key))
            .exec(self.transaction())
            .await?;
        Ok(())
    }

    /// Frees a reserved key whose request was refused, so that a corrected one may use it.
    pub async fn free_key(&self, key: &str) -> Result<(), StoreError> {
        idempotency::Entity::delete_by_id((self.organisation()?.uuid(), key.to_owned()))
            .filter(idempotency::Column::Status.is_null())
            .exec(self.transaction())
            .await?;
        Ok(())
    }

    /// Forgets keys older than `before`.
    pub async fn sweep_keys(&self, before: Timestamp) -> Result<u64, StoreError> {
        let filter = idempotency::Column::CreatedAt.lt(before).and(Expr::value(true));
        Ok(idempotency::Entity::delete_many().filter(filter).exec(self.transaction()).await?.rows_affected)
    }
}
