//! The networks, made once and kept, and the copy of one that a run may write to.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result};
use relais_bench::Installation;

use crate::{
    database::Database,
    options::{Engine, Options},
    process::{run, told},
};

/// A network's referrals grow old: one that has stood longer is made anew.
const KEPT_FOR: Duration = Duration::from_hours(72);
/// Made in memory where there is room: every commit of the embedded engine waits for its disk.
const MEMORY: &str = "/dev/shm";

/// An installation of the run's own; its folder goes with the handle.
#[derive(Debug)]
pub struct Copy {
    /// The installation.
    pub installation: Installation,
    /// Its database, as an operator reaches it.
    pub database: Database,
}

impl Drop for Copy {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(self.installation.folder()));
    }
}

/// The program that makes networks.
pub fn program(options: &Options) -> Command {
    Command::new(options.programs.join("relais-network"))
}

/// A fresh copy of the network of this size on this engine.
pub fn copy(options: &Options, engine: &Engine, rows: usize) -> Result<Copy> {
    let kept = kept(options, rows)?;
    let folder = options.folder.join(format!("run-{}", std::process::id()));
    drop(fs::remove_dir_all(&folder));
    copy_folder(&kept, &folder).context("copy the network")?;
    let installation = Installation::in_folder(&folder)?;
    let database = match engine {
        Engine::Sqlite => Database::File,
        Engine::Postgres(server) => {
            let database = Database::create(server, &installation)?;
            let begun = Instant::now();
            run(program(options).arg("copy").arg(&folder).env("PATH", path_with(&server.bin)?))?;
            eprintln!("  copied to PostgreSQL in {:.0} s", begun.elapsed().as_secs_f64());
            fs::remove_file(installation.database())?;
            database
        }
    };
    // On the disk before anything is measured: the first commits would wait for the whole of the copy.
    database.ask("CHECKPOINT")?;
    run(&mut Command::new("sync"))?;
    Ok(Copy { installation, database })
}

fn path_with(folder: &Path) -> Result<std::ffi::OsString> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    Ok(std::env::join_paths(std::iter::once(folder.to_owned()).chain(std::env::split_paths(&path)))?)
}

/// The folder of the kept network, made when missing.
fn kept(options: &Options, rows: usize) -> Result<PathBuf> {
    let digest = told(program(options).args(["digest", &rows.to_string()]))?;
    let networks = options.folder.join("networks");
    fs::create_dir_all(&networks).with_context(|| format!("make {}", networks.display()))?;
    let name = format!("{rows}-{digest}");
    let kept = networks.join(&name);
    let is_old = |path: &Path| -> Result<bool> {
        Ok(path.metadata()?.modified()?.elapsed().unwrap_or_default() > KEPT_FOR)
    };
    if kept.exists() && is_old(&kept)? {
        fs::remove_dir_all(&kept)?;
    }
    if !kept.exists() {
        make(options, rows, &kept).with_context(|| format!("make a network of {rows} referrals"))?;
    }
    // Only now, when there is one to take their place.
    for entry in fs::read_dir(&networks)?.flatten() {
        let other =
            entry.file_name().to_str().is_some_and(|it| it.starts_with(&format!("{rows}-")) && it != name);
        if other || is_old(&entry.path())? {
            fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(kept)
}

fn make(options: &Options, rows: usize, kept: &Path) -> Result<()> {
    let memory = Path::new(MEMORY);
    let beside = if memory.is_dir() { memory } else { &options.folder };
    let folder = beside.join(format!("relais-network-{}", std::process::id()));
    eprintln!("making a network of {rows} referrals, once");
    let begun = Instant::now();
    let made = run(program(options).arg("generate").arg(&folder).arg(rows.to_string()));
    let moved = made.and_then(|()| {
        let half = kept.with_extension("half");
        drop(fs::remove_dir_all(&half));
        copy_folder(&folder, &half)?;
        Ok(fs::rename(&half, kept)?)
    });
    drop(fs::remove_dir_all(&folder));
    eprintln!("  made in {:.0} s", begun.elapsed().as_secs_f64());
    moved
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    run(Command::new("cp").arg("-a").arg(from).arg(to))
}
