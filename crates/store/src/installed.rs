//! Whether a database is one somebody works on: then its key store must be there too.

use sea_orm::{ConnectionTrait, Statement};

use crate::StoreError;

/// What exists only once keys were made: a network has a key, an entry a tag, a checkpoint a signature; the rest
/// is sealed.
const KEYED: [&str; 11] = [
    "network",
    "journal_entry",
    "journal_checkpoint",
    "journal_subject",
    "relation",
    "contact",
    "need",
    "referral",
    "referral_event",
    "agreement",
    "agreement_event",
];

/// Whether a migrated database holds anything that only its own key store opens or vouches for. A new key store
/// beside such a database would make all of it unreadable, in silence.
pub async fn needs_its_keys(connection: &impl ConnectionTrait) -> Result<bool, StoreError> {
    let exists = KEYED.map(|table| format!("EXISTS (SELECT 1 FROM {table})"));
    let sql = format!("SELECT 1 WHERE {}", exists.join(" OR "));
    let found = connection.query_one_raw(Statement::from_string(connection.get_database_backend(), sql));
    Ok(found.await?.is_some())
}
