//! `relais migrate`

use super::Settings;
use anyhow::Context;
use relais_migrations::{Migrator, MigratorTrait};
use relais_store::connect;
use secrecy::ExposeSecret;
use std::{
    io::{Write, stdout},
    process::ExitCode,
};

/// Bring the database to this version's schema; safe to run twice, and by two instances at once
#[derive(Debug, clap::Args)]
pub(super) struct Migrate {
    #[command(flatten)]
    settings: Settings,
}

impl Migrate {
    pub(super) async fn run(self) -> anyhow::Result<ExitCode> {
        let config = self.settings.load()?;
        let url = config.database.connection()?;
        let connection = connect::connect(url.expose_secret(), 2).await.context("open the database")?;
        let lock =
            connect::migration_lock(&connection).await.context("wait for another instance's migration")?;
        let pending =
            Migrator::get_pending_migrations_read_only(&connection).await.context("read the schema")?;
        Migrator::up(&connection, None).await.context("migrate")?;
        drop(lock); // held until here: its end is the end of our turn
        let engine = connect::engine(&connection).as_str();
        connection.close().await.context("close the database")?;
        writeln!(stdout(), "{engine}: {} migrations applied; the schema is up to date.", pending.len())?;
        Ok(ExitCode::SUCCESS)
    }
}
