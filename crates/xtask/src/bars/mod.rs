//! `cargo xtask bars`: the figures the project promises, measured on the release binary.

mod demo;
mod report;

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};

use self::demo::{Demo, Folder};
use self::report::{Bar, Machine, json, table};
use crate::process;
use crate::test::{Need, chromium, npm, prepare};
use crate::workspace::{Workspace, cargo, program};

/// Starts of each kind; the middle one counts.
const STARTS: usize = 5;
/// An agent whose inbox is not empty in the demonstration.
const ACCOUNT: &str = "hugo.mission-locale";
/// Folder of the browser helpers.
const BROWSER: &str = "tests/browser";

/// What the command line asks for.
#[derive(Default)]
struct Options {
    json: Option<PathBuf>,
    skip_build: bool,
}

/// Builds, measures, prints; `false` means a bar is missed.
pub fn run(workspace: &Workspace, words: &[String]) -> Result<bool> {
    let options = parse(words)?;
    std::env::set_current_dir(&workspace.root)?;
    prepare(&[Need::Compiler, Need::Node, Need::Chromium], true, &workspace.target)?;
    npm::install(&workspace.root.join(BROWSER))?;
    if !options.skip_build {
        process::run(cargo().args(["build", "--release", "--locked", "--bin", "relais"]))?;
    }
    let binary = workspace.target.join("release/relais");
    let bars = measure(&binary)?;
    let machine = Machine::read()?;
    println!("{}", table(&bars, &machine));
    if let Some(file) = options.json {
        std::fs::write(&file, json(&bars, &machine))
            .with_context(|| format!("cannot write {}", file.display()))?;
    }
    Ok(bars.iter().all(Bar::is_met))
}

fn parse(words: &[String]) -> Result<Options> {
    let mut options = Options::default();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--json" => options.json = Some(words.next().context("--json FILE")?.into()),
            "--skip-build" => options.skip_build = true,
            other => bail!("cargo xtask bars does not know {other:?}"),
        }
    }
    Ok(options)
}

fn measure(binary: &Path) -> Result<Vec<Bar>> {
    let size = std::fs::metadata(binary).with_context(|| format!("no {}", binary.display()))?.len();
    let folder = Folder::new()?;
    let fresh = middle_start(binary, &folder, true)?;
    let kept = middle_start(binary, &folder, false)?;
    let demo = Demo::start(binary, &folder, false)?;
    let weight = weigh(&demo)?;
    let memory = demo.resident_kilobytes()?;
    let on_wire = |kind: &str| {
        let find = weight.iter().find(|(name, _)| name == kind).map(|(_, bytes)| *bytes);
        find.with_context(|| format!("no {kind} in the weights"))
    };
    let start = "relais demo --port 0 --data DIR";
    let visit = "node tests/browser/weigh.mjs ORIGIN ACCOUNT, bytes as sent, headers included";
    Ok(vec![
        Bar::new("start, --fresh", seconds(fresh), 3.0, "s", &format!("{start} --fresh, middle of {STARTS}")),
        Bar::new("start, kept data", seconds(kept), 0.5, "s", &format!("{start}, middle of {STARTS}")),
        Bar::new("memory at rest", memory / 1024.0, 60.0, "MiB", "VmRSS after the inbox was visited"),
        Bar::new("binary", to_f64(size) / 1e6, 40.0, "MB", "size of the release binary"),
        Bar::new("inbox, first visit", on_wire("total")? / 1e3, 150.0, "kB", visit),
        Bar::new("script, first visit", on_wire("script")? / 1e3, 40.0, "kB", visit),
    ])
}

fn middle_start(binary: &Path, folder: &Folder, fresh: bool) -> Result<Duration> {
    let mut times = Vec::new();
    for _ in 0..STARTS {
        let demo = Demo::start(binary, folder, fresh)?;
        times.push(demo.ready_after());
        demo.stop()?;
    }
    times.sort();
    times.get(STARTS / 2).copied().context("no start was measured")
}

/// Weighs the inbox in a real browser: kind of resource and bytes.
fn weigh(demo: &Demo) -> Result<Vec<(String, f64)>> {
    let mut node = program("node");
    node.arg(Path::new(BROWSER).join("weigh.mjs")).args([demo.origin(), ACCOUNT]);
    node.env("RELAIS_CHROMIUM", chromium().context("no Chromium")?);
    let output = node.output().context("cannot start node")?;
    ensure!(
        output.status.success(),
        "the inbox was not weighed: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let read = |line: &str| {
        let (kind, bytes) = line.split_once(' ')?;
        Some((kind.to_owned(), bytes.parse().ok()?))
    };
    Ok(text.lines().filter_map(read).collect())
}

fn seconds(time: Duration) -> f64 {
    time.as_secs_f64()
}

/// Sizes here are far below 2^52.
#[expect(clippy::cast_precision_loss, reason = "a file size for a table, exact up to 2^52 bytes")]
fn to_f64(number: u64) -> f64 {
    number as f64
}
