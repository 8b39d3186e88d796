//! The network: member organisations, their services, the places around them.

use sea_orm_migration::{
    prelude::*,
    schema::{boolean, date_null, double_null, integer_null, text, text_null, uuid, uuid_null},
};

use crate::helpers::{code, drop_all, id, index, instant, instant_null, references, version};

const THEMES: &[&str] = &[
    "papiers",
    "famille",
    "social",
    "travail",
    "logement",
    "transports",
    "argent",
    "justice",
    "etranger",
    "loisirs",
];
const CAPACITIES: &[&str] = &["open", "limited", "waiting_list", "closed", "assessment_first"];

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(network()).await?;
        manager.create_table(organisation()).await?;
        index(manager, "organisation", &["network_id", "slug"], true).await?;
        index(manager, "organisation", &["network_id", "source", "external_id"], true).await?;
        index(manager, "organisation", &["network_id", "search_key"], false).await?;
        manager.create_table(organisation_alias()).await?;
        manager.create_table(place()).await?;
        index(manager, "place", &["network_id", "source", "external_id"], true).await?;
        index(manager, "place", &["network_id", "search_key"], false).await?;
        index(manager, "place", &["network_id", "insee"], false).await?;
        index(manager, "place", &["network_id", "latitude", "longitude"], false).await?;
        manager.create_table(service()).await?;
        index(manager, "service", &["organisation_id", "slug"], true).await?;
        manager.create_table(service_theme()).await?;
        index(manager, "service_theme", &["theme", "service_id"], true).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(
            manager,
            &["service_theme", "service", "place", "organisation_alias", "organisation", "network"],
        )
        .await
    }
}

fn network() -> TableCreateStatement {
    Table::create()
        .table("network")
        .col(id())
        .col(text("slug").unique_key())
        .col(text("name"))
        .col(text("time_zone"))
        .col(text_null("phone"))
        .col(boolean("fictitious").default(false))
        .col(instant("created_at"))
        .to_owned()
}

fn organisation() -> TableCreateStatement {
    Table::create()
        .table("organisation")
        .col(id())
        .col(uuid("network_id"))
        .col(text("slug"))
        .col(text("name"))
        .col(text("kind"))
        .col(text_null("siret"))
        .col(text_null("address"))
        .col(text_null("postcode"))
        .col(text_null("commune"))
        .col(text_null("insee"))
        .col(double_null("latitude"))
        .col(double_null("longitude"))
        .col(text_null("phone"))
        .col(text_null("email"))
        .col(text_null("website"))
        .col(boolean("member").default(true))
        .col(code("status", &["active", "closed"]))
        .col(text("source"))
        .col(text("external_id"))
        .col(text("search_key"))
        .col(version())
        .col(instant("created_at"))
        .col(instant("updated_at"))
        .foreign_key(&mut references("network_id", "network"))
        .to_owned()
}

/// Another record by which a source knows an organisation, so that importing it adds no double.
fn organisation_alias() -> TableCreateStatement {
    Table::create()
        .table("organisation_alias")
        .col(uuid("network_id"))
        .col(text("source"))
        .col(text("external_id"))
        .col(uuid("organisation_id"))
        .primary_key(Index::create().col("network_id").col("source").col("external_id"))
        .foreign_key(&mut references("network_id", "network"))
        .foreign_key(&mut references("organisation_id", "organisation"))
        .to_owned()
}

/// A place as the national standard of places describes it (LaMednum v1.0.2); lists are codes separated by `|`.
fn place() -> TableCreateStatement {
    let mut table = Table::create();
    table
        .table("place")
        .col(id())
        .col(uuid("network_id"))
        .col(text("source"))
        .col(text("external_id"))
        .col(text_null("pivot"))
        .col(text("name"))
        .col(text_null("street"))
        .col(text_null("complement"))
        .col(text_null("postcode"))
        .col(text_null("commune"))
        .col(text_null("insee"))
        .col(double_null("latitude"))
        .col(double_null("longitude"))
        .col(date_null("updated_on"));
    for list in [
        "emails",
        "themes",
        "typologies",
        "services",
        "publics",
        "care",
        "fees",
        "itinerance",
        "programmes",
        "trainings",
        "access",
        "support",
    ] {
        table.col(text(list).default(""));
    }
    for optional in [
        "phone",
        "website",
        "hours",
        "hours_note",
        "summary",
        "detail",
        "origin",
        "parent",
        "other_trainings",
        "access_sheet",
        "booking",
    ] {
        table.col(text_null(optional));
    }
    table
        .col(text("search_key"))
        .col(instant("imported_at"))
        .foreign_key(&mut references("network_id", "network"))
        .to_owned()
}

fn service() -> TableCreateStatement {
    Table::create()
        .table("service")
        .col(id())
        .col(uuid("organisation_id"))
        .col(uuid_null("place_id"))
        .col(text("slug"))
        .col(text("name"))
        .col(text("description"))
        .col(text_null("audience"))
        .col(text_null("conditions"))
        .col(text_null("address"))
        .col(text_null("commune"))
        .col(text_null("insee"))
        .col(double_null("latitude"))
        .col(double_null("longitude"))
        .col(code("capacity", CAPACITIES))
        .col(instant_null("capacity_until"))
        .col(integer_null("answer_days"))
        .col(boolean("accepts_referrals").default(true))
        .col(boolean("active").default(true))
        .col(text("search_key"))
        .col(version())
        .col(instant("created_at"))
        .col(instant("updated_at"))
        .foreign_key(&mut references("organisation_id", "organisation"))
        .foreign_key(&mut references("place_id", "place"))
        .to_owned()
}

fn service_theme() -> TableCreateStatement {
    Table::create()
        .table("service_theme")
        .col(uuid("service_id"))
        .col(code("theme", THEMES))
        .primary_key(Index::create().col("service_id").col("theme"))
        .foreign_key(&mut references("service_id", "service"))
        .to_owned()
}
