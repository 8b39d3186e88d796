//! `relais found network`, `relais found organisation`: what an installation begins with.

use super::Settings;
use crate::compose;
use anyhow::Context;
use clap::{Args, Subcommand};
use relais_app::{
    AppError,
    organisations::{found_member_organisation, found_real_network},
};
use relais_domain::organisation::OrganisationKind;
use std::{
    io::{Write, stdout},
    process::ExitCode,
};

/// Set up a network, or an organisation that takes part in it
#[derive(Debug, Args)]
pub(super) struct Found {
    #[command(subcommand)]
    command: FoundCommand,
}

#[derive(Debug, Subcommand)]
enum FoundCommand {
    Network(Network),
    Organisation(Organisation),
}

/// Set up a network: a territory whose organisations work together
#[derive(Debug, Args)]
struct Network {
    /// Short name: lower-case letters, digits and hyphens
    #[arg(long, value_name = "SLUG")]
    slug: String,
    /// Name, as users read it
    #[arg(long, value_name = "TEXT")]
    name: String,
    #[command(flatten)]
    settings: Settings,
}

/// Set up an organisation of a network; its first manager is invited by `relais invite`
#[derive(Debug, Args)]
struct Organisation {
    /// Short name of its network
    #[arg(long, value_name = "SLUG")]
    network: String,
    /// Short name: lower-case letters, digits and hyphens
    #[arg(long, value_name = "SLUG")]
    slug: String,
    /// Name, as users read it
    #[arg(long, value_name = "TEXT")]
    name: String,
    /// Kind: ccas, mairie, caf, association, …
    #[arg(long, value_name = "KIND", value_parser = kind)]
    kind: OrganisationKind,
    #[command(flatten)]
    settings: Settings,
}

fn kind(text: &str) -> Result<OrganisationKind, String> {
    let known = OrganisationKind::ALL.iter().map(|kind| kind.as_str()).collect::<Vec<_>>();
    text.parse().map_err(|_| format!("write one of: {}", known.join(", ")))
}

impl Found {
    pub(super) async fn run(self) -> anyhow::Result<ExitCode> {
        match self.command {
            FoundCommand::Network(command) => Box::pin(command.run()).await,
            FoundCommand::Organisation(command) => Box::pin(command.run()).await,
        }
    }
}

impl Network {
    async fn run(self) -> anyhow::Result<ExitCode> {
        let config = self.settings.load()?;
        let app = compose::open_for_founding(&config).await?;
        let zone = config.network.time_zone.to_string();
        let founded =
            found_real_network(&app, &self.slug, &self.name, &zone).await.map_err(|error| match error {
                AppError::Conflict => {
                    anyhow::anyhow!("there is a network `{}` already; nothing was changed", self.slug)
                }
                other => anyhow::Error::new(other),
            });
        founded.context("found the network")?;
        writeln!(stdout(), "network {} is founded", self.slug)?;
        compose::seal(&app).await?;
        Ok(ExitCode::SUCCESS)
    }
}

impl Organisation {
    async fn run(self) -> anyhow::Result<ExitCode> {
        let app = compose::open_for_command(&self.settings.load()?).await?;
        let facts = (self.slug.as_str(), self.name.as_str(), self.kind);
        let founded =
            found_member_organisation(&app, &self.network, facts).await.map_err(|error| match error {
                AppError::NotFound => anyhow::anyhow!("there is no network `{}`", self.network),
                AppError::Conflict => {
                    anyhow::anyhow!("there is an organisation `{}` already; nothing was changed", self.slug)
                }
                other => anyhow::Error::new(other),
            });
        founded.context("found the organisation")?;
        writeln!(stdout(), "organisation {} is founded", self.slug)?;
        compose::seal(&app).await?;
        Ok(ExitCode::SUCCESS)
    }
}
