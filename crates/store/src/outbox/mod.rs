//! The outbox: what must leave the house, written in the transaction of the act that causes it.
//!
//! A row carries ids only. `event_key` makes it idempotent: the same event is queued once, whoever repeats it.

use relais_domain::{
    clock::Timestamp,
    ids::{OrganisationId, OutboxId},
};
use relais_rows::outbox as entity;
use sea_orm::{
    ColumnTrait, EntityTrait, ExprTrait, FromQueryResult, QueryFilter, Set,
    prelude::Uuid,
    sea_query::{Expr, OnConflict},
};

use crate::{StoreError, UnitOfWork, outbox::entity::outbox, sql::Sql};

/// A message to queue.
#[derive(Clone, Debug)]
pub struct Message {
    /// What kind of message, e.g. `referral.sent`.
    pub kind: &'static str,
    /// The event it tells of; a second message with the same key is dropped.
    pub event_key: String,
    /// The object it tells of.
    pub object: Uuid,
    /// The organisation to be told.
    pub organisation: OrganisationId,
}

/// A message a worker has claimed.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Claimed {
    id: Uuid,
    /// What kind of message.
    pub kind: String,
    /// The event it tells of.
    pub event_key: String,
    /// The object it tells of.
    pub object_id: Uuid,
    organisation_id: Uuid,
    /// How often it was tried, this time included.
    pub attempts: i32,
    run_after: Timestamp,
}

impl Claimed {
    /// The message.
    #[must_use]
    pub const fn id(&self) -> OutboxId {
        OutboxId::new(self.id)
    }

    /// Since when it is due: first since its event.
    #[must_use]
    pub const fn due(&self) -> Timestamp {
        self.run_after
    }

    /// The organisation to be told.
    #[must_use]
    pub const fn organisation(&self) -> OrganisationId {
        OrganisationId::new(self.organisation_id)
    }
}

/// How many messages stand where; for metrics and tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Depth {
    /// Not yet delivered.
    pub waiting: i64,
    /// Given up; the operator must look.
    pub dead: i64,
}

impl UnitOfWork<'_> {
    /// Queues a message in this transaction; `false` when the same event was queued before.
    pub async fn enqueue(&self, message: Message) -> Result<bool, StoreError> {
        let row = outbox::ActiveModel {
            id: Set(OutboxId::ordered(self.now(), self.random()).uuid()),
            kind: Set(message.kind.to_owned()),
            event_key: Set(message.event_key),
            object_id: Set(message.object),
            organisation_id: Set(message.organisation.uuid()),
            created_at: Set(self.now()),
            run_after: Set(self.now()),
            attempts: Set(0),
            claimed_until: Set(None),
            done_at: Set(None),
            dead_at: Set(None),
            last_error: Set(None),
        };
        let once = OnConflict::column(outbox::Column::EventKey).do_nothing().to_owned();
        let inserted =
            outbox::Entity::insert(row).on_conflict(once).exec_without_returning(self.transaction()).await?;
        Ok(inserted == 1)
    }

    /// Claims the oldest messages that are due, `most` at once, until `until`; in the order in which they are. Two workers
    /// never hold the same one: the claim is one conditional update.
    pub async fn claim_messages(&self, until: Timestamp, most: u32) -> Result<Vec<Claimed>, StoreError> {
        let sql = Sql::new(
            "UPDATE outbox SET claimed_until = $1, attempts = attempts + 1
             WHERE id IN (SELECT id FROM outbox
                          WHERE done_at IS NULL AND dead_at IS NULL AND run_after <= $2
                            AND (claimed_until IS NULL OR claimed_until < $2)
                          ORDER BY run_after, id",
        );
        let sql = sql.instant(until).instant(self.now()).limit(most).push(
            ") AND (claimed_until IS NULL OR claimed_until < $2)
             RETURNING id, kind, event_key, object_id, organisation_id, attempts, run_after",
        );
        let mut claimed: Vec<Claimed> = sql.all(self.transaction()).await?;
        claimed.sort_unstable_by_key(|message| (message.run_after, message.id));
        Ok(claimed)
    }

    /// Marks messages delivered; a conflict where one of them was done or given up before.
    pub async fn finish_messages(&self, messages: &[Claimed]) -> Result<(), StoreError> {
        let columns = [(outbox::Column::DoneAt, Expr::value(self.now()))];
        self.settle(messages.iter().map(|message| message.id), columns.into()).await
    }

    /// Tries a message again later, or gives it up (`dead`), keeping the coded reason.
    pub async fn fail_message(
        &self,
        id: OutboxId,
        error: &str,
        again: Option<Timestamp>,
    ) -> Result<(), StoreError> {
        let mut columns = vec![
            (outbox::Column::LastError, Expr::value(error)),
            (outbox::Column::ClaimedUntil, Expr::value(None::<Timestamp>)),
        ];
        columns.push(match again {
            Some(at) => (outbox::Column::RunAfter, Expr::value(at)),
            None => (outbox::Column::DeadAt, Expr::value(self.now())),
        });
        self.settle([id.uuid()], columns).await
    }

    /// Delivers a message again that was given up; `false` for any other.
    pub async fn retry_message(&self, id: OutboxId) -> Result<bool, StoreError> {
        let again = outbox::Entity::update_many()
            .col_expr(outbox::Column::DeadAt, Expr::value(None::<Timestamp>))
            .col_expr(outbox::Column::Attempts, Expr::value(0))
            .col_expr(outbox::Column::RunAfter, Expr::value(self.now()))
            .filter(outbox::Column::Id.eq(id.uuid()).and(outbox::Column::DeadAt.is_not_null()))
            .exec(self.transaction())
            .await?;
        Ok(again.rows_affected == 1)
    }

    /// How many messages wait and how many were given up.
    pub async fn outbox_depth(&self) -> Result<Depth, StoreError> {
        let sql = Sql::new(
            "SELECT COUNT(CASE WHEN dead_at IS NULL THEN 1 END) AS waiting, COUNT(dead_at) AS dead
             FROM outbox WHERE done_at IS NULL",
        );
        Ok(sql.one(self.transaction()).await?.unwrap_or(Depth { waiting: 0, dead: 0 }))
    }

    async fn settle(
        &self,
        ids: impl IntoIterator<Item = Uuid>,
        columns: Vec<(outbox::Column, sea_orm::sea_query::SimpleExpr)>,
    ) -> Result<(), StoreError> {
        let ids: Vec<_> = ids.into_iter().collect();
        let mut update = outbox::Entity::update_many();
        for (column, value) in columns {
            update = update.col_expr(column, value);
        }
        let open = outbox::Column::DoneAt.is_null().and(outbox::Column::DeadAt.is_null());
        let number = ids.len() as u64;
        let settled = update.filter(outbox::Column::Id.is_in(ids).and(open)).exec(self.transaction()).await?;
        if settled.rows_affected == number { Ok(()) } else { Err(StoreError::Conflict) }
    }
}
