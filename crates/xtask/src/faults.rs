//! `cargo xtask faults`: the served binary killed, starved and raced under load, and what it had acknowledged.

use std::process::Command;

use anyhow::{Context, Result};

use crate::pg::{Cluster, find_binaries};
use crate::process;
use crate::workspace::{Workspace, cargo};

/// The served binary, and the one that strikes.
const BINARIES: [(&str, &str); 2] = [("relais-server", "relais"), ("relais-faults", "relais-faults")];

/// Builds, starts a PostgreSQL of the run where there is one to start, strikes; `false` means that something was lost,
/// half done or told twice. What the words mean, the striking program says.
pub fn run(workspace: &Workspace, words: &[String]) -> Result<bool> {
    std::env::set_current_dir(&workspace.root)?;
    let (skip, words): (Vec<_>, Vec<_>) = words.iter().partition(|word| *word == "--skip-build");
    if skip.is_empty() {
        let mut build = cargo();
        build.args(["build", "--release", "--locked"]);
        for (package, binary) in BINARIES {
            build.args(["--package", package, "--bin", binary]);
        }
        process::run(&mut build)?;
    }
    let programs = workspace.target.join("release");
    let mut faults = Command::new(programs.join("relais-faults"));
    faults.args(words).arg("--binary").arg(programs.join("relais"));
    // Durable: what a stopped database had acknowledged must be there when it comes back.
    let cluster = match find_binaries() {
        Some(bin) => Some(Cluster::start_durable(&bin)?),
        None => None,
    };
    match &cluster {
        Some(cluster) => {
            println!("{}", cluster.version());
            faults.arg("--postgres").arg(cluster.url());
        }
        None => eprintln!("no PostgreSQL server here: SQLite alone is struck"),
    }
    let status = faults.status().context("cannot start relais-faults")?;
    drop(cluster);
    Ok(status.success())
}
