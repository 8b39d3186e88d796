//! `relais migrate`

use super::Settings;
use crate::storage::{self, Migrated};
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
        let Migrated { engine, applied } = storage::migrate(&config).await?;
        writeln!(stdout(), "{}: {applied} migrations applied; the schema is up to date.", engine.as_str())?;
        Ok(ExitCode::SUCCESS)
    }
}
