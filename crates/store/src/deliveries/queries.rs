//! Queries of deliveries: queued with the event, claimed by one worker, settled once.

use relais_domain::{
    clock::Timestamp,
    ids::{DeliveryId, MembershipId},
};
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, ExprTrait as _, QueryFilter as _, Set,
    sea_query::{Expr, OnConflict},
};

use crate::{
    StoreError, UnitOfWork,
    deliveries::{
        Channel, ClaimedDelivery, DeliveryState, NewDelivery, Outcome,
        entity::delivery::{ActiveModel, Column, Entity},
    },
    sql::Sql,
};

#[derive(sea_orm::FromQueryResult)]
struct Doubt {}

impl UnitOfWork<'_> {
    /// Queues a delivery in this transaction; `false` when the same event was queued for the same addressee before.
    pub async fn insert_delivery(&self, new: NewDelivery) -> Result<bool, StoreError> {
        let row = ActiveModel {
            id: Set(DeliveryId::ordered(Ord::min(new.run_after, self.now()), self.random()).uuid()),
            event_key: Set(new.event_key),
            channel: Set(new.channel.as_str().to_owned()),
            addressee: Set(new.addressee.code().to_owned()),
            kind: Set(new.kind),
            object_id: Set(new.object),
            organisation_id: Set(new.organisation.uuid()),
            membership_id: Set(new.addressee.membership().map(MembershipId::uuid)),
            state: Set(DeliveryState::Waiting.as_str().to_owned()),
            attempts: Set(0),
            created_at: Set(self.now()),
            run_after: Set(new.run_after),
            give_up_at: Set(new.give_up_at),
            claimed_until: Set(None),
            settled_at: Set(None),
            last_error: Set(None),
        };
        let once = OnConflict::column(Column::EventKey).do_nothing().to_owned();
        let inserted =
            Entity::insert(row).on_conflict(once).exec_without_returning(self.transaction()).await?;
        Ok(inserted == 1)
    }

    /// Whether a delivery with this key still waits to be sent.
    pub async fn delivery_waits(&self, event_key: &str) -> Result<bool, StoreError> {
        let waiting = Entity::find()
            .filter(Column::EventKey.eq(event_key))
            .filter(Column::State.eq(DeliveryState::Waiting.as_str()));
        Ok(waiting.one(self.transaction()).await?.is_some())
    }

    /// Claims the oldest delivery of a channel that is due, until `until`: one conditional update, so that two workers
    /// never hold the same one.
    pub async fn claim_delivery(
        &self,
        channel: Channel,
        until: Timestamp,
    ) -> Result<Option<ClaimedDelivery>, StoreError> {
        let sql = Sql::new(
            "UPDATE delivery SET claimed_until = $1, attempts = attempts + 1
             WHERE id = (SELECT id FROM delivery
                         WHERE state = 'waiting' AND channel = $3 AND run_after <= $2
                           AND (claimed_until IS NULL OR claimed_until < $2)
                         ORDER BY run_after, id LIMIT 1)
               AND state = 'waiting' AND (claimed_until IS NULL OR claimed_until < $2)
             RETURNING id, channel, addressee, membership_id, organisation_id, kind, event_key, object_id, attempts,
                       give_up_at, last_error",
        );
        let sql = sql.instant(until).instant(self.now()).value(channel.as_str());
        sql.one(self.transaction()).await
    }

    /// Notes that the delivery is about to be handed over, if this worker still holds it. After this has committed it
    /// may have arrived, whatever happens.
    pub async fn begin_hand_over(&self, held: &ClaimedDelivery) -> Result<(), StoreError> {
        let marked = Entity::update_many()
            .col_expr(Column::State, Expr::value(DeliveryState::Sending.as_str()))
            .filter(Column::Id.eq(held.id).and(Column::Attempts.eq(held.attempts)))
            .filter(Column::State.eq(DeliveryState::Waiting.as_str()))
            .filter(Column::ClaimedUntil.gte(self.now()))
            .exec(self.transaction())
            .await?;
        if marked.rows_affected == 1 { Ok(()) } else { Err(StoreError::Conflict) }
    }

    /// Writes down what became of a try, unless somebody else has taken the delivery over since.
    pub async fn settle_delivery(&self, held: &ClaimedDelivery, outcome: Outcome) -> Result<(), StoreError> {
        let (state, error) = match outcome {
            Outcome::Sent => (DeliveryState::Sent, None),
            Outcome::Dropped(why) => (DeliveryState::Dropped, Some(why)),
            Outcome::Again { error, .. } => (DeliveryState::Waiting, Some(error)),
            Outcome::Doubtful(why) => (DeliveryState::Doubtful, Some(why)),
            Outcome::Dead(why) => (DeliveryState::Dead, Some(why)),
        };
        let settled_at = (state != DeliveryState::Waiting).then_some(self.now());
        let mut update = Entity::update_many()
            .col_expr(Column::State, Expr::value(state.as_str()))
            .col_expr(Column::SettledAt, Expr::value(settled_at))
            .col_expr(Column::LastError, Expr::value(error))
            .col_expr(Column::ClaimedUntil, Expr::value(None::<Timestamp>));
        if let Outcome::Again { at, .. } = outcome {
            update = update.col_expr(Column::RunAfter, Expr::value(at));
        }
        let settled = update
            .filter(Column::Id.eq(held.id).and(Column::Attempts.eq(held.attempts)))
            .filter(Column::SettledAt.is_null())
            .exec(self.transaction())
            .await?;
        if settled.rows_affected == 1 { Ok(()) } else { Err(StoreError::Conflict) }
    }

    /// Puts a delivery back without counting the try: nothing was attempted.
    pub async fn postpone_delivery(&self, held: &ClaimedDelivery, at: Timestamp) -> Result<(), StoreError> {
        let sql = Sql::new(
            "UPDATE delivery SET attempts = attempts - 1, run_after = $1, give_up_at = $2, claimed_until = NULL
             WHERE id = $3 AND attempts = $4 AND state = 'waiting'",
        );
        let sql = sql.instant(at).instant(Ord::max(held.give_up_at, at)).id(held.id).value(held.attempts);
        let put_back = sql.run(self.transaction()).await?;
        if put_back == 1 { Ok(()) } else { Err(StoreError::Conflict) }
    }

    /// Whether a channel left a message in doubt at or after `since`, for another reason than `except`.
    pub async fn has_doubt(
        &self,
        channel: Channel,
        (since, except): (Timestamp, &str),
    ) -> Result<bool, StoreError> {
        let sql = Sql::new(
            "SELECT 1 FROM delivery WHERE state = 'doubtful' AND channel = $1 AND settled_at >= $2
             AND last_error <> $3 LIMIT 1",
        );
        let sql = sql.value(channel.as_str()).instant(since).value(except);
        Ok(sql.one::<Doubt>(self.transaction()).await?.is_some())
    }

    /// Deliveries of a channel whose worker stopped while it handed them over become doubtful; where the other side
    /// takes the same message once whatever is sent (`again`), they are sent again instead. How many.
    pub async fn lapse_hand_overs(
        &self,
        channel: Channel,
        again: bool,
        why: &str,
    ) -> Result<u64, StoreError> {
        let (state, settled) =
            if again { (DeliveryState::Waiting, None) } else { (DeliveryState::Doubtful, Some(self.now())) };
        let sql = Sql::new(
            "UPDATE delivery SET state = $1, settled_at = $2, last_error = $3, claimed_until = NULL
             WHERE state = 'sending' AND channel = $4 AND claimed_until < $5",
        );
        let sql = sql.value(state.as_str()).value(settled).value(why).value(channel.as_str());
        sql.instant(self.now()).run(self.transaction()).await
    }
}
