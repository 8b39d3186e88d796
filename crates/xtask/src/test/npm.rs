//! The npm packages of the test folders, exactly as their lock files say.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::process;
use crate::workspace::program;

/// Copy of the lock file that `node_modules` was made from; equal means nothing to do.
const STAMP: &str = ".relais-lock";

/// Every folder directly under `tests/` with a lock file.
pub fn folders(root: &Path) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(root.join("tests")).context("no folder tests/")?;
    let mut folders: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|folder| folder.join("package-lock.json").is_file())
        .collect();
    folders.sort();
    Ok(folders)
}

/// Makes `node_modules` of a folder match its lock file; no scripts, no browser downloads.
pub fn install(folder: &Path) -> Result<()> {
    let lock = std::fs::read(folder.join("package-lock.json"))?;
    let stamp = folder.join("node_modules").join(STAMP);
    if std::fs::read(&stamp).is_ok_and(|known| known == lock) {
        println!("{}: npm packages match the lock file", folder.display());
        return Ok(());
    }
    println!("{}: npm ci", folder.display());
    let mut npm = program("npm");
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]).current_dir(folder);
    npm.env("PUPPETEER_SKIP_DOWNLOAD", "1").env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    process::run(&mut npm)?;
    std::fs::write(&stamp, &lock).with_context(|| format!("cannot write {}", stamp.display()))
}
