//! Opens what the configuration names: the database, brought to this version's schema, and the key store beside it.

use crate::{
    adapters::OsRandom,
    config::{Config, ConfigError, KeyLevel, Keys},
    doctor::clock::{FARTHEST_BEHIND, held_against, stands_behind},
};
use relais_crypto::keystore::{
    FileMedium, FilePaths, Keeper, KeyError, Limits, Medium, MediumError, Opening, RootKey,
};
use relais_domain::{
    clock::{Clock, Timestamp},
    random::Random,
};
use relais_keybase::DatabaseMedium;
use relais_migrations::{Migrator, MigratorTrait};
use relais_store::{
    Store, StoreError,
    connect::{self, Engine, Pools},
    needs_its_keys, newest_entry,
};
use secrecy::ExposeSecret;
use std::{fs, io, os::unix::fs::OpenOptionsExt as _, path::Path, sync::Arc};

/// Why the databases cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// The configuration, or a secret it names.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The application's database.
    #[error("the database")]
    Database(#[from] StoreError),
    /// Its schema.
    #[error("the migration of the database")]
    Migration(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Its file.
    #[error("the file of the database (database.url)")]
    File(#[source] io::Error),
    /// Where the keys lie.
    #[error("the files of the key store")]
    Medium(#[from] MediumError),
    /// The keys.
    #[error("the key store")]
    Keys(#[from] KeyError),
    /// The clock was set back.
    #[error("the clock {behind}; on a clock set back, agreements that have ended would live again")]
    ClockBehind {
        /// What both say.
        behind: String,
    },
    /// The keys of this database are not where they should be.
    #[error("{place} holds no key store, and {NEEDED}; no key was made: {remedy}")]
    KeysGone {
        /// Where they should be.
        place: String,
        /// What to do.
        remedy: &'static str,
    },
}

/// Why a key store must be there.
pub(crate) const NEEDED: &str = "the database holds what only its own keys open";
/// What to do when it is not.
pub(crate) const RESTORE: &str = "mount the keys' volume, or restore the key store from its own backup and start \
     again; a new key store is made beside an empty database only";

/// What migrating did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Migrated {
    /// Which engine answers.
    pub engine: Engine,
    /// How many migrations were applied.
    pub applied: usize,
}

/// Brings the database to this version's schema; several instances may do so at once.
pub async fn migrate(config: &Config) -> Result<Migrated, StorageError> {
    if let Some(file) = config.database.sqlite_file() {
        make_private(file)?;
    }
    let connection = connect::connect(config.database.connection()?.expose_secret(), 2).await?;
    let lock = connect::migration_lock(&connection).await?;
    let failed = |error| StorageError::Migration(Box::new(error));
    let pending = Migrator::get_pending_migrations_read_only(&connection).await.map_err(failed)?;
    Migrator::up(&connection, None).await.map_err(failed)?;
    drop(lock); // held until here: its end is the end of our turn
    let migrated = Migrated { engine: connect::engine(&connection), applied: pending.len() };
    connection.close().await.map_err(failed)?;
    Ok(migrated)
}

/// A new database file is for this account only; SQLite gives its log the same mode.
fn make_private(file: &Path) -> Result<(), StorageError> {
    match fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(file) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(StorageError::File(error)),
        Ok(_) | Err(_) => Ok(()),
    }
}

/// Opens the migrated database with its key store, and destroys again whatever was ordered destroyed: nothing may
/// be read before that. Whatever `opening` allows, a key store is never made beside a database that has one.
pub async fn open(
    config: &Config,
    opening: Opening,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
) -> Result<Store, StorageError> {
    let pools = connected(config).await?;
    in_time(clock.now(), held_against(&config.database, newest_entry(pools.writing()).await?))?;
    open_on(pools, config, opening, clock, random).await
}

/// The same for the auditor, whatever the clock says: an entry that claims a later time may be the very row to find.
pub async fn open_to_audit(
    config: &Config,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
) -> Result<Store, StorageError> {
    open_on(connected(config).await?, config, Opening::Existing, clock, random).await
}

async fn connected(config: &Config) -> Result<Pools, StorageError> {
    let url = config.database.connection()?;
    Ok(Pools::open(url.expose_secret(), config.database.pool).await?)
}

async fn open_on(
    pools: Pools,
    config: &Config,
    opening: Opening,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
) -> Result<Store, StorageError> {
    let orphaned = opening == Opening::ExistingOrNew && needs_its_keys(pools.writing()).await?;
    let opening = if orphaned { Opening::Existing } else { opening };
    let keys = open_keys(&config.keys, opening).await.map_err(|error| match error {
        StorageError::Keys(KeyError::Absent) if orphaned => {
            StorageError::KeysGone { place: keys_place(&config.keys), remedy: RESTORE }
        }
        other => other,
    })?;
    let store = Store::new(pools, Arc::new(keys), clock, random);
    store.replay_destructions().await?;
    Ok(store)
}

/// Refuses a clock that stands more than a day behind what this database has written.
fn in_time(now: Timestamp, newest: Option<Timestamp>) -> Result<(), StorageError> {
    match newest.filter(|newest| *newest - now > FARTHEST_BEHIND) {
        Some(newest) => Err(StorageError::ClockBehind { behind: stands_behind(now, newest) }),
        None => Ok(()),
    }
}

/// The two folders of the key store, at level `file`.
pub(crate) fn key_files(config: &Keys) -> FilePaths {
    FilePaths { store: config.path.join("store"), anchor: config.path.join("anchor") }
}

/// Where the key store should be, as an operator finds it.
pub(crate) fn keys_place(config: &Keys) -> String {
    match config.level {
        KeyLevel::File => format!("{} (keys.path)", key_files(config).anchor.display()),
        KeyLevel::Postgres => "the key database (keys.url)".to_owned(),
    }
}

async fn open_keys(config: &Keys, opening: Opening) -> Result<Keeper, StorageError> {
    let root = RootKey::read_file(&config.root_key_file)?;
    let medium: Box<dyn Medium> = match config.connection()? {
        Some(url) => Box::new(DatabaseMedium::connect(url.expose_secret()).await?),
        None => Box::new(FileMedium::open(key_files(config))?),
    };
    Ok(Keeper::open(medium, opening, root, Arc::new(OsRandom), Limits::default()).await?)
}
