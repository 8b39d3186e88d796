//! Where the workspace, its build folder and the tools of the machine are.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};

/// The checkout this command was started in.
pub struct Workspace {
    /// Folder of the root `Cargo.toml`.
    pub root: PathBuf,
    /// Cargo's build folder: `CARGO_TARGET_DIR`, else `target` in the root.
    pub target: PathBuf,
}

impl Workspace {
    /// Walks up from the current folder. Never from a path compiled in: several checkouts may share
    /// one build folder, and then one binary.
    pub fn find() -> Result<Self> {
        let here = std::env::current_dir().context("the current folder cannot be read")?;
        let root = here
            .ancestors()
            .find(|folder| is_root(folder))
            .ok_or_else(|| anyhow!("no workspace at or above {}", here.display()))?
            .to_path_buf();
        let target =
            std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |t| here.join(t));
        Ok(Self { root, target })
    }

    /// A binary of the workspace as a dev build leaves it.
    pub fn debug_binary(&self, name: &str) -> PathBuf {
        self.target.join("debug").join(name)
    }
}

fn is_root(folder: &Path) -> bool {
    std::fs::read_to_string(folder.join("Cargo.toml"))
        .is_ok_and(|text| text.lines().any(|line| line.trim() == "[workspace]"))
}

/// The first of `names` that stands in a folder of `PATH`.
pub fn find_program(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    names.iter().find_map(|name| {
        std::env::split_paths(&path).map(|folder| folder.join(name)).find(|candidate| candidate.is_file())
    })
}
