//! Mails and text messages: one row an event, an addressee and a channel. No address, name or text at rest.

use sea_orm_migration::{
    prelude::*,
    schema::{integer, text, text_null, uuid, uuid_null},
};

use crate::helpers::{code, drop_all, id, index, instant, instant_null, references};

const CHANNELS: &[&str] = &["mail", "text"];
const ADDRESSEES: &[&str] = &["member", "mailbox", "person"];
const STATES: &[&str] = &["waiting", "sending", "sent", "doubtful", "dead", "dropped"];

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(delivery()).await?;
        index(manager, "delivery", &["state", "run_after"], false).await?;
        index(manager, "delivery", &["organisation_id", "state"], false).await?;
        index(manager, "delivery", &["membership_id", "kind", "created_at"], false).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, &["delivery"]).await
    }
}

fn delivery() -> TableCreateStatement {
    let of_a_member = Expr::col("addressee").eq("member");
    let names_her = Expr::col("membership_id").is_not_null();
    let open = Expr::col("state").is_in(["waiting", "sending"]);
    Table::create()
        .table("delivery")
        .col(id())
        .col(text("event_key").unique_key())
        .col(code("channel", CHANNELS))
        .col(code("addressee", ADDRESSEES))
        .col(text("kind"))
        .col(uuid("object_id"))
        .col(uuid("organisation_id"))
        .col(uuid_null("membership_id"))
        .col(code("state", STATES))
        .col(integer("attempts").default(0))
        .col(instant("created_at"))
        .col(instant("run_after"))
        .col(instant("give_up_at"))
        .col(instant_null("claimed_until"))
        .col(instant_null("settled_at"))
        .col(text_null("last_error"))
        .foreign_key(&mut references("organisation_id", "organisation"))
        .foreign_key(&mut references("membership_id", "membership"))
        .check(of_a_member.eq(names_her))
        .check(open.eq(Expr::col("settled_at").is_null()))
        .to_owned()
}
