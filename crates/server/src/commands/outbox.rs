//! `relais outbox list`, `retry`

use super::Settings;
use crate::compose;
use anyhow::Context as _;
use clap::{Args, Subcommand};
use relais_app::AppError;
use relais_notices::{list_undelivered, retry_delivery};
use std::{
    io::{Write as _, stdout},
    process::ExitCode,
};
use uuid::Uuid;

/// Mails, text messages and news that have not arrived; ids and codes, no address
#[derive(Debug, Args)]
pub(super) struct Outbox {
    #[command(subcommand)]
    command: OutboxCommand,
}

#[derive(Debug, Subcommand)]
enum OutboxCommand {
    List(List),
    Retry(Retry),
}

/// Show them: id, where it stands, which way, to what kind of addressee, about what, tries, since when, why
#[derive(Debug, Args)]
struct List {
    /// Only those that are not tried any more: given up, or cut off while they were handed over
    #[arg(long)]
    dead: bool,
    #[command(flatten)]
    settings: Settings,
}

/// Send one again that was given up, or of which nobody knows whether it arrived: look into the mail server's log first
#[derive(Debug, Args)]
struct Retry {
    /// Its id, as shown by `relais outbox list`
    #[arg(value_name = "ID")]
    id: Uuid,
    #[command(flatten)]
    settings: Settings,
}

impl Outbox {
    pub(super) async fn run(self) -> anyhow::Result<ExitCode> {
        match self.command {
            OutboxCommand::List(command) => command.run().await,
            OutboxCommand::Retry(command) => command.run().await,
        }
    }
}

impl List {
    async fn run(self) -> anyhow::Result<ExitCode> {
        let app = compose::open_for_command(&self.settings.load()?).await?;
        let mut out = stdout().lock();
        for line in list_undelivered(&app, self.dead).await.context("list the messages")? {
            let (id, since) = (line.id(), line.created_at.format("%Y-%m-%d %H:%M"));
            let (state, channel, addressee, kind) = (&line.state, &line.channel, &line.addressee, &line.kind);
            let (tries, why) = (line.attempts, line.last_error.as_deref().unwrap_or("-"));
            writeln!(
                out,
                "{id}  {state}  {channel} to {addressee}  {kind}  {tries} tries since {since}  {why}"
            )?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Retry {
    async fn run(self) -> anyhow::Result<ExitCode> {
        let app = compose::open_for_command(&self.settings.load()?).await?;
        let retried = retry_delivery(&app, self.id).await.map_err(|error| match error {
            AppError::NotFound => anyhow::anyhow!("there is no message `{}` that was given up", self.id),
            other => anyhow::Error::new(other),
        });
        retried.context("send the message again")?;
        writeln!(stdout(), "message {} leaves with the next round", self.id)?;
        Ok(ExitCode::SUCCESS)
    }
}
