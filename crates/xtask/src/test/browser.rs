//! Journeys in Chromium against the built binary, by node's own test runner.

use std::num::NonZero;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use super::doctor::chromium;
use super::tally::Tally;
use crate::process;
use crate::scratch;
use crate::workspace::program;

/// Folder of the journeys and their helpers.
const FOLDER: &str = "tests/browser";
/// A file of journeys that is not through after ten minutes hangs.
const LIMIT: &str = "--test-timeout=600000";

/// Runs every `*.test.mjs`; the journeys start `relais demo` themselves, each by its own handle.
pub fn run(binary: &Path, filter: Option<&str>, tally: &mut Tally) -> Result<()> {
    let files = journeys(Path::new(FOLDER))?;
    ensure!(!files.is_empty(), "no journey in {FOLDER}");
    let mut command = program("node");
    // One file a core and one more: a journey waits for its browser half of the time.
    let files_at_once = std::thread::available_parallelism().map_or(1, NonZero::get) + 1;
    command.args(["--test", "--test-reporter=spec", LIMIT]);
    command.arg(format!("--test-concurrency={files_at_once}"));
    if let Some(filter) = filter {
        command.arg(format!("--test-name-pattern={filter}"));
    }
    command.args(files).env("RELAIS_BINARY", binary);
    scratch::in_memory(&mut command);
    command.env("RELAIS_CHROMIUM", chromium().context("no Chromium")?);
    let status = process::stream(&mut command, |line| tally.read_line(line))?;
    ensure!(status.success(), "the journeys ended with {status}");
    Ok(())
}

fn journeys(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("no folder {}", folder.display()))?;
    let is_journey = |path: &PathBuf| path.to_string_lossy().ends_with(".test.mjs");
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(is_journey).collect();
    files.sort();
    Ok(files)
}
