//! Persons as pseudonyms, and what each organisation knows of them, sealed.

use sea_orm_migration::{
    prelude::*,
    schema::{integer, text, text_null, uuid, uuid_null},
};

use crate::helpers::{code, drop_all, id, index, instant, instant_null, references, sealed, version};

const REASONS: &[&str] = &["supervision", "absence_cover", "complaint", "person_request", "quality_review"];

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(person()).await?;
        manager.create_table(relation()).await?;
        index(manager, "relation", &["person_id", "organisation_id"], false).await?;
        index(manager, "relation", &["organisation_id", "last_contact_at"], false).await?;
        index(manager, "relation", &["organisation_id", "updated_at"], false).await?;
        manager.create_table(contact()).await?;
        index(manager, "contact", &["organisation_id", "happened_at"], false).await?;
        index(manager, "contact", &["relation_id", "happened_at"], false).await?;
        manager.create_table(need()).await?;
        index(manager, "need", &["relation_id"], false).await?;
        manager.create_table(reading_reason()).await?;
        index(manager, "reading_reason", &["object_id", "membership_id", "until"], false).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, &["reading_reason", "need", "contact", "relation", "person"]).await
    }
}

fn person() -> TableCreateStatement {
    Table::create()
        .table("person")
        .col(id())
        .col(uuid("network_id"))
        .col(instant("created_at"))
        .foreign_key(&mut references("network_id", "network"))
        .to_owned()
}

fn relation() -> TableCreateStatement {
    let mut table = Table::create();
    table
        .table("relation")
        .col(id())
        .col(uuid("person_id"))
        .col(uuid("organisation_id"))
        .col(code("ground", &["own_reception", "accepted_referral", "mandate", "care_team"]))
        .col(uuid_null("ground_referral_id"))
        .col(instant("since"))
        .col(instant("last_contact_at"))
        .col(instant_null("ended_at"));
    sealed(&mut table)
        .col(version())
        .col(instant("created_at"))
        .col(instant("updated_at"))
        .foreign_key(&mut references("person_id", "person"))
        .foreign_key(&mut references("organisation_id", "organisation"))
        .to_owned()
}

fn contact() -> TableCreateStatement {
    let mut table = Table::create();
    table
        .table("contact")
        .col(id())
        .col(uuid("organisation_id"))
        .col(uuid_null("membership_id"))
        .col(uuid_null("relation_id"))
        .col(text_null("theme"))
        .col(text("mode"))
        .col(text_null("posture"))
        .col(text("channel"))
        .col(integer("minutes"))
        .col(text("outcome"))
        .col(instant("happened_at"));
    sealed(&mut table)
        .col(version())
        .foreign_key(&mut references("organisation_id", "organisation"))
        .foreign_key(&mut references("membership_id", "membership"))
        .foreign_key(&mut references("relation_id", "relation"))
        .to_owned()
}

fn need() -> TableCreateStatement {
    let mut table = Table::create();
    table
        .table("need")
        .col(id())
        .col(uuid("person_id"))
        .col(uuid("relation_id"))
        .col(uuid("organisation_id"))
        .col(text_null("theme"))
        .col(instant("created_at"));
    sealed(&mut table)
        .col(version())
        .foreign_key(&mut references("person_id", "person"))
        .foreign_key(&mut references("relation_id", "relation"))
        .foreign_key(&mut references("organisation_id", "organisation"))
        .to_owned()
}

fn reading_reason() -> TableCreateStatement {
    Table::create()
        .table("reading_reason")
        .col(id())
        .col(uuid("object_id"))
        .col(uuid("membership_id"))
        .col(code("reason", REASONS))
        .col(uuid("entry_id"))
        .col(instant("given_at"))
        .col(instant("until"))
        .foreign_key(&mut references("membership_id", "membership"))
        .to_owned()
}
