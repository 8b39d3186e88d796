//! Mandates: what may be done in her name, what was done, and the proof that she agreed.

use sea_orm_migration::{
    prelude::*,
    schema::{boolean_null, date_null, integer, text, text_null, uuid, uuid_null},
};

use crate::helpers::{
    code, code_null, drop_all, id, index, instant, instant_null, references, sealed, version,
};

const STATES: &[&str] = &[
    "draft",
    "awaiting_agreement",
    "active",
    "suspended",
    "expired",
    "fulfilled",
    "revoked",
    "renounced",
    "superseded",
    "invalidated",
];
const TERMS: &[&str] = &["day", "month", "half_year", "year", "procedure_end"];
const WAYS: &[&str] = &["paper", "card", "sms", "witnesses"];
const MODES: &[&str] = &["with", "for"];
const PRESENCES: &[&str] = &["present", "phone", "absent"];
const RESULTS: &[&str] = &["sent", "consulted", "stopped", "error_found", "refused"];

/// One living mandate of a person to an organisation for the same thing, whoever records two at once. Both engines know
/// indexes over a part of the rows; their builder does not.
const ONE_LIVING: &str = "CREATE UNIQUE INDEX uq_mandate_item_living
    ON mandate_item (person_id, organisation_id, code) WHERE living";

/// What a clock strikes next, of those that have one.
const NEXT: &str = "CREATE INDEX ix_mandate_next ON mandate (next_at, id) WHERE next_at IS NOT NULL";

/// What a state must have, and no other may.
const CHECKS: &[&str] = &[
    "(ended_at IS NOT NULL) = (state IN ('expired', 'fulfilled', 'revoked', 'renounced', 'superseded', 'invalidated'))",
    "(pause_until IS NOT NULL) = (state = 'suspended')",
    "state NOT IN ('active', 'suspended', 'expired', 'fulfilled', 'revoked', 'superseded')
        OR (agreed_at IS NOT NULL AND way IS NOT NULL AND not_after IS NOT NULL)",
    "state <> 'awaiting_agreement' OR (text_sha256 IS NOT NULL AND not_after IS NOT NULL)",
    "(revoked_via IS NOT NULL) = (state = 'revoked')",
    "(renounce_reason IS NOT NULL) = (state = 'renounced')",
    "(invalid_reason IS NOT NULL) = (state = 'invalidated')",
    "(superseded_by IS NOT NULL) = (state = 'superseded')",
    "payload IS NULL OR state IN ('active', 'suspended')",
    "not_after IS NULL OR not_before < not_after",
];

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(mandate()).await?;
        index(manager, "mandate", &["organisation_id", "state", "not_after"], false).await?;
        index(manager, "mandate", &["relation_id"], false).await?;
        index(manager, "mandate", &["person_id"], false).await?;
        manager.create_table(mandate_item()).await?;
        index(manager, "mandate_item", &["mandate_id"], false).await?;
        manager.create_table(mandate_event()).await?;
        index(manager, "mandate_event", &["mandate_id", "version"], true).await?;
        manager.create_table(mandate_act()).await?;
        index(manager, "mandate_act", &["mandate_id", "at"], false).await?;
        manager.create_table(mandate_proof()).await?;
        for sql in [ONE_LIVING, NEXT] {
            manager.get_connection().execute_unprepared(sql).await?;
        }
        for (table, column) in [
            ("membership", instant_null("charter_at")),
            ("organisation", text("themes_off").default("").take()),
        ] {
            manager.alter_table(Table::alter().table(table).add_column(column).to_owned()).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in [("organisation", "themes_off"), ("membership", "charter_at")] {
            manager.alter_table(Table::alter().table(table).drop_column(column).to_owned()).await?;
        }
        drop_all(manager, &["mandate_proof", "mandate_act", "mandate_event", "mandate_item", "mandate"]).await
    }
}

fn mandate() -> TableCreateStatement {
    let mut table = Table::create();
    table
        .table("mandate")
        .col(id())
        .col(text("number").unique_key())
        .col(uuid("network_id"))
        .col(uuid("person_id"))
        .col(uuid("relation_id"))
        .col(uuid("organisation_id"))
        .col(uuid("prepared_by"))
        .col(text("scope"))
        .col(code("term", TERMS))
        .col(uuid_null("renews"))
        .col(code("state", STATES))
        .col(text_null("text_version"))
        .col(ColumnDef::new("text_sha256").binary().null().take())
        .col(code_null("way", WAYS))
        .col(text_null("identity"))
        .col(text_null("reading"))
        .col(text_null("language"))
        .col(boolean_null("interpreter"))
        .col(uuid_null("agreed_by"))
        .col(date_null("signed_on"))
        .col(text_null("pause_cause"))
        .col(text_null("revoked_via"))
        .col(text_null("renounce_reason"))
        .col(text_null("invalid_reason"))
        .col(uuid_null("superseded_by"));
    for moment in [
        "not_before",
        "not_after",
        "agreed_at",
        "paused_at",
        "pause_until",
        "ended_at",
        "next_at",
        "warned_at",
    ] {
        table.col(instant_null(moment));
    }
    sealed(&mut table).col(version()).col(instant("created_at")).col(instant("updated_at"));
    for check in CHECKS {
        table.check(Expr::cust(*check));
    }
    for (column, of) in [
        ("network_id", "network"),
        ("person_id", "person"),
        ("relation_id", "relation"),
        ("organisation_id", "organisation"),
        ("prepared_by", "membership"),
        ("renews", "mandate"),
        ("superseded_by", "mandate"),
    ] {
        table.foreign_key(&mut references(column, of));
    }
    table.clone()
}

/// What a mandate lets be done, one thing a row; those of a living one exclude another's.
fn mandate_item() -> TableCreateStatement {
    Table::create()
        .table("mandate_item")
        .col(id())
        .col(uuid("mandate_id"))
        .col(uuid("person_id"))
        .col(uuid("organisation_id"))
        .col(text("code"))
        .col(ColumnDef::new("living").boolean().not_null().take())
        .foreign_key(&mut references("mandate_id", "mandate"))
        .to_owned()
}

fn mandate_event() -> TableCreateStatement {
    Table::create()
        .table("mandate_event")
        .col(id())
        .col(uuid("mandate_id"))
        .col(integer("version"))
        .col(text("event"))
        .col(code("from_state", STATES))
        .col(code("to_state", STATES))
        .col(text_null("reason"))
        .col(uuid_null("organisation_id"))
        .col(uuid_null("membership_id"))
        .col(uuid("entry_id"))
        .col(instant("at"))
        .foreign_key(&mut references("mandate_id", "mandate"))
        .to_owned()
}

/// Something done in her name, refused, or corrected; its words are sealed under the mandate and die with it.
fn mandate_act() -> TableCreateStatement {
    let mut table = Table::create();
    table
        .table("mandate_act")
        .col(id())
        .col(uuid("mandate_id"))
        .col(uuid("organisation_id"))
        .col(uuid("membership_id"))
        .col(text("what"))
        .col(code("mode", MODES))
        .col(code("presence", PRESENCES))
        .col(code("result", RESULTS))
        .col(date_null("next_on"))
        .col(uuid_null("corrects"))
        .col(uuid("entry_id"))
        .col(instant("at"));
    sealed(&mut table)
        .foreign_key(&mut references("mandate_id", "mandate"))
        .foreign_key(&mut references("membership_id", "membership"))
        .foreign_key(&mut references("corrects", "mandate_act"))
        .to_owned()
}

/// The exact text and how she agreed to it, for six years after the end; opened by two persons.
fn mandate_proof() -> TableCreateStatement {
    let mut table = Table::create();
    table.table("mandate_proof").col(id());
    sealed(&mut table).foreign_key(&mut references("id", "mandate")).to_owned()
}
