//! The journal: entries, the tree's complete subtrees, signed checkpoints, and the keys behind pseudonyms.
//!
//! Entries carry no foreign key to business rows: they outlive them.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, binary, binary_null, small_integer, text, text_null, uuid, uuid_null},
};

use crate::helpers::{drop_all, hash, id, index, instant, instant_null, sealed};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(entry()).await?;
        index(manager, "journal_entry", &["idx"], true).await?;
        index(manager, "journal_entry", &["subject_pid", "at"], false).await?;
        index(manager, "journal_entry", &["object_id", "at"], false).await?;
        index(manager, "journal_entry", &["tenant_id", "at"], false).await?;
        manager.create_table(node()).await?;
        manager.create_table(checkpoint()).await?;
        manager.create_table(subject()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, &["journal_subject", "journal_checkpoint", "journal_node", "journal_entry"]).await
    }
}

fn entry() -> TableCreateStatement {
    Table::create()
        .table("journal_entry")
        .col(id())
        .col(instant("at"))
        .col(uuid("tenant_id"))
        .col(uuid_null("actor_pid"))
        .col(text("action"))
        .col(uuid_null("object_id"))
        .col(binary_null("subject_pid"))
        .col(text_null("scope"))
        .col(binary_null("payload_commit"))
        .col(binary("leaf"))
        .col(hash("leaf_hash"))
        .col(hash("tag"))
        .col(binary_null("payload"))
        .col(ColumnDef::new("idx").big_integer().null().check(Expr::cust("idx IS NULL OR idx >= 0")))
        .check(Expr::cust("payload IS NULL OR payload_commit IS NOT NULL"))
        .to_owned()
}

fn node() -> TableCreateStatement {
    Table::create()
        .table("journal_node")
        .col(small_integer("level"))
        .col(big_integer("idx"))
        .col(hash("hash"))
        .primary_key(Index::create().col("level").col("idx"))
        .to_owned()
}

/// `number` runs without hole and `tag` binds it: a checkpoint taken out of the middle is missed.
fn checkpoint() -> TableCreateStatement {
    Table::create()
        .table("journal_checkpoint")
        .col(big_integer("number").primary_key())
        .col(big_integer("size").unique_key())
        .col(hash("root"))
        .col(instant("sealed_at"))
        .col(text("note"))
        .col(hash("tag"))
        .to_owned()
}

/// `id` is the person's, or the organisation's for entries that concern nobody.
fn subject() -> TableCreateStatement {
    let mut table = Table::create();
    table.table("journal_subject").col(id()).col(uuid("tenant_id"));
    sealed(&mut table).col(instant("created_at")).col(instant_null("erased_at")).to_owned()
}
