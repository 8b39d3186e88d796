//! Sessions of the agents who will read, and what each organisation's agents may ask for.

use std::sync::Arc;

use anyhow::{Context as _, Result};
use relais_app::{
    App,
    auth::{AgentClaims, SignIn, sign_in},
    journal,
};
use relais_bench::Installation;
use relais_crypto::keystore::Opening;
use relais_server::{
    adapters::{OsRandom, SystemClock},
    compose,
};
use sea_orm::{ConnectionTrait as _, DatabaseConnection, QueryResult, Statement, Value, prelude::Uuid};
use secrecy::ExposeSecret as _;
use serde_json::json;
use sha2::{Digest as _, Sha256};

use crate::{hexadecimal, settings};

const AGENTS: &str = "SELECT a.issuer, a.subject, a.given_name, a.usual_name, a.email, m.organisation_id
    FROM agent a JOIN membership m ON m.agent_id = a.id
    WHERE m.status = 'active' AND m.role IN ('social_worker', 'digital_mediator') ORDER BY m.organisation_id, a.subject";
/// What agents look at: what is on its way, and what has ended lately.
const RECEIVED: &str = "SELECT id FROM referral WHERE recipient_organisation_id = $1 AND sent_at IS NOT NULL
    AND (closed_at IS NULL OR closed_at > $2) AND state <> 'entered_in_error' ORDER BY id";
const SENT: &str = "SELECT id FROM referral WHERE sender_organisation_id = $1 AND sent_at IS NOT NULL
    AND (closed_at IS NULL OR closed_at > $2) AND state <> 'entered_in_error' ORDER BY id";
const FRESH: &str = "SELECT f.id FROM referral f JOIN agreement g ON g.id = f.agreement_id
    WHERE f.recipient_organisation_id = $1 AND f.state IN ('requested', 'received') AND g.valid_until > $2
    AND g.state IN ('given', 'renewed') ORDER BY f.id";
/// Persons whom the organisation was told of, and those it works with under an agreement in force.
const RELATIONS: &str = "SELECT r.id FROM relation r WHERE r.organisation_id = $1 AND r.ended_at IS NULL
    AND (r.ground_referral_id IS NULL OR EXISTS (
        SELECT 1 FROM referral f JOIN agreement g ON g.id = f.agreement_id
        WHERE f.id = r.ground_referral_id AND f.state IN ('accepted', 'in_progress') AND g.replaced_by IS NULL
          AND g.state IN ('given', 'renewed') AND g.valid_until > $2)) ORDER BY r.id";

/// Signs every reading agent in, by the use case that the provider's answer reaches; her cookie and her organisation's
/// objects as JSON.
pub(super) async fn sign_in_all(installation: &Installation) -> Result<serde_json::Value> {
    let (clock, random) = (Arc::new(SystemClock), Arc::new(OsRandom));
    let app = compose::open(&settings(installation)?, Opening::Existing, clock, random).await?;
    let database = app.store.pools().writing();
    let mut organisations: Vec<(Uuid, Vec<String>)> = Vec::new();
    for row in all(database, AGENTS, []).await? {
        let (organisation, cookie) = (row.try_get("", "organisation_id")?, enter(&app, &row).await?);
        match organisations.last_mut().filter(|(id, _)| *id == organisation) {
            Some((_, cookies)) => cookies.push(cookie),
            None => organisations.push((organisation, vec![cookie])),
        }
    }
    let mut told = Vec::new();
    for (id, cookies) in organisations {
        let lately = app.clock.now() - chrono::TimeDelta::days(60);
        let now = app.clock.now();
        told.push(json!({
            "cookies": cookies,
            "received": ids(database, RECEIVED, [id.into(), lately.into()]).await?,
            "sent": ids(database, SENT, [id.into(), lately.into()]).await?,
            "fresh": ids(database, FRESH, [id.into(), now.into()]).await?,
            "relations": ids(database, RELATIONS, [id.into(), now.into()]).await?,
        }));
    }
    journal::finish_journal(&app).await.context("seal the journal")?;
    app.store.keys().close().await.context("close the key store")?;
    Ok(json!(told))
}

async fn enter(app: &App, row: &QueryResult) -> Result<String> {
    let text = |name: &str| row.try_get::<String>("", name);
    let claims = AgentClaims {
        issuer: text("issuer")?,
        subject: text("subject")?,
        given_name: text("given_name")?,
        usual_name: text("usual_name")?,
        email: row.try_get("", "email")?,
        siret: None,
        provider_id: None,
        acr: None,
    };
    let command = SignIn { claims, id_token: "not-asked-for-here".to_owned(), authenticated_at: None };
    Ok(sign_in(app, command).await.context("open a session")?.token.expose().to_owned())
}

/// How many rows the table of sessions holds, and a digest of all they say.
pub(super) async fn state(installation: &Installation) -> Result<String> {
    let config = settings(installation)?;
    let url = config.database.connection()?;
    let connection = relais_store::connect::connect(url.expose_secret(), 1).await?;
    let sql = "SELECT id, token_hash, agent_id, last_seen_at, expires_at, ended_at FROM session ORDER BY id";
    let rows = all(&connection, sql, []).await?;
    let mut hash = Sha256::new();
    for row in &rows {
        hash.update(row.try_get::<Uuid>("", "id")?.as_bytes());
        let seen: chrono::DateTime<chrono::Utc> = row.try_get("", "last_seen_at")?;
        hash.update(seen.timestamp_micros().to_be_bytes());
    }
    Ok(format!("{} {}", rows.len(), hexadecimal(&hash.finalize())))
}

async fn ids<const N: usize>(on: &DatabaseConnection, sql: &str, values: [Value; N]) -> Result<Vec<String>> {
    let rows = all(on, sql, values).await?;
    rows.iter().map(|row| Ok(row.try_get::<Uuid>("", "id")?.to_string())).collect()
}

async fn all<const N: usize>(
    on: &DatabaseConnection,
    sql: &str,
    values: [Value; N],
) -> Result<Vec<QueryResult>> {
    Ok(on.query_all_raw(Statement::from_sql_and_values(on.get_database_backend(), sql, values)).await?)
}
