//! `cargo xtask walks`: ten thousand random walks of the use cases against the model, on each engine.

use anyhow::{Context, Result, bail};

use crate::optimised;
use crate::pg::Cluster;
use crate::workspace::Workspace;

/// Walks of a full run.
const WALKS: &str = "10000";
/// Walked at once: what one waits for, another uses.
const THREADS: &str = "2";
/// The test that walks.
const TEST: &str = "walk::the_rules_hold_on_any_walk";

struct Options {
    walks: String,
    seed: String,
    engines: Vec<&'static str>,
}

/// Walks on each engine asked for; `false` means that a walk found a rule broken. It is told with its seed and its moves.
pub fn run(workspace: &Workspace, words: &[String]) -> Result<bool> {
    std::env::set_current_dir(&workspace.root)?;
    let options = read(words)?;
    let mut sound = true;
    for engine in &options.engines {
        let cluster = optimised::cluster(engine)?;
        let begun = std::time::Instant::now();
        let passed = walk(workspace, &options, (engine, cluster.as_ref()))?;
        let told = if passed { "held" } else { "BROKEN" };
        println!(
            "{engine}: {} walks from seed {}, the rules {told}, {:.0?}",
            options.walks,
            options.seed,
            begun.elapsed()
        );
        sound &= passed;
    }
    Ok(sound)
}

fn walk(workspace: &Workspace, options: &Options, on: (&str, Option<&Cluster>)) -> Result<bool> {
    let said = [
        ("RELAIS_WALKS", options.walks.as_str()),
        ("RELAIS_WALKS_SEED", &options.seed),
        ("RELAIS_WALKS_THREADS", THREADS),
    ];
    optimised::test(workspace, ("relais-app", TEST), on, &said)
}

fn read(words: &[String]) -> Result<Options> {
    let mut options =
        Options { walks: WALKS.to_owned(), seed: "1".to_owned(), engines: vec!["sqlite", "postgres"] };
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let value = words.next().with_context(|| format!("{word} needs a value"))?;
        match word.as_str() {
            "--walks" => options.walks.clone_from(value),
            "--seed" => options.seed.clone_from(value),
            "--engine" => options.engines.retain(|engine| engine == value),
            other => bail!("cargo xtask walks does not know {other:?}"),
        }
    }
    anyhow::ensure!(!options.engines.is_empty(), "--engine sqlite or postgres");
    Ok(options)
}
