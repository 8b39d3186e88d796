//! One run of the whole suite on one database engine, and the proof that it was that engine.
//!
//! Each test database the kits open appends one line to the file named by `RELAIS_TEST_ENGINE_LOG`:
//! `engine: sqlite 3.51.3` or `engine: postgres 15.18`, read from the live connection. A suite that
//! announces another engine, or none, has not tested what its name says, and fails.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use super::tally::Tally;
use crate::pg::{self, Cluster};
use crate::process;
use crate::scratch;

/// Where the test kits write down which engine they really opened.
const LOG_VARIABLE: &str = "RELAIS_TEST_ENGINE_LOG";

/// The two engines of the product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Embedded, the default.
    Sqlite,
    /// A throwaway server.
    Postgres,
}

impl Engine {
    /// The value of `RELAIS_TEST_DB` and the word of the announcement.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }
}

/// Runs `command` (the suite) on `engine` and returns the sentence for the report.
///
/// `partial` runs may open no database at all; a whole run may not.
pub fn run(
    engine: Engine,
    mut command: Command,
    log: &Path,
    partial: bool,
    tally: &mut Tally,
) -> Result<String> {
    let cluster = match engine {
        Engine::Sqlite => None,
        Engine::Postgres => Some(Cluster::start(&pg::find_binaries().context("no PostgreSQL server")?)?),
    };
    println!("engine asked for: {}", cluster.as_ref().map_or(engine.name(), Cluster::version));
    std::fs::write(log, "").with_context(|| format!("cannot write {}", log.display()))?;
    scratch::in_memory(&mut command);
    command.env("RELAIS_TEST_DB", engine.name()).env(LOG_VARIABLE, log).env_remove("RELAIS_TEST_PG_URL");
    if let Some(cluster) = &cluster {
        command.env("RELAIS_TEST_PG_URL", cluster.url());
    }
    let status = process::stream(&mut command, |line| tally.read_line(line))?;
    let announced = std::fs::read_to_string(log)?;
    ensure!(status.success(), "the suite on {} ended with {status}", engine.name());
    proof(engine, &announced, partial)
}

/// Checks the announcements and puts them in one sentence.
fn proof(engine: Engine, announced: &str, partial: bool) -> Result<String> {
    let mut engines: BTreeMap<&str, u32> = BTreeMap::new();
    for line in announced.lines() {
        let name = line.strip_prefix("engine: ").with_context(|| format!("not an announcement: {line:?}"))?;
        *engines.entry(name).or_default() += 1;
    }
    let strangers: Vec<&&str> =
        engines.keys().filter(|name| name.split(' ').next() != Some(engine.name())).collect();
    ensure!(strangers.is_empty(), "asked for {}, but tests opened {strangers:?}", engine.name());
    if engines.is_empty() {
        if partial {
            return Ok(format!("engine: {} asked for, no chosen test opened a database", engine.name()));
        }
        bail!("no test announced a database: nothing shows that the suite ran on {}", engine.name());
    }
    let opened = engines.iter().map(|(name, times)| format!("{name}, opened {times} times"));
    Ok(format!("engine: {}", opened.collect::<Vec<_>>().join("; ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_announced_engine_and_its_databases_are_named() {
        let said =
            proof(Engine::Postgres, "engine: postgres 15.18\nengine: postgres 15.18\n", false).unwrap();
        assert_eq!(said, "engine: postgres 15.18, opened 2 times");
    }

    #[test]
    fn another_engine_than_asked_for_fails() {
        let log = "engine: postgres 15.18\nengine: sqlite 3.51.3\n";
        assert!(proof(Engine::Postgres, log, false).is_err());
        assert!(proof(Engine::Sqlite, "engine: sqlite-like 1\n", false).is_err());
    }

    #[test]
    fn silence_fails_a_whole_run_and_is_said_in_a_partial_one() {
        assert!(proof(Engine::Sqlite, "", false).is_err());
        assert!(proof(Engine::Sqlite, "", true).unwrap().contains("no chosen test"));
    }

    #[test]
    fn a_garbled_announcement_fails() {
        assert!(proof(Engine::Sqlite, "sqlite\n", false).is_err());
    }
}
