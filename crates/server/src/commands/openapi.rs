//! `relais openapi`

use std::{
    io::{Write, stdout},
    process::ExitCode,
};

/// Print the description of the JSON interface (OpenAPI), for those who write a caller
#[derive(Debug, clap::Args)]
pub(super) struct Openapi;

impl Openapi {
    pub(super) fn run() -> anyhow::Result<ExitCode> {
        writeln!(stdout(), "{}", relais_api::openapi())?;
        Ok(ExitCode::SUCCESS)
    }
}
