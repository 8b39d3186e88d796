//! Where the workspace, its build folder and the tools of the machine are.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

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

/// A folder that programs are looked for in before `PATH`; see [`prefer_programs_of`].
static PREFERRED: OnceLock<PathBuf> = OnceLock::new();

/// From now on programs of this folder are taken before those of the machine, by children too.
pub fn prefer_programs_of(folder: PathBuf) {
    // Said once a run; a second word for the same folder changes nothing.
    PREFERRED.get_or_init(|| folder);
}

/// `PATH`, the preferred folder first.
fn path() -> OsString {
    let machine = std::env::var_os("PATH").unwrap_or_default();
    let Some(preferred) = PREFERRED.get() else { return machine };
    let folders = std::iter::once(preferred.clone()).chain(std::env::split_paths(&machine));
    std::env::join_paths(folders).unwrap_or(machine)
}

/// A command that finds the run's own tools.
pub fn program(name: &str) -> Command {
    let mut command = Command::new(find_program(&[name]).unwrap_or_else(|| name.into()));
    command.env("PATH", path());
    command
}

/// The first of `names` that stands in a folder of the run's `PATH`.
pub fn find_program(names: &[&str]) -> Option<PathBuf> {
    let path = path();
    names.iter().find_map(|name| {
        std::env::split_paths(&path).map(|folder| folder.join(name)).find(|candidate| candidate.is_file())
    })
}

/// The cargo that runs this command, so that the toolchain is the same all through.
///
/// `cargo run` describes this very package in the environment. Passed on, that would look like a change
/// to build scripts that watch those variables (ring's does), and half the workspace would be built anew
/// each time a plain `cargo` and a `cargo xtask` take turns.
pub fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.env("PATH", path());
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(describes_a_package) {
            command.env_remove(name);
        }
    }
    command
}

fn describes_a_package(name: &str) -> bool {
    ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_"]
        .iter()
        .any(|start| name.starts_with(start))
        || name == "CARGO_PRIMARY_PACKAGE"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_users_own_settings_of_cargo_are_passed_on() {
        assert!(describes_a_package("CARGO_PKG_NAME") && describes_a_package("CARGO_MANIFEST_DIR"));
        assert!(
            !["CARGO_TARGET_DIR", "CARGO_HOME", "CARGO_PROFILE_DEV_DEBUG"]
                .iter()
                .any(|n| describes_a_package(n))
        );
    }
}
