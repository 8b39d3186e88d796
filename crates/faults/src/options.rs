//! What the command line asks for.

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail, ensure};
use relais_faults::{Fault, Place, Trial, create_database};

/// Kills of a full run.
const KILLS: usize = 200;
/// Races of a full run.
const RACES: usize = 50;

/// The engines there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }
}

/// The words, read.
#[derive(Debug)]
pub struct Options {
    pub seed: u64,
    kills: usize,
    only: Vec<Fault>,
    engines: Vec<Engine>,
    binary: PathBuf,
    postgres: Option<String>,
}

/// A trial and what it stands on.
pub struct Prepared {
    pub trial: Trial,
    _folder: tempfile::TempDir,
}

impl Options {
    pub fn read(words: &[String]) -> Result<Self> {
        let mut options = Self {
            seed: u64::from(std::process::id()),
            kills: KILLS,
            only: Vec::new(),
            engines: vec![Engine::Sqlite, Engine::Postgres],
            binary: PathBuf::from("relais"),
            postgres: None,
        };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let value = words.next().with_context(|| format!("{word} needs a value"))?;
            match word.as_str() {
                "--kills" => options.kills = value.parse().context("--kills NUMBER")?,
                "--seed" => options.seed = value.parse().context("--seed NUMBER")?,
                "--only" => options.only.push(fault(value)?),
                "--engine" => options.engines.retain(|engine| engine.name() == value),
                "--binary" => options.binary = value.into(),
                "--postgres" => options.postgres = Some(value.clone()),
                other => bail!("cargo xtask faults does not know {other:?}"),
            }
        }
        if options.postgres.is_none() {
            options.engines.retain(|engine| *engine == Engine::Sqlite);
        }
        ensure!(!options.engines.is_empty(), "the engine asked for is not here");
        Ok(options)
    }

    /// Each fault on each engine it strikes.
    pub fn trials(&self) -> Vec<(Fault, Engine)> {
        let asked = |fault: &Fault| self.only.is_empty() || self.only.contains(fault);
        let embedded = Place::Sqlite(PathBuf::new());
        let strikes = |fault: Fault, engine| engine == Engine::Postgres || fault.strikes(&embedded);
        let each = |fault: Fault| self.engines.iter().map(move |engine| (fault, *engine));
        let all = Fault::ALL.into_iter().filter(asked).flat_map(each);
        all.filter(|(fault, engine)| strikes(*fault, *engine)).collect()
    }

    /// A folder or a database of its own.
    pub async fn trial(&self, fault: Fault, engine: Engine) -> Result<Prepared> {
        let folder = tempfile::tempdir()?;
        let place = match (engine, &self.postgres) {
            (Engine::Postgres, Some(url)) => {
                Place::Postgres(create_database(url, &format!("relais_faults_{}", fault.name())).await?)
            }
            _ => Place::Sqlite(folder.path().join("installation")),
        };
        let times = match fault {
            Fault::Kill => self.kills,
            Fault::Race => RACES,
            Fault::Disk | Fault::Restart | Fault::Mail => 1,
        };
        let trial = Trial { binary: self.binary.clone(), place, times, seed: self.seed };
        Ok(Prepared { trial, _folder: folder })
    }
}

fn fault(name: &str) -> Result<Fault> {
    Fault::ALL.into_iter().find(|fault| fault.name() == name).with_context(|| {
        let known = Fault::ALL.map(Fault::name).join(", ");
        format!("no fault {name:?}: {known}")
    })
}
