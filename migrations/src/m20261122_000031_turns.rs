//! The inbox in its order, read from an index: what stands on its page is read, and nothing is sorted.

use sea_orm_migration::prelude::*;

/// Whose turn is when, over what awaits its recipient. The words are those of the store's list (`referrals::order`):
/// the engines take the index for the same expressions only. Their builder knows neither expressions nor a part of the
/// rows.
const TURNS: &str = "CREATE INDEX ix_referral_turn ON referral (
        recipient_organisation_id,
        (CASE WHEN (state = 'cancelled' AND accepted_at IS NOT NULL AND cancel_acknowledged_at IS NULL) THEN 0
         WHEN CASE state WHEN 'requested' THEN acknowledge_due WHEN 'received' THEN expires_on END IS NOT NULL THEN 1
         WHEN accepted_at IS NULL THEN 2 ELSE 3 END),
        (COALESCE(CASE state WHEN 'requested' THEN acknowledge_due WHEN 'received' THEN expires_on END,
         CASE state WHEN 'cancelled' THEN closed_at END, sent_at, created_at)),
        id)
    WHERE sent_at IS NOT NULL
      AND state IN ('requested', 'received', 'on_hold', 'accepted', 'in_progress', 'cancelled')
      AND (state <> 'cancelled'
           OR (state = 'cancelled' AND accepted_at IS NOT NULL AND cancel_acknowledged_at IS NULL))";

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(TURNS).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared("DROP INDEX ix_referral_turn").await?;
        Ok(())
    }
}
