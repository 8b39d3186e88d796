//! `relais key create`

use super::Settings;
use crate::compose;
use anyhow::Context;
use clap::{Args, Subcommand};
use relais_app::{AppError, auth::create_api_key};
use std::{
    io::{Write, stdout},
    process::ExitCode,
};

/// Keys by which an organisation's own software signs in to the API
#[derive(Debug, Args)]
pub(super) struct Key {
    #[command(subcommand)]
    command: KeyCommand,
}

#[derive(Debug, Subcommand)]
enum KeyCommand {
    Create(Create),
}

/// Make a key for an organisation and print it, once: only its hash is kept
#[derive(Debug, Args)]
struct Create {
    /// Short name of the organisation, as in its address
    #[arg(long, value_name = "SLUG")]
    organisation: String,
    /// What the key is for, to tell it from the others later
    #[arg(long, value_name = "TEXT", default_value = "API")]
    label: String,
    #[command(flatten)]
    settings: Settings,
}

impl Key {
    pub(super) async fn run(self) -> anyhow::Result<ExitCode> {
        let KeyCommand::Create(Create { organisation, label, settings }) = self.command;
        let app = compose::open_for_command(&settings.load()?).await?;
        let key = create_api_key(&app, &organisation, &label).await.map_err(|error| match error {
            AppError::NotFound => anyhow::anyhow!("there is no organisation `{organisation}`"),
            other => anyhow::Error::new(other),
        });
        writeln!(stdout(), "{}", key.context("make the key")?)?;
        Ok(ExitCode::SUCCESS)
    }
}
