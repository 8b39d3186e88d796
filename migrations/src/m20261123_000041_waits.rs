//! Since when an answer is owed, how long a request has stood still, when a hold is looked at again; and which absence
//! has been handed over.

use sea_orm_migration::{prelude::*, schema::integer};

use crate::helpers::instant_null;

/// What was sent before owes its answer since its sending, and is taken not to have stood still. A hold is looked at
/// again when its referral is touched next, at the latest when it ends.
const SENT: &str = "UPDATE referral SET asked_at = sent_at";
const HELD: &str =
    "UPDATE referral SET hold_review_at = COALESCE(next_clock_at, hold_until) WHERE state = 'on_hold'";

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in [
            ("referral", instant_null("asked_at")),
            ("referral", integer("held_days").default(0).take()),
            ("referral", instant_null("hold_review_at")),
            ("absence", instant_null("handed_over_at")),
        ] {
            manager.alter_table(Table::alter().table(table).add_column(column).to_owned()).await?;
        }
        for update in [SENT, HELD] {
            manager.get_connection().execute_unprepared(update).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in [
            ("absence", "handed_over_at"),
            ("referral", "hold_review_at"),
            ("referral", "held_days"),
            ("referral", "asked_at"),
        ] {
            manager.alter_table(Table::alter().table(table).drop_column(column).to_owned()).await?;
        }
        Ok(())
    }
}
