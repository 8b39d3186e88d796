//! What the command line asks for. `cargo xtask bench` fills in where the programs are.

use std::{path::PathBuf, time::Duration};

use anyhow::{Context as _, Result, bail, ensure};

/// A database server of the run.
#[derive(Clone, Debug)]
pub struct Postgres {
    /// Maintenance database, a superuser, with its password.
    pub url: String,
    /// Where psql and pgbench are.
    pub bin: PathBuf,
    /// What it calls itself.
    pub version: String,
}

/// Where the rows are.
#[derive(Clone, Debug)]
pub enum Engine {
    /// A file, in process.
    Sqlite,
    /// A server.
    Postgres(Postgres),
}

impl Engine {
    /// Its name in the table.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres(_) => "postgres",
        }
    }
}

/// The run.
#[derive(Debug)]
pub struct Options {
    /// On which engines.
    pub engines: Vec<Engine>,
    /// With how many referrals.
    pub rows: Vec<usize>,
    /// How long each work is asked for, after a warm-up of a third of that.
    pub time: Duration,
    /// From one page of a reader to its next. Zero, the bars' own load, is as fast as it is answered; else the figures are
    /// those of people.
    pub pause: Duration,
    /// Where the figures go, one object a line.
    pub json: Option<PathBuf>,
    /// Only these works; all when none is named.
    pub only: Vec<String>,
    /// The folder of the programs `relais` and `relais-network`.
    pub programs: PathBuf,
    /// Where networks are kept from run to run, and where a run puts its copy: on a disk that really is one.
    pub folder: PathBuf,
}

/// Those of the bars.
const ROWS: [usize; 2] = [6_000, 60_000];
/// One tenth of a territory, for a look.
const QUICK_ROWS: usize = 6_000;

impl Options {
    /// Reads the words.
    pub fn read(words: &[String]) -> Result<Self> {
        let mut options = Self {
            engines: Vec::new(),
            rows: ROWS.to_vec(),
            time: Duration::from_secs(6),
            pause: Duration::ZERO,
            json: None,
            only: Vec::new(),
            programs: PathBuf::new(),
            folder: PathBuf::new(),
        };
        let (mut url, mut bin, mut version, mut only) = (None, None, None, None);
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let mut value = || words.next().cloned().with_context(|| format!("{word} needs a value"));
            match word.as_str() {
                "--quick" => (options.rows, options.time) = (vec![QUICK_ROWS], Duration::from_millis(1_800)),
                "--rows" => options.rows = vec![value()?.parse().context("--rows NUMBER")?],
                "--seconds" => {
                    options.time = Duration::from_secs(value()?.parse().context("--seconds NUMBER")?);
                }
                "--pause" => {
                    options.pause = Duration::from_millis(value()?.parse().context("--pause MILLISECONDS")?);
                }
                "--json" => options.json = Some(value()?.into()),
                "--engine" => only = Some(value()?),
                "--work" => options.only.push(value()?),
                "--programs" => options.programs = value()?.into(),
                "--folder" => options.folder = value()?.into(),
                "--postgres" => url = Some(value()?),
                "--postgres-bin" => bin = Some(value()?.into()),
                "--postgres-version" => version = Some(value()?),
                other => bail!("cargo xtask bench does not know {other:?}"),
            }
        }
        let postgres = url.zip(bin).zip(version);
        let postgres = postgres.map(|((url, bin), version)| Engine::Postgres(Postgres { url, bin, version }));
        options.engines = [Some(Engine::Sqlite), postgres].into_iter().flatten().collect();
        if let Some(only) = only {
            options.engines.retain(|engine| engine.name() == only);
        }
        ensure!(!options.engines.is_empty(), "the engine asked for is not here");
        Ok(options)
    }
}
