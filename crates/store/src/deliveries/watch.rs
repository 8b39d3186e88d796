//! What an operator sees of deliveries, and what she may do: ids and codes only.

use relais_domain::{
    clock::Timestamp,
    ids::{DeliveryId, OrganisationId},
};
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, FromQueryResult, QueryFilter as _, prelude::Uuid, sea_query::Expr,
};

use crate::{
    StoreError, UnitOfWork,
    deliveries::{
        DeliveryState,
        entity::delivery::{Column, Entity},
    },
    sql::Sql,
};

/// How many deliveries stand where; for metrics and tests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromQueryResult)]
pub struct Afloat {
    /// Not yet delivered.
    pub waiting: i64,
    /// Nobody knows whether they arrived; the operator must look.
    pub doubtful: i64,
    /// Refused, or given up; the operator must look.
    pub dead: i64,
}

/// A delivery in an operator's list, or a message that has not become one (channel `news`).
#[derive(Clone, Debug, FromQueryResult)]
pub struct Listed {
    id: Uuid,
    organisation_id: Uuid,
    /// Where it stands.
    pub state: String,
    /// By which way.
    pub channel: String,
    /// To what kind of addressee.
    pub addressee: String,
    /// What kind of message.
    pub kind: String,
    /// How often it was tried.
    pub attempts: i32,
    /// Since when it waits.
    pub created_at: Timestamp,
    /// When it is tried again.
    pub run_after: Timestamp,
    /// Why it did not leave.
    pub last_error: Option<String>,
}

impl Listed {
    /// Its id, a delivery's or a message's.
    #[must_use]
    pub const fn id(&self) -> Uuid {
        self.id
    }

    /// The organisation that is told, or that tells the person.
    #[must_use]
    pub const fn organisation(&self) -> OrganisationId {
        OrganisationId::new(self.organisation_id)
    }
}

/// Somebody a message did not reach.
#[derive(Clone, FromQueryResult)]
pub struct Unreached {
    /// To what kind of addressee.
    pub addressee: String,
    /// The member's first name.
    pub given_name: Option<String>,
    /// The member's name in use.
    pub usual_name: Option<String>,
    /// The number of the referral whose person it was for.
    pub number: Option<String>,
    /// Where the last one stands.
    pub state: String,
    /// Why it did not arrive.
    pub last_error: Option<String>,
    /// When that was known.
    pub settled_at: Timestamp,
}

impl std::fmt::Debug for Unreached {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Unreached").field("addressee", &self.addressee).finish_non_exhaustive()
    }
}

impl UnitOfWork<'_> {
    /// Whom messages of the actor's organisation did not reach since then: a member or the mailbox once, with the last
    /// one, and a person once a referral. Who was reached later is not told.
    pub async fn list_unreached(&self, since: Timestamp) -> Result<Vec<Unreached>, StoreError> {
        let sql = Sql::new(
            "SELECT d.addressee, a.given_name, a.usual_name, f.number, d.state, d.last_error, d.settled_at
             FROM (SELECT x.id, x.addressee, x.membership_id, x.object_id, x.state, x.last_error, x.settled_at,
                          ROW_NUMBER() OVER (PARTITION BY x.addressee, x.membership_id,
                                                          CASE WHEN x.addressee = 'person' THEN x.object_id END
                                             ORDER BY x.settled_at DESC, x.id DESC) AS back
                   FROM delivery x
                   WHERE x.organisation_id = $1 AND x.state IN ('sent', 'dead', 'doubtful')
                     AND x.settled_at >= $2) d
             LEFT JOIN membership m ON m.id = d.membership_id
             LEFT JOIN agent a ON a.id = m.agent_id
             LEFT JOIN referral f ON f.id = d.object_id AND d.addressee = 'person'
             WHERE d.back = 1 AND d.state <> 'sent' AND (m.id IS NULL OR m.status = 'active')
             ORDER BY d.settled_at DESC LIMIT 20",
        );
        let sql = sql.id(self.organisation()?.uuid()).instant(since);
        sql.all(self.transaction()).await
    }

    /// How many deliveries wait, are doubtful, are dead.
    pub async fn count_deliveries(&self) -> Result<Afloat, StoreError> {
        let sql = Sql::new(
            "SELECT COUNT(CASE WHEN state IN ('waiting', 'sending') THEN 1 END) AS waiting,
                    COUNT(CASE WHEN state = 'doubtful' THEN 1 END) AS doubtful,
                    COUNT(CASE WHEN state = 'dead' THEN 1 END) AS dead
             FROM delivery WHERE state IN ('waiting', 'sending', 'doubtful', 'dead')",
        );
        Ok(sql.one(self.transaction()).await?.unwrap_or_default())
    }

    /// What has not arrived, the newest first: deliveries, and messages that did not become any. `dead`: only those nobody
    /// tries any more.
    pub async fn list_undelivered(&self, dead: bool, limit: u32) -> Result<Vec<Listed>, StoreError> {
        let (states, over) = if dead {
            ("'doubtful', 'dead'", "dead_at IS NOT NULL")
        } else {
            ("'waiting', 'sending', 'doubtful', 'dead'", "done_at IS NULL")
        };
        let sql = Sql::new(format!(
            "SELECT id, organisation_id, state, channel, addressee, kind, attempts, created_at, run_after, last_error
             FROM delivery WHERE state IN ({states})
             UNION ALL
             SELECT id, organisation_id, CASE WHEN dead_at IS NULL THEN 'waiting' ELSE 'dead' END, 'news',
                    'organisation', kind, attempts, created_at, run_after, last_error
             FROM outbox WHERE {over}
             ORDER BY id DESC"
        ));
        sql.limit(limit).all(self.transaction()).await
    }

    /// Sends a dead or doubtful delivery again, until `give_up_at`; `false` for any other.
    pub async fn retry_delivery(&self, id: DeliveryId, give_up_at: Timestamp) -> Result<bool, StoreError> {
        let given_up = [DeliveryState::Dead, DeliveryState::Doubtful].map(DeliveryState::as_str);
        let again = Entity::update_many()
            .col_expr(Column::State, Expr::value(DeliveryState::Waiting.as_str()))
            .col_expr(Column::SettledAt, Expr::value(None::<Timestamp>))
            .col_expr(Column::RunAfter, Expr::value(self.now()))
            .col_expr(Column::GiveUpAt, Expr::value(give_up_at))
            .filter(Column::Id.eq(id.uuid()))
            .filter(Column::State.is_in(given_up))
            .exec(self.transaction())
            .await?;
        Ok(again.rows_affected == 1)
    }
}
