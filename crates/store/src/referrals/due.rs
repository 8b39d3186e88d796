//! Referrals whose clock strikes.

use relais_domain::ids::{NetworkId, OrganisationId, ReferralId};
use sea_orm::{
    ColumnTrait, EntityTrait, ExprTrait as _, FromQueryResult, QueryFilter, prelude::Uuid, sea_query::Expr,
};

use crate::{
    StoreError, UnitOfWork,
    referrals::{StoredReferral, entity::referral},
    sql::Sql,
};

/// A referral whose clock is due.
#[derive(Clone, Copy, Debug)]
pub struct DueReferral {
    /// The referral.
    pub referral: ReferralId,
    /// Its sender.
    pub sender: OrganisationId,
    /// Its network.
    pub network: NetworkId,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    sender_organisation_id: Uuid,
    network_id: Uuid,
}

impl UnitOfWork<'_> {
    /// Referrals whose next clock is due, the longest overdue first. For the job that strikes.
    pub async fn list_due_referrals(&self, limit: u32) -> Result<Vec<DueReferral>, StoreError> {
        let sql = Sql::new(
            "SELECT id, sender_organisation_id, network_id FROM referral WHERE next_clock_at <= $1
             ORDER BY next_clock_at, id",
        );
        let sql = sql.instant(self.now()).limit(limit);
        let rows: Vec<Row> = sql.all(self.transaction()).await?;
        let due = |row: Row| DueReferral {
            referral: ReferralId::new(row.id),
            sender: OrganisationId::new(row.sender_organisation_id),
            network: NetworkId::new(row.network_id),
        };
        Ok(rows.into_iter().map(due).collect())
    }

    /// Notes when the next clock of a referral strikes, where it was only to be looked at: nothing of it changes.
    pub async fn set_next_clock(&self, stored: &StoredReferral) -> Result<(), StoreError> {
        let next = stored.referral.next_clock().map(|(_, at)| at);
        let same = referral::Column::Id
            .eq(stored.referral.id().uuid())
            .and(referral::Column::Version.eq(stored.referral.version()));
        let noted = referral::Entity::update_many()
            .col_expr(referral::Column::NextClockAt, Expr::value(next))
            .filter(same)
            .exec(self.transaction())
            .await?;
        if noted.rows_affected == 1 { Ok(()) } else { Err(StoreError::Conflict) }
    }
}
