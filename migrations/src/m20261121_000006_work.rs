//! Work behind the pages: messages waiting to leave, leases of jobs, answers to repeated requests.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, integer, integer_null, text, text_null, uuid},
};

use crate::helpers::{drop_all, hash, id, index, instant, instant_null, references};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(outbox()).await?;
        index(manager, "outbox", &["done_at", "dead_at", "run_after"], false).await?;
        manager.create_table(notice()).await?;
        index(manager, "notice", &["organisation_id", "seen_at", "created_at"], false).await?;
        manager.create_table(lease()).await?;
        manager.create_table(idempotency()).await?;
        manager.create_table(key_destruction()).await?;
        index(manager, "key_destruction", &["done_at"], false).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, &["key_destruction", "idempotency", "lease", "notice", "outbox"]).await
    }
}

fn outbox() -> TableCreateStatement {
    Table::create()
        .table("outbox")
        .col(id())
        .col(text("kind"))
        .col(text("event_key").unique_key())
        .col(uuid("object_id"))
        .col(uuid("organisation_id"))
        .col(instant("created_at"))
        .col(instant("run_after"))
        .col(integer("attempts").default(0))
        .col(instant_null("claimed_until"))
        .col(instant_null("done_at"))
        .col(instant_null("dead_at"))
        .col(text_null("last_error"))
        .to_owned()
}

/// News for an organisation, shown on its agents' day until somebody has seen it.
fn notice() -> TableCreateStatement {
    Table::create()
        .table("notice")
        .col(id())
        .col(uuid("organisation_id"))
        .col(text("kind"))
        .col(uuid("object_id"))
        .col(text("event_key").unique_key())
        .col(instant("created_at"))
        .col(instant_null("seen_at"))
        .foreign_key(&mut references("organisation_id", "organisation"))
        .to_owned()
}

fn lease() -> TableCreateStatement {
    Table::create()
        .table("lease")
        .col(text("name").primary_key())
        .col(uuid("holder"))
        .col(big_integer("fence"))
        .col(instant("expires_at"))
        .to_owned()
}

fn idempotency() -> TableCreateStatement {
    Table::create()
        .table("idempotency")
        .col(uuid("organisation_id"))
        .col(text("key"))
        .col(hash("request_hash"))
        .col(integer_null("status"))
        .col(text_null("location"))
        .col(instant("created_at"))
        .primary_key(Index::create().col("organisation_id").col("key"))
        .foreign_key(&mut references("organisation_id", "organisation"))
        .to_owned()
}

/// Keys to destroy, ordered in the transaction that ends their ground; replayed at boot until done.
fn key_destruction() -> TableCreateStatement {
    Table::create()
        .table("key_destruction")
        .col(id())
        .col(text("class"))
        .col(big_integer("bucket"))
        .col(uuid("object_id"))
        .col(instant("ordered_at"))
        .col(ColumnDef::new("generation").big_integer().null())
        .col(instant_null("done_at"))
        .to_owned()
}
