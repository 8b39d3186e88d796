//! Leases: one instance at a time does a job. The fence grows at each new holder, and the writes a job makes
//! carry it, so that a holder who was paused past its term cannot undo its successor's work.

use chrono::TimeDelta;
use relais_domain::clock::Timestamp;
use sea_orm::{
    ConnectionTrait as _, ExprTrait as _, FromQueryResult,
    prelude::Uuid,
    sea_query::{Expr, Query},
};

use crate::{Store, StoreError, UnitOfWork, sql::Sql};

/// How long a lease holds without being prolonged: longer than any step of a job between two commits, but for those that
/// wait for somebody outside ([`Store::out_of_turn`]).
const TERM: TimeDelta = TimeDelta::seconds(30);
/// How far the clocks of two instances may be apart.
const CLOCKS_APART: TimeDelta = TimeDelta::minutes(5);

#[derive(FromQueryResult)]
struct Fence {
    fence: i64,
}

/// A lease that a [`Store`] works under.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lease {
    name: &'static str,
    fence: i64,
}

impl Store {
    /// This store for one round of a job that one instance does at a time; nothing while another instance is at it.
    /// What is begun with it commits only while the lease is still its own, and each commit prolongs it.
    pub async fn in_turn(&self, name: &'static str, holder: Uuid) -> Result<Option<Self>, StoreError> {
        let unit = self.begin_house().await?;
        let fence = unit.hold_lease(name, holder, unit.now() + TERM).await?;
        unit.commit().await?;
        Ok(fence.map(|fence| self.under(Lease { name, fence })))
    }

    /// Gives a turn up: whoever asks next has it. Nothing when it is another's.
    pub async fn leave_turn(&self, name: &'static str, holder: Uuid) -> Result<(), StoreError> {
        let unit = self.begin_house().await?;
        unit.leave_lease(name, holder).await?;
        unit.commit().await
    }
}

impl UnitOfWork<'_> {
    /// Takes or prolongs a lease until `until`; the fence, or nothing while another instance holds it. A term that ends
    /// long after any that could begin now was written under another clock: it binds nobody.
    pub async fn hold_lease(
        &self,
        name: &str,
        holder: Uuid,
        until: Timestamp,
    ) -> Result<Option<i64>, StoreError> {
        let sql = Sql::new(
            "INSERT INTO lease (name, holder, fence, expires_at) VALUES ($1, $2, 1, $3)
             ON CONFLICT (name) DO UPDATE
             SET fence = lease.fence + CASE WHEN lease.holder = excluded.holder THEN 0 ELSE 1 END,
                 holder = excluded.holder, expires_at = excluded.expires_at
             WHERE lease.holder = excluded.holder OR lease.expires_at < $4 OR lease.expires_at > $5
             RETURNING fence",
        );
        let beyond = until + CLOCKS_APART;
        let sql = sql.value(name.to_owned()).id(holder).instant(until).instant(self.now()).instant(beyond);
        let held: Option<Fence> = sql.one(self.transaction()).await?;
        Ok(held.map(|held| held.fence))
    }

    /// Whether the fence is still the current one of the lease: asked in the transaction of the job's own writes.
    pub async fn lease_is_current(&self, name: &str, fence: i64) -> Result<bool, StoreError> {
        let sql = Sql::new("SELECT fence FROM lease WHERE name = $1 AND fence = $2");
        let current: Option<Fence> = sql.value(name.to_owned()).value(fence).one(self.transaction()).await?;
        Ok(current.is_some())
    }

    /// Prolongs the lease this unit works under, and holds its row until the commit: a successor waits for it, or has
    /// come already.
    ///
    /// Errors: [`StoreError::Conflict`] when another instance has taken over.
    pub(crate) async fn keep_lease(&self, Lease { name, fence }: Lease) -> Result<(), StoreError> {
        let sql = Sql::new("UPDATE lease SET expires_at = $1 WHERE name = $2 AND fence = $3");
        let sql = sql.instant(self.now() + TERM).value(name.to_owned()).value(fence);
        if sql.run(self.transaction()).await? == 1 { Ok(()) } else { Err(StoreError::Conflict) }
    }

    /// Gives a lease up before its term: whoever asks next holds it. Nothing when it is another's.
    pub async fn leave_lease(&self, name: &str, holder: Uuid) -> Result<(), StoreError> {
        let mut left = Query::update();
        left.table("lease")
            .value("expires_at", self.now() - TimeDelta::seconds(1))
            .and_where(Expr::col("name").eq(name))
            .and_where(Expr::col("holder").eq(holder));
        self.transaction().execute(&left).await?;
        Ok(())
    }
}
