//! The application from a configuration: the same parts for the server and for every command.

use crate::{
    adapters::{CheckpointFile, OsRandom, SystemClock},
    config::Config,
    storage::{self, StorageError},
};
use relais_app::App;
use relais_crypto::keystore::Opening;
use relais_domain::{clock::Clock, random::Random};
use std::{path::PathBuf, sync::Arc};

/// The application on its opened databases, its journal remembered beside the keys.
pub async fn open(
    config: &Config,
    opening: Opening,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
) -> Result<App, StorageError> {
    let store = storage::open(config, opening, Arc::clone(&clock), Arc::clone(&random)).await?;
    let memory = CheckpointFile::within(journal_folder(config));
    Ok(App::new(store, clock, random, config.app()).remembering(Arc::new(memory)))
}

/// Where the journal's last checkpoint is remembered.
pub(crate) fn journal_folder(config: &Config) -> PathBuf {
    config.keys.path.join("journal")
}

/// The same for a command beside the server, on an installation that is there. Keys in files are open to one
/// process at a time: while the server runs, nothing is opened and the operator is told what to do.
pub async fn open_for_command(config: &Config) -> anyhow::Result<App> {
    open_beside(config, Opening::Existing).await
}

/// The same for a command that may be the first of an installation: it makes the keys beside an empty database.
pub async fn open_for_founding(config: &Config) -> anyhow::Result<App> {
    open_beside(config, Opening::ExistingOrNew).await
}

async fn open_beside(config: &Config, opening: Opening) -> anyhow::Result<App> {
    let opened = open(config, opening, Arc::new(SystemClock), Arc::new(OsRandom)).await;
    opened.map_err(|error| match error {
        StorageError::Medium(medium) if medium.is_in_use() => anyhow::anyhow!(
            "Relais is running on this installation, and keys kept in files serve one process at a time; nothing \
             was read or changed. Stop it (Ctrl-C, or `systemctl stop relais`), run this command again, start it \
             again. With the keys in PostgreSQL (keys.level), commands run beside the server."
        ),
        other => anyhow::Error::new(other),
    })
}
