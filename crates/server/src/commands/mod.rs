//! The command line: one file a command.

mod demo;
mod doctor;
mod found;
mod import;
mod invite;
mod journal;
mod key;
mod migrate;
mod openapi;
mod outbox;
mod receipt;
mod serve;

use crate::config::{Config, ConfigError, Sources};
use clap::{Args, Parser, Subcommand};
use std::{path::PathBuf, process::ExitCode};

/// Passing the baton: the organisations of a territory accompany a person together, with her agreement.
#[derive(Debug, Parser)]
#[command(name = "relais", version, disable_help_subcommand = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Demo(demo::Demo),
    Serve(serve::Serve),
    Doctor(doctor::Doctor),
    Migrate(migrate::Migrate),
    Found(found::Found),
    Invite(invite::Invite),
    Key(key::Key),
    Journal(journal::Journal),
    Import(import::Import),
    Openapi(openapi::Openapi),
    Outbox(outbox::Outbox),
    Receipt(receipt::Receipt),
}

impl Cli {
    /// Runs the command that was asked for.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        runtime.block_on(async {
            match self.command {
                Command::Demo(command) => Box::pin(command.run()).await,
                Command::Serve(command) => command.run().await,
                Command::Doctor(command) => command.run().await,
                Command::Migrate(command) => command.run().await,
                Command::Found(command) => command.run().await,
                Command::Invite(command) => command.run().await,
                Command::Key(command) => command.run().await,
                Command::Journal(command) => command.run().await,
                Command::Import(command) => command.run().await,
                Command::Openapi(openapi::Openapi) => openapi::Openapi::run(),
                Command::Outbox(command) => command.run().await,
                Command::Receipt(command) => command.run(),
            }
        })
    }
}

/// Where a command takes its configuration from.
#[derive(Clone, Debug, Default, Args)]
pub struct Settings {
    /// File of settings laid over the defaults (see config/production.example.toml)
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// One setting, laid over everything else: --set server.listen=0.0.0.0:8080
    #[arg(long, value_name = "KEY=VALUE", value_parser = pair)]
    set: Vec<(String, String)>,
}

impl Settings {
    /// Reads the configuration: defaults, file, environment, `--set`.
    pub fn load(&self) -> Result<Config, ConfigError> {
        Config::load(&Sources {
            file: self.config.as_deref(),
            environment: std::env::vars().collect(),
            flags: self.set.clone(),
        })
    }
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (key, value) = text.split_once('=').ok_or("write section.key=value")?;
    Ok((key.to_owned(), value.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_setting_keeps_equal_signs_in_its_value() {
        assert_eq!(pair("a.b=c=d"), Ok(("a.b".to_owned(), "c=d".to_owned())));
        assert!(pair("a.b").is_err());
    }
}
