//! Agreements to share and referrals, with the events of both.

use sea_orm_migration::{
    prelude::*,
    schema::{boolean, boolean_null, date_null, integer, text, text_null, uuid, uuid_null},
};

use crate::helpers::{
    code, code_null, drop_all, hash, id, index, instant, instant_null, references, sealed, version,
};

const REFERRAL_STATES: &[&str] = &[
    "draft",
    "awaiting_consent",
    "requested",
    "received",
    "on_hold",
    "accepted",
    "in_progress",
    "completed",
    "rejected",
    "cancelled",
    "consent_withdrawn",
    "expired",
    "entered_in_error",
];
const AGREEMENT_STATES: &[&str] =
    &["requested", "given", "renewed", "refused", "withdrawn", "revoked", "expired", "invalidated"];
const REJECTIONS: &[&str] = &[
    "person_not_reachable",
    "person_absent",
    "person_unavailable_work",
    "person_unavailable_training",
    "not_eligible",
    "out_of_area",
    "not_mobile",
    "not_interested",
    "other_barrier",
    "no_capacity",
    "duplicate",
    "wrong_service",
    "missing_documents",
    "other",
];
const OUTCOMES: &[&str] = &[
    "helped",
    "partly_helped",
    "no_help_available",
    "not_reachable",
    "no_show",
    "no_longer_wanted",
    "referred_elsewhere",
    "eligible_pending",
];
const HOLDS: &[&str] = &["information_needed", "person_action_needed", "waiting_list", "assessment_needed"];

/// One referral under way from an organisation for a person to a service, whoever sends two at once. Both engines know
/// indexes over a part of the rows; their builder does not.
const ONE_OPEN: &str = "CREATE UNIQUE INDEX uq_referral_open
    ON referral (person_id, recipient_service_id, sender_organisation_id)
    WHERE state IN ('requested', 'received', 'on_hold', 'accepted', 'in_progress')";

/// One draft of a need, whoever begins two at once.
const ONE_DRAFT: &str = "CREATE UNIQUE INDEX uq_referral_draft ON referral (need_id) WHERE state = 'draft'";

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(referral()).await?;
        for side in ["sender_organisation_id", "recipient_organisation_id"] {
            index(manager, "referral", &[side, "state", "sent_at"], false).await?;
        }
        index(manager, "referral", &["need_id"], false).await?;
        index(manager, "referral", &["relation_id"], false).await?;
        manager.get_connection().execute_unprepared(ONE_OPEN).await?;
        manager.get_connection().execute_unprepared(ONE_DRAFT).await?;
        manager.create_table(referral_event()).await?;
        index(manager, "referral_event", &["referral_id", "at"], false).await?;
        manager.create_table(agreement()).await?;
        index(manager, "agreement", &["referral_id"], false).await?;
        index(manager, "agreement", &["person_id", "recipient_organisation_id"], false).await?;
        manager.create_table(agreement_event()).await?;
        index(manager, "agreement_event", &["agreement_id", "version"], true).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_all(manager, &["agreement_event", "agreement", "referral_event", "referral"]).await
    }
}

fn referral() -> TableCreateStatement {
    let mut table = Table::create();
    table
        .table("referral")
        .col(id())
        .col(text("number").unique_key())
        .col(uuid("network_id"))
        .col(uuid("need_id"))
        .col(uuid("person_id"))
        .col(uuid("relation_id"))
        .col(uuid("sender_organisation_id"))
        .col(uuid_null("sender_membership_id"))
        .col(text("sender_organisation_name"))
        .col(uuid_null("recipient_organisation_id"))
        .col(uuid_null("recipient_service_id"))
        .col(text_null("recipient_organisation_name"))
        .col(text_null("recipient_service_name"))
        .col(uuid_null("agreement_id"))
        .col(text_null("theme"))
        .col(text("items").default(""))
        .col(code("state", REFERRAL_STATES))
        .col(code_null("held_from", REFERRAL_STATES))
        .col(code_null("hold_sub_reason", HOLDS))
        .col(date_null("hold_review_on"))
        .col(code_null("reject_reason", REJECTIONS))
        .col(code_null("denied_by", &["service", "person"]))
        .col(boolean_null("waiting_list"))
        .col(code_null("outcome", OUTCOMES))
        .col(text_null("cancel_reason"))
        .col(text_null("error_reason"))
        .col(uuid_null("closed_by"))
        .col(uuid_null("superseded_by"));
    for moment in [
        "consent_asked_at",
        "sent_at",
        "acknowledge_due",
        "first_reminder_due",
        "second_reminder_due",
        "third_reminder_due",
        "escalation_due",
        "expires_on",
        "received_at",
        "accepted_at",
        "started_at",
        "held_at",
        "hold_until",
        "cancel_acknowledged_at",
        "closed_at",
    ] {
        table.col(instant_null(moment));
    }
    sealed(&mut table)
        .col(version())
        .col(instant("created_at"))
        .col(instant("updated_at"))
        .check(Expr::cust("state <> 'completed' OR outcome IS NOT NULL"))
        .check(Expr::cust("state <> 'rejected' OR reject_reason IS NOT NULL"))
        .check(Expr::cust("state <> 'cancelled' OR cancel_reason IS NOT NULL"))
        .check(Expr::cust("state <> 'on_hold' OR hold_sub_reason IS NOT NULL"))
        .check(Expr::cust("state NOT IN ('requested', 'received', 'accepted', 'in_progress', 'on_hold', 'completed', 'rejected', 'expired') OR agreement_id IS NOT NULL"))
        .foreign_key(&mut references("network_id", "network"))
        .foreign_key(&mut references("person_id", "person"))
        .foreign_key(&mut references("need_id", "need"))
        .foreign_key(&mut references("relation_id", "relation"))
        .foreign_key(&mut references("sender_organisation_id", "organisation"))
        .foreign_key(&mut references("recipient_organisation_id", "organisation"))
        .foreign_key(&mut references("recipient_service_id", "service"))
        .to_owned()
}

fn referral_event() -> TableCreateStatement {
    let mut table = Table::create();
    table
        .table("referral_event")
        .col(id())
        .col(uuid("referral_id"))
        .col(integer("version"))
        .col(text("event"))
        .col(code("from_state", REFERRAL_STATES))
        .col(code("to_state", REFERRAL_STATES))
        .col(text_null("reason"))
        .col(uuid_null("organisation_id"))
        .col(uuid_null("membership_id"))
        .col(uuid("entry_id"))
        .col(instant("at"));
    sealed(&mut table).foreign_key(&mut references("referral_id", "referral")).to_owned()
}

fn agreement() -> TableCreateStatement {
    let mut table = Table::create();
    table
        .table("agreement")
        .col(id())
        .col(uuid("network_id"))
        .col(uuid("person_id"))
        .col(uuid("relation_id"))
        .col(uuid("controller_id"))
        .col(uuid_null("collected_by"))
        .col(uuid_null("referral_id"))
        .col(uuid("recipient_organisation_id"))
        .col(uuid_null("recipient_service_id"))
        .col(text("purposes"))
        .col(text("items"))
        .col(boolean("secrecy"))
        .col(text("legal_basis"))
        .col(text("indicated_by"))
        .col(text("text_version"))
        .col(text("text_language"))
        .col(hash("text_sha256"))
        .col(code("state", AGREEMENT_STATES))
        .col(text_null("method"))
        .col(boolean_null("witnessed"))
        .col(text_null("withdrawn_via"))
        .col(text_null("invalid_reason"))
        .col(uuid_null("replaces"))
        .col(uuid_null("replaced_by"));
    for moment in
        ["given_at", "valid_from", "hard_end", "closing_end", "valid_until", "renewed_at", "ended_at"]
    {
        table.col(instant_null(moment));
    }
    sealed(&mut table)
        .col(version())
        .col(instant("created_at"))
        .check(Expr::cust("state <> 'given' OR (given_at IS NOT NULL AND valid_until IS NOT NULL)"))
        .foreign_key(&mut references("network_id", "network"))
        .foreign_key(&mut references("person_id", "person"))
        .foreign_key(&mut references("relation_id", "relation"))
        .foreign_key(&mut references("referral_id", "referral"))
        .foreign_key(&mut references("controller_id", "organisation"))
        .foreign_key(&mut references("recipient_organisation_id", "organisation"))
        .to_owned()
}

fn agreement_event() -> TableCreateStatement {
    Table::create()
        .table("agreement_event")
        .col(id())
        .col(uuid("agreement_id"))
        .col(integer("version"))
        .col(text("event"))
        .col(code("state", AGREEMENT_STATES))
        .col(text_null("reason"))
        .col(uuid_null("organisation_id"))
        .col(uuid_null("membership_id"))
        .col(uuid("entry_id"))
        .col(instant("at"))
        .foreign_key(&mut references("agreement_id", "agreement"))
        .to_owned()
}
