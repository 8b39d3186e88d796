//! Since when an answer is owed, how long a request has stood still, when a hold is looked at again; which absence has
//! been handed over. And indexes that every act wrote and no query read.

use sea_orm_migration::{prelude::*, schema::integer};

use crate::helpers::instant_null;

/// What was sent before owes its answer since its sending, and is taken not to have stood still. A hold is looked at
/// again when its referral is touched next, at the latest when it ends.
const SENT: &str = "UPDATE referral SET asked_at = sent_at";
const HELD: &str =
    "UPDATE referral SET hold_review_at = COALESCE(next_clock_at, hold_until) WHERE state = 'on_hold'";

/// The first columns of another index of the same table.
const COVERED: [(&str, &str, &[&str]); 2] = [
    ("ix_referral_relation_id", "referral", &["relation_id"]),
    ("ix_notice_organisation_id_seen_at_created_at", "notice", &["organisation_id", "seen_at", "created_at"]),
];
/// Of the outbox, what is over is looked for by nobody.
const OUTBOX: (&str, &str, &[&str]) =
    ("ix_outbox_done_at_dead_at_run_after", "outbox", &["done_at", "dead_at", "run_after"]);
const WAITING: &str = "CREATE INDEX ix_outbox_waiting ON outbox (run_after, id) WHERE done_at IS NULL";

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
        for (name, table, _) in COVERED.into_iter().chain([OUTBOX]) {
            manager.drop_index(Index::drop().name(name).table(table).to_owned()).await?;
        }
        for sql in [SENT, HELD, WAITING] {
            manager.get_connection().execute_unprepared(sql).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared("DROP INDEX ix_outbox_waiting").await?;
        for (name, table, columns) in COVERED.into_iter().chain([OUTBOX]) {
            let mut index = Index::create().name(name).table(table).to_owned();
            for column in columns {
                index.col(*column);
            }
            manager.create_index(index).await?;
        }
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
