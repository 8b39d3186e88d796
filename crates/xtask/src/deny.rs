//! `cargo xtask deny`: licences, bans and sources of every dependency, by cargo-deny where it is installed.

use anyhow::{Result, bail};

use crate::process;
use crate::workspace::{Workspace, cargo, find_program};

/// Runs the checks that need no advisory base; it cannot be fetched everywhere.
pub fn run(workspace: &Workspace) -> Result<bool> {
    if find_program(&["cargo-deny"]).is_none() {
        bail!("cargo-deny is not installed; get it with: cargo install --locked cargo-deny (some minutes)");
    }
    std::env::set_current_dir(&workspace.root)?;
    let check = ["deny", "--locked", "--config", ".deny.toml", "check", "licenses", "bans", "sources"];
    process::run(cargo().args(check))?;
    Ok(true)
}
