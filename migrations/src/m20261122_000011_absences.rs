//! Absences of members: meanwhile what they have in hand is a colleague's, or everybody's.

use sea_orm_migration::{
    prelude::*,
    schema::{date, uuid, uuid_null},
};

use crate::helpers::{drop_all, id, index, instant, instant_null, references};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("absence")
            .col(id())
            .col(uuid("organisation_id"))
            .col(uuid("membership_id"))
            .col(date("starts_on"))
            .col(date("ends_on"))
            .col(uuid_null("cover_id"))
            .col(instant("created_at"))
            .col(instant_null("taken_back_at"))
            .check(Expr::cust("starts_on <= ends_on"))
            .check(Expr::cust("cover_id IS NULL OR cover_id <> membership_id"))
            .foreign_key(&mut references("organisation_id", "organisation"))
            .foreign_key(&mut references("membership_id", "membership"))
            .foreign_key(&mut references("cover_id", "membership"))
            .to_owned();
        manager.create_table(table).await?;
        index(manager, "absence", &["organisation_id", "ends_on"], false).await?;
        index(manager, "referral", &["claimed_by"], false).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let claims = Index::drop().name("ix_referral_claimed_by").table("referral").to_owned();
        manager.drop_index(claims).await?;
        drop_all(manager, &["absence"]).await
    }
}
