//! `relais invite`: the link by which an organisation gets its first manager.

use super::Settings;
use crate::compose;
use anyhow::Context;
use relais_app::{AppError, members::invite_by_house};
use std::{
    io::{Write, stdout},
    process::ExitCode,
};

/// Invite somebody into an organisation and print the link, once: only its hash is kept
#[derive(Debug, clap::Args)]
pub(super) struct Invite {
    /// Short name of the organisation
    #[arg(long, value_name = "SLUG")]
    organisation: String,
    /// Professional mail address of who is invited
    #[arg(long, value_name = "ADDRESS")]
    email: String,
    /// Role: manager for the first member
    #[arg(long, value_name = "ROLE")]
    role: String,
    #[command(flatten)]
    settings: Settings,
}

impl Invite {
    pub(super) async fn run(self) -> anyhow::Result<ExitCode> {
        let config = self.settings.load()?;
        let app = compose::open_for_command(&config).await?;
        let invited = invite_by_house(&app, &self.organisation, &self.email, &self.role).await;
        let invited = invited.map_err(|error| match error {
            AppError::NotFound => anyhow::anyhow!("there is no organisation `{}`", self.organisation),
            other => anyhow::Error::new(other),
        });
        let token = invited.context("invite")?.token;
        let mut link = config.server.public_url.clone();
        link.set_path(&relais_views::paths::invitation(&token));
        writeln!(stdout(), "{link}")?;
        compose::seal(&app).await?;
        Ok(ExitCode::SUCCESS)
    }
}
