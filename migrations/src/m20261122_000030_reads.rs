//! Indexes behind the pages and jobs that are read most: what they cost does not grow with what has ended long ago.

use sea_orm_migration::prelude::*;

use crate::helpers::index;

const INDEXES: [(&str, &[&str]); 7] = [
    // Lists by last change: what was sent, what was received and has ended, what came back lately.
    ("referral", &["sender_organisation_id", "updated_at", "id"]),
    ("referral", &["recipient_organisation_id", "updated_at", "id"]),
    // The referrals on a person's sheet.
    ("referral", &["relation_id", "sender_organisation_id", "updated_at", "id"]),
    // Jobs look for what is on its way, and for agreements past their term.
    ("referral", &["state"]),
    ("agreement", &["state", "valid_until"]),
    // The person behind a referral that was accepted.
    ("relation", &["ground_referral_id"]),
    // What an agent recorded today.
    ("contact", &["membership_id", "happened_at"]),
];

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, columns) in INDEXES {
            index(manager, table, columns, false).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, columns) in INDEXES {
            let name = format!("ix_{table}_{}", columns.join("_"));
            manager.drop_index(Index::drop().name(name).table(table).to_owned()).await?;
        }
        Ok(())
    }
}
