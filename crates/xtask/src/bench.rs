//! `cargo xtask bench`: what pages and acts cost on a generated network, held against the promised bars.

use std::process::Command;

use anyhow::{Context, Result};

use crate::pg::{Cluster, find_binaries};
use crate::process;
use crate::workspace::{Workspace, cargo};

/// The served binary, the one that makes networks, the one that measures; and the packages they are built from, which
/// cargo looks for nowhere but among the default ones.
const BINARIES: [&str; 3] = ["relais", "relais-network", "relais-bench"];
const PACKAGES: [&str; 2] = ["relais-server", "relais-bench"];

/// Builds, starts a PostgreSQL of the run where there is one to start, measures; `false` means a bar is missed. What
/// the words mean, the measuring program says.
pub fn run(workspace: &Workspace, words: &[String]) -> Result<bool> {
    std::env::set_current_dir(&workspace.root)?;
    let (skip, words): (Vec<_>, Vec<_>) = words.iter().partition(|word| *word == "--skip-build");
    if skip.is_empty() {
        let mut build = cargo();
        build.args(["build", "--release", "--locked"]);
        for package in PACKAGES {
            build.args(["--package", package]);
        }
        for binary in BINARIES {
            build.args(["--bin", binary]);
        }
        process::run(&mut build)?;
    }
    let programs = workspace.target.join("release");
    let mut bench = Command::new(programs.join("relais-bench"));
    bench.args(words).arg("--programs").arg(&programs).arg("--folder").arg(workspace.target.join("bench"));
    std::fs::create_dir_all(workspace.target.join("bench")).context("make the folder of the networks")?;
    // Until the measurement has ended.
    let cluster = if let Some(bin) = find_binaries() {
        let cluster = Cluster::start_durable(&bin)?;
        bench.arg("--postgres").arg(cluster.url()).arg("--postgres-bin").arg(&bin);
        bench.arg("--postgres-version").arg(cluster.version());
        Some(cluster)
    } else {
        eprintln!("no PostgreSQL server here: SQLite alone is measured");
        None
    };
    let status = bench.status().context("cannot start relais-bench")?;
    drop(cluster);
    Ok(status.success())
}
