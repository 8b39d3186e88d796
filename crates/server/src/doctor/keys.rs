//! The key store and the database: either both are new, or both are there. Looks only; makes nothing.

use relais_store::{StoreError, connect, keys::holds_store, needs_its_keys};
use secrecy::ExposeSecret;

use super::Check;
use crate::{
    config::{Config, KeyLevel},
    storage::{NEEDED, RESTORE, StorageError, key_files, keys_place},
};

const NAME: &str = "keys";

/// Looks at a database that is sound; tells nothing of a database that needs no key yet.
pub(super) async fn examine(config: &Config) -> Option<Check> {
    let place = keys_place(&config.keys);
    match look(config).await {
        Ok(None) => None,
        Ok(Some(true)) => Some(Check::good(NAME, format!("{place}, beside their database"))),
        Ok(Some(false)) => {
            Some(Check::bad(NAME, format!("{place} holds no key store, and {NEEDED}"), RESTORE))
        }
        Err(error) => {
            let cause =
                std::error::Error::source(&error).map_or_else(String::new, |cause| format!(": {cause}"));
            Some(Check::bad(
                NAME,
                format!("{error}{cause}"),
                "check keys.url, keys.password_file and its server",
            ))
        }
    }
}

/// Whether the key store that the database needs is there; nothing when it needs none yet.
async fn look(config: &Config) -> Result<Option<bool>, StorageError> {
    let url = config.database.connection()?;
    let connection = connect::connect(url.expose_secret(), 1).await?;
    if !needs_its_keys(&connection).await? {
        return Ok(None);
    }
    connection.close().await.map_err(StoreError::from)?;
    Ok(Some(match (config.keys.level, config.keys.connection()?) {
        (KeyLevel::Postgres, Some(url)) => holds_store(url.expose_secret()).await?,
        _ => key_files(&config.keys).hold_store(),
    }))
}
