//! `relais journal verify`

use super::Settings;
use crate::compose;
use clap::{Args, Subcommand};
use relais_app::{
    App,
    journal::{Report, verify_journal},
};
use std::{
    io::{Write, stdout},
    process::ExitCode,
};

/// The journal: every act and every look at a person's data, sealed so that no change goes unseen
#[derive(Debug, Args)]
pub(super) struct Journal {
    #[command(subcommand)]
    command: JournalCommand,
}

#[derive(Debug, Subcommand)]
enum JournalCommand {
    Verify(Verify),
}

/// Read the whole journal and say everything that was altered, removed, added or put elsewhere
#[derive(Debug, Args)]
struct Verify {
    #[command(flatten)]
    settings: Settings,
}

impl Journal {
    pub(super) async fn run(self) -> anyhow::Result<ExitCode> {
        let JournalCommand::Verify(Verify { settings }) = self.command;
        let app = compose::open_to_audit(&settings.load()?).await?;
        let report = verify_journal(&app).await?;
        let remembered = app.checkpoint_memory.read().await?.is_some();
        tell(&app, &report, remembered, &mut stdout().lock())?;
        Ok(if report.is_sound() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

fn tell(app: &App, report: &Report, remembered: bool, out: &mut impl Write) -> std::io::Result<()> {
    let Report { findings, total, entries, checkpoints, size, root } = report;
    writeln!(out, "Journal {} on {}", app.settings.journal_name, app.store.engine().as_str())?;
    writeln!(out, "  entries read          {entries}, of which sealed {size}")?;
    writeln!(out, "  checkpoints verified  {checkpoints}")?;
    if let Some(root) = root {
        let hex = root.as_bytes().iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
        writeln!(out, "  root                  {hex}")?;
    }
    let memory =
        if remembered { "there" } else { "none: a journal cut short could not be told from a short one" };
    writeln!(out, "  checkpoint outside    {memory}")?;
    for finding in findings {
        writeln!(out, "FOUND {finding}.")?;
    }
    let told = u64::try_from(findings.len()).unwrap_or(u64::MAX);
    match total {
        0 => writeln!(out, "The journal is sound."),
        _ if *total > told => writeln!(out, "{total} findings, the first {told} of them above."),
        1 => writeln!(out, "1 finding: the journal is not what was written."),
        _ => writeln!(out, "{total} findings: the journal is not what was written."),
    }
}
