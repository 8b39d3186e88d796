//! The clocks of a referral as it keeps them, whose hands it is in, what sender and person say of its outcome; and no
//! end without what an end must say.

use sea_orm_migration::{
    prelude::*,
    schema::{boolean_null, uuid_null},
    sea_orm::{FromQueryResult, Statement, prelude::DateTimeUtc, prelude::Uuid},
};

use crate::helpers::{code_null, instant_null};

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

/// An end has its moment, and an error its reason. Both engines take a check on other columns with a new one.
const ENDED: &str =
    "(state IN ('draft', 'awaiting_consent', 'requested', 'received', 'on_hold', 'accepted', 'in_progress')
    OR closed_at IS NOT NULL) AND (state <> 'entered_in_error' OR error_reason IS NOT NULL)";

/// Only what waits for a clock is looked for.
const DUE: &str =
    "CREATE INDEX ix_referral_next_clock ON referral (next_clock_at) WHERE next_clock_at IS NOT NULL";

/// The terms under which rows from before this step were promised, in days: agreement, nudge, telling the sender.
const PROMISED: [i64; 3] = [30, 15, 30];

/// The new columns, the last first.
const COLUMNS: [&str; 11] = [
    "next_clock_at",
    "person_useful",
    "person_contacted",
    "sender_outcome",
    "suggested_service_id",
    "claimed_at",
    "claimed_by",
    "struck",
    "no_contact_due",
    "nudge_due",
    "consent_due",
];

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let struck = ColumnDef::new("struck").text().not_null().default("").take();
        let checked = instant_null("next_clock_at").check(Expr::cust(ENDED)).take();
        for column in [
            instant_null("consent_due"),
            instant_null("nudge_due"),
            instant_null("no_contact_due"),
            struck,
            uuid_null("claimed_by").take(),
            instant_null("claimed_at"),
            uuid_null("suggested_service_id").take(),
            code_null("sender_outcome", OUTCOMES),
            boolean_null("person_contacted").take(),
            boolean_null("person_useful").take(),
            checked,
        ] {
            manager.alter_table(Table::alter().table("referral").add_column(column).to_owned()).await?;
        }
        promise(manager).await?;
        manager.get_connection().execute_unprepared(DUE).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared("DROP INDEX ix_referral_next_clock").await?;
        for column in COLUMNS {
            manager.alter_table(Table::alter().table("referral").drop_column(column).to_owned()).await?;
        }
        Ok(())
    }
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    consent_asked_at: Option<DateTimeUtc>,
    accepted_at: Option<DateTimeUtc>,
    created_at: DateTimeUtc,
    state: String,
}

/// Rows from before get the dates that were promised with them; the open ones are looked at in the next round of jobs.
async fn promise(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    let engine = connection.get_database_backend();
    let all = "SELECT id, consent_asked_at, accepted_at, created_at, state FROM referral
         WHERE consent_asked_at IS NOT NULL OR accepted_at IS NOT NULL OR state IN ('requested', 'received', 'on_hold')";
    let rows = Row::find_by_statement(Statement::from_string(engine, all)).all(connection).await?;
    let [consent, nudge, tell] = PROMISED.map(chrono::TimeDelta::days);
    for row in rows {
        let look = ["awaiting_consent", "requested", "received", "on_hold", "accepted"]
            .contains(&row.state.as_str());
        let update = Query::update()
            .table("referral")
            .value("consent_due", row.consent_asked_at.map(|at| at + consent))
            .value("nudge_due", row.accepted_at.map(|at| at + nudge))
            .value("no_contact_due", row.accepted_at.map(|at| at + tell))
            .value("next_clock_at", Some(row.created_at).filter(|_| look))
            .and_where(Expr::col("id").eq(row.id))
            .to_owned();
        connection.execute(&update).await?;
    }
    Ok(())
}
