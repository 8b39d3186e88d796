//! A throwaway PostgreSQL server: its own data folder, its own free port, gone when the handle is.
//!
//! A small shell keeps the server. It waits on the pipe that this process holds, so the server stops
//! and its folder goes however this process ends: normally, by panic, by ctrl-c or by kill -9.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail, ensure};

use crate::process;
use crate::scratch;
use crate::workspace::find_program;

/// Oldest major version the product supports.
const OLDEST: u32 = 13;
/// Tries with another port when somebody took the free one in between.
const TRIES: usize = 3;
/// Account that runs the server when this process is root, in order of preference.
const ACCOUNTS: [&str; 2] = ["postgres", "nobody"];
/// Where temporary files outlast a start of the machine: on a disk.
const DISK: &str = "/var/tmp";
/// The server's keeper: `keeper.sh BIN PORT [durable]`, password on the first line of its input.
const KEEPER: &str = include_str!("pg_keeper.sh");

/// What a server's data must outlast.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Nothing: it waits for no disk.
    Fleeting,
    /// A crash, as in an installation.
    Durable,
}

/// A running server; dropping it stops the server and removes its data.
pub struct Cluster {
    keeper: Child,
    url: String,
    version: String,
}

impl Cluster {
    /// Starts a server with the binaries in `bin`: in memory, waiting for no disk.
    pub fn start(bin: &Path) -> Result<Self> {
        Self::start_as(bin, Kind::Fleeting)
    }

    /// Starts one with PostgreSQL's own settings, on a disk: what is measured is what an installation has.
    pub fn start_durable(bin: &Path) -> Result<Self> {
        Self::start_as(bin, Kind::Durable)
    }

    fn start_as(bin: &Path, kind: Kind) -> Result<Self> {
        let mut last = None;
        for _ in 0..TRIES {
            match Self::try_start(bin, kind) {
                Ok(cluster) => return Ok(cluster),
                Err(error) => last = Some(error),
            }
        }
        Err(last.context("no try was made")?)
    }

    fn try_start(bin: &Path, kind: Kind) -> Result<Self> {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let password = random_word()?;
        let mut command = unprivileged("sh")?;
        command.args(["-c", KEEPER, "relais-pg"]).arg(bin).arg(port.to_string());
        match kind {
            Kind::Fleeting => scratch::in_memory(&mut command),
            Kind::Durable => drop(command.arg("durable").env("TMPDIR", DISK)),
        }
        // A group of its own: a ctrl-c at the terminal reaches this process first, the keeper follows.
        command.current_dir("/").process_group(0).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut keeper = command.spawn().context("cannot start the keeper of PostgreSQL")?;
        let input = keeper.stdin.as_mut().context("the keeper has no input")?;
        writeln!(input, "{password}")?;
        let output = keeper.stdout.take().context("the keeper has no output")?;
        let url = format!("postgres://relais:{password}@127.0.0.1:{port}/postgres?sslmode=disable");
        let cluster = Self { keeper, url, version: version(bin)? };
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line)?;
        ensure!(line.trim() == "ready", "PostgreSQL did not start; its words are above");
        Ok(cluster)
    }

    /// Address of the maintenance database, as a superuser who may create databases.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What the server calls itself, for the run's report.
    pub fn version(&self) -> &str {
        &self.version
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        if let Err(error) = self.keeper.wait() {
            eprintln!("the keeper of PostgreSQL could not be waited for: {error}");
        }
    }
}

/// `cargo xtask pg COMMAND…`: one command with a server that lives exactly as long.
pub fn run_with(words: &[String]) -> Result<bool> {
    let Some((program, arguments)) = words.split_first() else {
        bail!("cargo xtask pg COMMAND [ARGUMENTS]");
    };
    let bin = find_binaries().context("no PostgreSQL server here; cargo xtask test says how to get one")?;
    let cluster = Cluster::start(&bin)?;
    eprintln!("{} is up for this command", cluster.version());
    let mut command = Command::new(program);
    scratch::in_memory(&mut command);
    let status = command
        .args(arguments)
        .env("RELAIS_TEST_DB", "postgres")
        .env("RELAIS_TEST_PG_URL", cluster.url())
        .status()
        .with_context(|| format!("cannot start {program}"))?;
    Ok(status.success())
}

/// The folder of the newest usable server: Debian's place first, then `PATH`.
pub fn find_binaries() -> Option<PathBuf> {
    let mut found: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .filter(|(major, bin)| *major >= OLDEST && bin.join("initdb").is_file())
        .collect();
    found.sort();
    let debian = found.pop().map(|(_, bin)| bin);
    debian.or_else(|| Some(find_program(&["initdb"])?.parent()?.to_path_buf()))
}

/// `postgres (PostgreSQL) 15.18 (Debian …)` in short: `PostgreSQL 15.18`.
fn version(bin: &Path) -> Result<String> {
    let words = process::capture(Command::new(bin.join("postgres")).arg("--version"))?;
    let number = words.split_whitespace().find(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    Ok(format!("PostgreSQL {}", number.unwrap_or("of unknown version")))
}

/// PostgreSQL refuses to run as root: then the program is started as another account.
fn unprivileged(program: &str) -> Result<Command> {
    if process::capture(Command::new("id").arg("-u"))? != "0" {
        return Ok(Command::new(program));
    }
    let accounts = std::fs::read_to_string("/etc/passwd")?;
    let known = |name: &&str| accounts.lines().any(|line| line.split(':').next() == Some(name));
    let account = ACCOUNTS.into_iter().find(known).context("no account to run PostgreSQL as")?;
    let mut command = Command::new("setpriv");
    let group = process::capture(Command::new("id").args(["-g", account]))?;
    command
        .arg(format!("--reuid={account}"))
        .arg(format!("--regid={group}"))
        .arg("--clear-groups")
        .arg(program);
    Ok(command)
}

/// A password of 128 bits: other accounts of the machine must not reach a superuser over loopback.
fn random_word() -> Result<String> {
    let mut bytes = [0_u8; 16];
    std::fs::File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(format!("{:032x}", u128::from_be_bytes(bytes)))
}
