//! One living membership an agent has in an organisation: ending it ends her access there.

use sea_orm_migration::prelude::*;

/// Of several living ones the newest stays; the others end when it began.
const KEEP_THE_NEWEST: &str = "UPDATE membership SET status = 'ended', version = version + 1, ended_at = (
        SELECT MAX(newer.started_at) FROM membership newer
        WHERE newer.status = 'active' AND newer.agent_id = membership.agent_id
          AND newer.organisation_id = membership.organisation_id)
    WHERE status = 'active' AND EXISTS (
        SELECT 1 FROM membership newer
        WHERE newer.status = 'active' AND newer.agent_id = membership.agent_id
          AND newer.organisation_id = membership.organisation_id
          AND (newer.started_at > membership.started_at
               OR (newer.started_at = membership.started_at AND newer.id > membership.id)))";

/// Both engines know indexes over a part of the rows; their builder does not.
const ONE_LIVING: &str = "CREATE UNIQUE INDEX uq_membership_active
    ON membership (agent_id, organisation_id) WHERE status = 'active'";

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        connection.execute_unprepared(KEEP_THE_NEWEST).await?;
        connection.execute_unprepared(ONE_LIVING).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared("DROP INDEX uq_membership_active").await?;
        Ok(())
    }
}
