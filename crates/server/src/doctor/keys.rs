//! The key store and the database: either both are new, or both are there and belong together. Looks only: takes no
//! part in the store, makes nothing, shows no key.

use relais_crypto::keystore::{Inspection, KeyError, MediumError, RootKey, Stored};
use relais_store::{StoreError, connect::Connection, last_note, needs_its_keys, newest_wraps};
use secrecy::ExposeSecret;

use super::{Check, journal};
use crate::{
    config::{Config, ConfigError},
    storage::{NEEDED, RESTORE, key_files, keys_place},
};

const NAME: &str = "keys";

/// Looks at a database that is sound; tells nothing of a database that needs no key yet.
pub(super) async fn examine(config: &Config, connection: &Connection) -> Vec<Check> {
    looks(config, connection).await.unwrap_or_else(|fault| vec![*fault])
}

async fn looks(config: &Config, connection: &Connection) -> Result<Vec<Check>, Box<Check>> {
    if !needs_its_keys(connection).await.map_err(|error| Box::new(unread(&error)))? {
        return Ok(Vec::new());
    }
    let place = keys_place(&config.keys);
    let fault = |reason: String, remedy: &str| Box::new(Check::bad(NAME, reason, remedy));
    let stored = read(config).await.map_err(|error| {
        let remedy =
            "check keys.url, keys.password_file and its server; at level `file` the folders of keys.path";
        fault(format!("{place}: {error}"), remedy)
    })?;
    let stored = stored.ok_or_else(|| fault(format!("{place} holds no key store, and {NEEDED}"), RESTORE))?;
    // A root key that cannot be read is told by its own check.
    let Ok(root) = RootKey::read_file(&config.keys.root_key_file) else { return Ok(Vec::new()) };
    let inspection = Inspection::of(&stored, &root).map_err(|error| match error {
        KeyError::WrongRoot => fault(
            format!("{place}: {error}; it was made with another one"),
            "put back the root key that belongs to this key store (keys.root_key_file)",
        ),
        error => fault(format!("{place}: {error}"), RESTORE),
    })?;
    let wraps = newest_wraps(connection).await.map_err(|error| Box::new(unread(&error)))?;
    let closed = wraps.iter().filter(|wrap| inspection.opens(wrap).is_err()).count();
    if closed > 0 {
        let newest = wraps.len();
        let reason = format!(
            "{place} does not open {closed} of the {newest} newest sheets of this database: it is of another \
             installation, or an older copy"
        );
        return Err(fault(
            reason,
            "restore the newest backup of the key store that belongs to this database",
        ));
    }
    let opens = if wraps.is_empty() { "beside their database" } else { "open what their database holds" };
    let mut checks = vec![Check::good(NAME, format!("{place}, {opens}"))];
    // The memory is read first: a server at work writes to the database before it remembers.
    let remembered = journal::Remembered::read(config).await;
    let note = last_note(connection).await.map_err(|error| Box::new(unread(&error)))?;
    checks.extend(note.map(|note| journal::examine(config, &inspection, &note, remembered)));
    Ok(checks)
}

/// Why the key store could not be read.
#[derive(Debug, thiserror::Error)]
enum ReadError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Medium(#[from] MediumError),
}

async fn read(config: &Config) -> Result<Option<Stored>, ReadError> {
    match config.keys.connection()? {
        Some(url) => Ok(relais_keybase::look(url.expose_secret()).await?),
        None => Ok(key_files(&config.keys).look()?),
    }
}

fn unread(error: &StoreError) -> Check {
    let reason = format!("the database cannot be read: {}", super::chain(error));
    Check::bad(NAME, reason, "restore it from a backup")
}
