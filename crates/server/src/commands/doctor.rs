//! `relais doctor`

use super::Settings;
use crate::{adapters::SystemClock, doctor};
use std::{
    io::{Write, stdout},
    process::ExitCode,
};

/// Check configuration, clock, key files and database, and say what to do about each fault
#[derive(Debug, clap::Args)]
pub(super) struct Doctor {
    #[command(flatten)]
    settings: Settings,
}

impl Doctor {
    pub(super) async fn run(self) -> anyhow::Result<ExitCode> {
        let checks = doctor::examine(&self.settings.load()?, &SystemClock).await;
        let mut out = stdout().lock();
        for check in &checks {
            writeln!(out, "{check}")?;
        }
        let faults = checks.iter().filter(|check| !check.is_good()).count();
        if faults == 0 {
            writeln!(out, "Relais can start.")?;
            return Ok(ExitCode::SUCCESS);
        }
        let stops = checks.iter().any(doctor::Check::stops);
        let start = if stops { "Relais would not start" } else { "Relais starts all the same" };
        writeln!(out, "{faults} of {} checks failed; {start}.", checks.len())?;
        Ok(ExitCode::FAILURE)
    }
}
