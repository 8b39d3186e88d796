//! News for an organisation: what the other side of a referral did, shown until somebody has seen it.

use relais_domain::{
    clock::Timestamp,
    ids::{OutboxId, ReferralId},
};
use relais_rows::notices as entity;
use sea_orm::{
    ColumnTrait, EntityTrait, ExprTrait, FromQueryResult, QueryFilter, Set,
    prelude::Uuid,
    sea_query::{Expr, OnConflict},
};

use crate::{StoreError, UnitOfWork, notices::entity::notice, outbox::Claimed, sql::Sql};

/// A piece of news with the referral it tells of.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Notice {
    id: Uuid,
    object_id: Uuid,
    /// What happened, e.g. `referral.accepted`.
    pub kind: String,
    /// When it happened; where delivering it failed, since when it was to be tried again.
    pub created_at: Timestamp,
    /// The referral's number.
    pub number: String,
    /// The sending organisation.
    pub sender_organisation_name: String,
    /// The receiving organisation.
    pub recipient_organisation_name: Option<String>,
    /// The service asked.
    pub recipient_service_name: Option<String>,
    /// How many pieces of the organisation nobody has seen, this page and all others.
    pub unseen: i64,
}

impl Notice {
    /// The notice.
    #[must_use]
    pub const fn id(&self) -> OutboxId {
        OutboxId::new(self.id)
    }

    /// The referral it tells of.
    #[must_use]
    pub const fn referral(&self) -> ReferralId {
        ReferralId::new(self.object_id)
    }
}

impl UnitOfWork<'_> {
    /// Delivers claimed messages as news; a second delivery of the same event changes nothing.
    pub async fn insert_notices(&self, messages: &[&Claimed]) -> Result<(), StoreError> {
        if messages.is_empty() {
            return Ok(());
        }
        let rows = messages.iter().map(|message| notice::ActiveModel {
            id: Set(message.id().uuid()),
            organisation_id: Set(message.organisation().uuid()),
            kind: Set(message.kind.clone()),
            object_id: Set(message.object_id),
            event_key: Set(message.event_key.clone()),
            created_at: Set(message.due()),
            seen_at: Set(None),
        });
        let once = OnConflict::column(notice::Column::EventKey).do_nothing().to_owned();
        notice::Entity::insert_many(rows)
            .on_conflict(once)
            .exec_without_returning(self.transaction())
            .await?;
        Ok(())
    }

    /// News of the actor's organisation that nobody has seen, the newest first; `after` is the last of the page before.
    pub async fn list_notices(
        &self,
        after: Option<(Timestamp, OutboxId)>,
        limit: u32,
    ) -> Result<Vec<Notice>, StoreError> {
        let mut sql = Sql::new(
            "SELECT n.id, n.object_id, n.kind, n.created_at, f.number, f.sender_organisation_name,
                    f.recipient_organisation_name, f.recipient_service_name,
                    (SELECT COUNT(*) FROM notice u WHERE u.organisation_id = $1 AND u.seen_at IS NULL) AS unseen
             FROM notice n JOIN referral f ON f.id = n.object_id
             WHERE n.organisation_id = $1 AND n.seen_at IS NULL",
        )
        .id(self.organisation()?.uuid());
        if let Some((at, id)) = after {
            sql = sql.filter(" AND (n.created_at < ", at).filter(" OR (n.created_at = ", at);
            sql = sql.filter(" AND n.id < ", id.uuid()).push("))");
        }
        sql = sql.push(" ORDER BY n.created_at DESC, n.id DESC").limit(limit);
        sql.all(self.transaction()).await
    }

    /// Marks news of the actor's organisation seen; `false` when it was already, or is not theirs.
    pub async fn see_notice(&self, id: OutboxId) -> Result<bool, StoreError> {
        let own = notice::Column::OrganisationId.eq(self.organisation()?.uuid());
        let seen = notice::Entity::update_many()
            .col_expr(notice::Column::SeenAt, Expr::value(self.now()))
            .filter(notice::Column::Id.eq(id.uuid()).and(own).and(notice::Column::SeenAt.is_null()))
            .exec(self.transaction())
            .await?;
        Ok(seen.rows_affected == 1)
    }
}
