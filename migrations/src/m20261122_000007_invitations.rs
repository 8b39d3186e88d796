//! One open invitation for a mailbox in an organisation, whoever sends two at once.

use sea_orm_migration::prelude::*;

/// Of several open ones the newest stays; the others end when it was made.
const KEEP_THE_NEWEST: &str = "UPDATE invitation SET state = 'revoked', version = version + 1, ended_at = (
        SELECT MAX(newer.created_at) FROM invitation newer
        WHERE newer.state = 'pending' AND newer.organisation_id = invitation.organisation_id
          AND LOWER(newer.email) = LOWER(invitation.email))
    WHERE state = 'pending' AND EXISTS (
        SELECT 1 FROM invitation newer
        WHERE newer.state = 'pending' AND newer.organisation_id = invitation.organisation_id
          AND LOWER(newer.email) = LOWER(invitation.email)
          AND (newer.created_at > invitation.created_at
               OR (newer.created_at = invitation.created_at AND newer.id > invitation.id)))";

/// Both engines know indexes over a part of the rows and over an expression; their builder does not.
const ONE_OPEN: &str = "CREATE UNIQUE INDEX uq_invitation_open
    ON invitation (organisation_id, LOWER(email)) WHERE state = 'pending'";

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
        connection.execute_unprepared(ONE_OPEN).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared("DROP INDEX uq_invitation_open").await?;
        Ok(())
    }
}
