//! `cargo xtask year`: a year of the demonstration network by clock, its notices listed, every check held.

use anyhow::{Context, Result, bail};

use crate::optimised;
use crate::workspace::Workspace;

/// The test that walks the year.
const TEST: &str = "year::a_year_goes_by_and_everybody_is_told_once_what_is_still_true";
/// A minute at most, all of it: founding, the story, 365 days, the checks.
const SECONDS: &str = "60";

/// Walks the year; `false` means that a check did not hold, or that it took too long.
pub fn run(workspace: &Workspace, words: &[String]) -> Result<bool> {
    std::env::set_current_dir(&workspace.root)?;
    let (mut engine, mut seed) = ("sqlite", "1");
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let value = words.next().with_context(|| format!("{word} needs a value"))?;
        match (word.as_str(), value.as_str()) {
            ("--engine", "sqlite" | "postgres") => engine = value,
            ("--seed", _) => seed = value,
            _ => bail!("cargo xtask year does not know {word} {value}"),
        }
    }
    let cluster = optimised::cluster(engine)?;
    let said = [("RELAIS_YEAR", "1"), ("RELAIS_YEAR_SEED", seed), ("RELAIS_YEAR_SECONDS", SECONDS)];
    optimised::test(workspace, ("relais-demo", TEST), (engine, cluster.as_ref()), &said)
}
