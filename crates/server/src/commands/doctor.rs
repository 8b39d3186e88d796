//! `relais doctor`, `relais doctor explain CODE`

use super::Settings;
use crate::{adapters::SystemClock, doctor};
use relais_app::errors;
use std::{
    io::{Write, stderr, stdout},
    process::ExitCode,
};

/// Check configuration, clock, key files and database, and say what to do about each fault
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true, disable_help_subcommand = true)]
pub(super) struct Doctor {
    #[command(flatten)]
    settings: Settings,
    #[command(subcommand)]
    asked: Option<Asked>,
}

#[derive(Debug, clap::Subcommand)]
enum Asked {
    Explain(Explain),
}

/// Say what an error code means, when it is seen and what to do about it
#[derive(Debug, clap::Args)]
struct Explain {
    /// A code as an answer (`code`, or `type` with /problems/ before it) or the log shows it: referral.already_closed
    code: String,
}

impl Doctor {
    pub(super) async fn run(self) -> anyhow::Result<ExitCode> {
        if let Some(Asked::Explain(explain)) = self.asked {
            return explain.run();
        }
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

impl Explain {
    /// The code's page; for what is no code, a failure that names the codes somebody may have meant.
    fn run(&self) -> anyhow::Result<ExitCode> {
        let code = self.code.strip_prefix("/problems/").unwrap_or(&self.code);
        if let Some(text) = errors::explanation(code) {
            writeln!(stdout().lock(), "{code}\n\n{text}")?;
            return Ok(ExitCode::SUCCESS);
        }
        let mut out = stderr().lock();
        writeln!(out, "relais: there is no error code {code:?}; the nearest are:")?;
        for alike in errors::alike(code) {
            writeln!(out, "  {alike}")?;
        }
        Ok(ExitCode::FAILURE)
    }
}
