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

/// A delivery in an operator's list.
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
    /// The delivery.
    #[must_use]
    pub const fn id(&self) -> DeliveryId {
        DeliveryId::new(self.id)
    }

    /// The organisation that is told, or that tells the person.
    #[must_use]
    pub const fn organisation(&self) -> OrganisationId {
        OrganisationId::new(self.organisation_id)
    }
}

impl UnitOfWork<'_> {
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

    /// Deliveries that have not arrived, the newest first; `dead`: only those nobody tries any more.
    pub async fn list_undelivered(&self, dead: bool, limit: u32) -> Result<Vec<Listed>, StoreError> {
        let states = if dead { "'doubtful', 'dead'" } else { "'waiting', 'sending', 'doubtful', 'dead'" };
        let sql = Sql::new(format!(
            "SELECT id, organisation_id, state, channel, addressee, kind, attempts, created_at, run_after, last_error
             FROM delivery WHERE state IN ({states}) ORDER BY id DESC"
        ));
        sql.filter(" LIMIT ", i64::from(limit)).all(self.transaction()).await
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
