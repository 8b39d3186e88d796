//! What a database says of the installation it belongs to, read by a look that changes nothing: whether somebody works
//! on it, what its key store must open, when it was last written.

use relais_crypto::keystore::{Purpose, SecretName, WrappedDek};
use relais_domain::clock::Timestamp;
use sea_orm::{ConnectionTrait, FromQueryResult, QueryResult, Statement, prelude::Uuid};

use crate::{
    StoreError,
    sealing::{Kind, Place, sealed_columns},
};

/// The secret that signs the journal's checkpoints.
pub const JOURNAL_SECRET: SecretName = SecretName::instance(Purpose::JOURNAL);

/// What exists only once keys were made: a network has a key, an entry a tag, a checkpoint a signature; the rest
/// is sealed.
const KEYED: &str = "network journal_entry journal_checkpoint journal_subject relation contact need referral \
     referral_event agreement agreement_event";

/// Whether a migrated database holds anything that only its own key store opens or vouches for. A new key store
/// beside such a database would make all of it unreadable, in silence.
pub async fn needs_its_keys(connection: &impl ConnectionTrait) -> Result<bool, StoreError> {
    let exists = KEYED.split_whitespace().map(|table| format!("EXISTS (SELECT 1 FROM {table})"));
    let sql = format!("SELECT 1 WHERE {}", exists.collect::<Vec<_>>().join(" OR "));
    let found = connection.query_one_raw(Statement::from_string(connection.get_database_backend(), sql));
    Ok(found.await?.is_some())
}

/// The instant of the newest entry of the journal; none for an empty one. An entry's id is ordered by its instant.
/// A row that does not read says nothing here: the audit tells it.
pub async fn newest_entry(connection: &impl ConnectionTrait) -> Result<Option<Timestamp>, StoreError> {
    let found = first(connection, "SELECT at FROM journal_entry ORDER BY id DESC LIMIT 1").await?;
    Ok(found.and_then(|row| row.try_get("", "at").ok()))
}

/// The note of the journal's last checkpoint.
pub async fn last_note(connection: &impl ConnectionTrait) -> Result<Option<String>, StoreError> {
    let found = first(connection, "SELECT note FROM journal_checkpoint ORDER BY size DESC LIMIT 1").await?;
    Ok(found.map(|row| row.try_get("", "note")).transpose()?)
}

/// The wraps of the newest sheets of persons: a key store that is an older copy lacks these first.
pub async fn newest_wraps(connection: &impl ConnectionTrait) -> Result<Vec<WrappedDek>, StoreError> {
    let sql = "SELECT id, organisation_id, person_id, wrap, payload, revision, tenant_version FROM relation
               WHERE payload IS NOT NULL ORDER BY id DESC LIMIT 5";
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let rows = Sheet::find_by_statement(statement).all(connection).await?;
    let wrap = |row: Sheet| {
        let (tenant, subject) = (row.organisation_id, row.person_id);
        Place { kind: Kind::Relation, tenant, row: row.id, subject }.wrapped(&sealed_columns!(row))
    };
    Ok(rows.into_iter().filter_map(wrap).collect())
}

#[derive(FromQueryResult)]
struct Sheet {
    id: Uuid,
    organisation_id: Uuid,
    person_id: Uuid,
    wrap: Option<Vec<u8>>,
    payload: Option<Vec<u8>>,
    revision: i32,
    tenant_version: i32,
}

async fn first(connection: &impl ConnectionTrait, sql: &str) -> Result<Option<QueryResult>, StoreError> {
    Ok(connection.query_one_raw(Statement::from_string(connection.get_database_backend(), sql)).await?)
}
