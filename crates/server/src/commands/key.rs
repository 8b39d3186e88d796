//! `relais key create`, `list`, `revoke`

use super::Settings;
use crate::compose;
use anyhow::Context;
use clap::{Args, Subcommand};
use relais_app::{
    AppError,
    auth::{create_api_key, list_api_keys, revoke_api_key},
};
use relais_domain::ids::ApiKeyId;
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
    List(List),
    Revoke(Revoke),
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

/// Show the keys of an organisation: id, beginning, what it is for, since when, until when
#[derive(Debug, Args)]
struct List {
    /// Short name of the organisation, as in its address
    #[arg(long, value_name = "SLUG")]
    organisation: String,
    #[command(flatten)]
    settings: Settings,
}

/// Stop a key for good: the software that holds it gets no answer any more
#[derive(Debug, Args)]
struct Revoke {
    /// Id of the key, as shown by `relais key list`
    #[arg(value_name = "ID")]
    id: ApiKeyId,
    #[command(flatten)]
    settings: Settings,
}

impl Key {
    pub(super) async fn run(self) -> anyhow::Result<ExitCode> {
        match self.command {
            KeyCommand::Create(command) => command.run().await,
            KeyCommand::List(command) => command.run().await,
            KeyCommand::Revoke(command) => command.run().await,
        }
    }
}

impl Create {
    async fn run(self) -> anyhow::Result<ExitCode> {
        let app = compose::open_for_command(&self.settings.load()?).await?;
        let key = create_api_key(&app, &self.organisation, &self.label).await;
        let key = key.map_err(|error| unknown(error, &self.organisation)).context("make the key")?;
        writeln!(stdout(), "{key}")?;
        compose::seal(&app).await?;
        Ok(ExitCode::SUCCESS)
    }
}

impl List {
    async fn run(self) -> anyhow::Result<ExitCode> {
        let app = compose::open_for_command(&self.settings.load()?).await?;
        let keys = list_api_keys(&app, &self.organisation).await;
        let mut out = stdout().lock();
        for key in keys.map_err(|error| unknown(error, &self.organisation)).context("list the keys")? {
            let since = key.created_at.format("%Y-%m-%d");
            let until =
                key.revoked_at.map_or_else(String::new, |at| format!(", revoked {}", at.to_rfc3339()));
            writeln!(out, "{}  {}…  since {since}{until}  {}", key.id(), key.hint, key.label)?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Revoke {
    async fn run(self) -> anyhow::Result<ExitCode> {
        let app = compose::open_for_command(&self.settings.load()?).await?;
        let revoked = revoke_api_key(&app, self.id).await.map_err(|error| match error {
            AppError::NotFound => anyhow::anyhow!("there is no living key `{}`", self.id),
            other => anyhow::Error::new(other),
        });
        revoked.context("revoke the key")?;
        writeln!(stdout(), "key {} is revoked", self.id)?;
        compose::seal(&app).await?;
        Ok(ExitCode::SUCCESS)
    }
}

fn unknown(error: AppError, organisation: &str) -> anyhow::Error {
    match error {
        AppError::NotFound => anyhow::anyhow!("there is no organisation `{organisation}`"),
        other => anyhow::Error::new(other),
    }
}
