//! News that nobody has seen, the newest first: a page of them is read from an index, and counted in it.

use sea_orm_migration::prelude::*;

/// The engines' builder does not know an index over a part of the rows.
const UNSEEN: &str =
    "CREATE INDEX ix_notice_unseen ON notice (organisation_id, created_at, id) WHERE seen_at IS NULL";

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(UNSEEN).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared("DROP INDEX ix_notice_unseen").await?;
        Ok(())
    }
}
