//! `cargo xtask walks`: ten thousand random walks of the use cases against the model, on each engine.

use anyhow::{Context, Result, bail};

use crate::pg::{Cluster, find_binaries};
use crate::scratch;
use crate::workspace::{Workspace, cargo};

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
        let cluster = match *engine {
            "postgres" => Some(Cluster::start(&find_binaries().context("no PostgreSQL server here")?)?),
            _ => None,
        };
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

/// Optimised, in a build folder of its own: the released build is optimised for other ends, and takes longer to make.
fn walk(
    workspace: &Workspace,
    options: &Options,
    (engine, cluster): (&str, Option<&Cluster>),
) -> Result<bool> {
    let mut test = cargo();
    test.args(["test", "--release", "--locked", "--package", "relais-app", "--test", "it"]);
    test.arg("--target-dir").arg(workspace.target.join("walks"));
    test.args(["--", "--exact", TEST, "--nocapture"]);
    test.env("CARGO_PROFILE_RELEASE_LTO", "off").env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
    test.env("RELAIS_WALKS", &options.walks).env("RELAIS_WALKS_SEED", &options.seed);
    test.env("RELAIS_WALKS_THREADS", THREADS).env("RELAIS_TEST_DB", engine);
    scratch::in_memory(&mut test);
    if let Some(cluster) = cluster {
        test.env("RELAIS_TEST_PG_URL", cluster.url());
    }
    Ok(test.status().context("cannot start cargo")?.success())
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
