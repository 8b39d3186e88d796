//! The application from a configuration: the same parts for the server and for every command.

use crate::{
    adapters::{CheckpointFile, OsRandom, SystemClock},
    config::Config,
    storage::{self, StorageError},
};
use anyhow::Context as _;
use relais_app::App;
use relais_crypto::keystore::Opening;
use relais_domain::{clock::Clock, random::Random};
use relais_store::Store;
use std::{path::PathBuf, sync::Arc};

/// The application on its opened databases, its journal remembered beside the keys.
pub async fn open(
    config: &Config,
    opening: Opening,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
) -> Result<App, StorageError> {
    let store = storage::open(config, opening, Arc::clone(&clock), Arc::clone(&random)).await?;
    Ok(on(store, config, clock, random))
}

fn on(store: Store, config: &Config, clock: Arc<dyn Clock>, random: Arc<dyn Random>) -> App {
    let memory = CheckpointFile::within(journal_folder(config));
    App::new(store, clock, random, config.app()).remembering(Arc::new(memory))
}

/// Where the journal's last checkpoint is remembered.
pub(crate) fn journal_folder(config: &Config) -> PathBuf {
    config.keys.path.join("journal")
}

/// The same for a command beside the server, on an installation that is there. Keys in files are open to one
/// process at a time: while the server runs, nothing is opened and the operator is told what to do.
pub async fn open_for_command(config: &Config) -> anyhow::Result<App> {
    told(open(config, Opening::Existing, Arc::new(SystemClock), Arc::new(OsRandom)).await)
}

/// The same for the auditor, who reads whatever the clock says.
pub async fn open_to_audit(config: &Config) -> anyhow::Result<App> {
    let (clock, random): (Arc<dyn Clock>, Arc<dyn Random>) = (Arc::new(SystemClock), Arc::new(OsRandom));
    let opened = storage::open_to_audit(config, Arc::clone(&clock), Arc::clone(&random)).await;
    told(opened.map(|store| on(store, config, clock, random)))
}

/// The same for a command that may be the first of an installation: it makes the keys beside an empty database.
pub async fn open_for_founding(config: &Config) -> anyhow::Result<App> {
    told(open(config, Opening::ExistingOrNew, Arc::new(SystemClock), Arc::new(OsRandom)).await)
}

/// What a command wrote is sealed before it ends: nobody looks after its entries later. Called after what was done is
/// told, so that a seal that fails hides no key and no link. Nothing is done while another process seals, or for the
/// half minute after one was cut short: the next to start seals them.
pub async fn seal(app: &App) -> anyhow::Result<()> {
    relais_app::journal::finish_journal(app).await.context("seal the journal")?;
    Ok(())
}

fn told(opened: Result<App, StorageError>) -> anyhow::Result<App> {
    opened.map_err(|error| match error {
        StorageError::Medium(medium) if medium.is_in_use() => anyhow::anyhow!(
            "Relais is running on this installation, and keys kept in files serve one process at a time; nothing \
             was read or changed. Stop it (Ctrl-C, or `systemctl stop relais`), run this command again, start it \
             again. With the keys in PostgreSQL (keys.level), commands run beside the server."
        ),
        other => anyhow::Error::new(other),
    })
}
