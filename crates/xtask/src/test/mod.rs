//! `cargo xtask test`: everything, one step after the other, fail-fast, timed.

mod browser;
mod doctor;
mod engine;
pub mod npm;
mod options;
mod tally;

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Result, ensure};

pub use self::doctor::{Need, chromium, prepare};
use self::engine::Engine;
use self::options::{Options, Part};
use self::tally::{Report, Tally};
use crate::process;
use crate::tidy;
use crate::workspace::{Workspace, cargo};

/// Runs what the command line asks for; `false` means a step failed and the table says which.
pub fn run(workspace: &Workspace, words: &[String]) -> Result<bool> {
    let options = Options::parse(words)?;
    std::env::set_current_dir(&workspace.root)?;
    let mut run = Run { workspace, options, report: Report::default() };
    let finished = run.steps();
    if let Err(error) = &finished {
        println!("\nFAILED: {error:#}");
    }
    println!("{}", run.report.render());
    Ok(finished.is_ok())
}

struct Run<'a> {
    workspace: &'a Workspace,
    options: Options,
    report: Report,
}

impl Run<'_> {
    /// All steps in order; the first failure ends the run.
    fn steps(&mut self) -> Result<()> {
        let folders = npm::folders(&self.workspace.root)?;
        let needs = self.needs(!folders.is_empty());
        let may_install = !self.options.no_install;
        let target = &self.workspace.target;
        self.step("doctor", |_| prepare(&needs, may_install, target))?;
        if self.options.wants(Part::Checks) {
            self.checks()?;
        }
        if !self.builds() {
            return Ok(());
        }
        if needs.contains(&Need::Node) {
            self.step("npm packages", |_| folders.iter().try_for_each(|folder| npm::install(folder)))?;
        }
        self.step("build", |_| {
            process::run(cargo().args(["build", "--workspace", "--all-targets", "--locked"]))
        })?;
        self.engine(Part::Sqlite, Engine::Sqlite, "suite on sqlite")?;
        self.engine(Part::Postgres, Engine::Postgres, "suite on postgres")?;
        if self.options.wants(Part::Browser) {
            let binary = self.workspace.debug_binary("relais");
            let filter = self.options.filter.clone();
            self.step("browser journeys", |tally| browser::run(&binary, filter.as_deref(), tally))?;
        }
        Ok(())
    }

    /// Format and conventions first: they take a second and fail most often.
    fn checks(&mut self) -> Result<()> {
        self.step("format", |_| process::run(cargo().args(["fmt", "--all", "--check"])))?;
        let root = &self.workspace.root;
        self.step("tidy", |_| {
            ensure!(tidy::run(root)?, "a convention is broken; cargo xtask tidy shows it alone");
            Ok(())
        })?;
        self.step("clippy", |_| {
            let lint = ["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"];
            process::run(cargo().args(lint))
        })?;
        self.step("rustdoc", |_| {
            let document = ["doc", "--workspace", "--no-deps", "--locked"];
            process::run(cargo().args(document).env("RUSTDOCFLAGS", "-D warnings"))
        })
    }

    fn engine(&mut self, part: Part, engine: Engine, name: &'static str) -> Result<()> {
        if !self.options.wants(part) {
            return Ok(());
        }
        let log = self.workspace.target.join(format!("engine-{}.log", engine.name()));
        let suite = suite(&self.workspace.root, self.options.filter.as_deref());
        let partial = self.options.filter.is_some();
        let mut said = String::new();
        self.step(name, |tally| {
            said = engine::run(engine, suite, &log, partial, tally)?;
            println!("{said}");
            Ok(())
        })?;
        self.report.note(said);
        Ok(())
    }

    /// Runs one step, prints its name and time, and records it whatever its end.
    fn step(&mut self, name: &'static str, act: impl FnOnce(&mut Tally) -> Result<()>) -> Result<()> {
        println!("\n== {name}");
        let start = Instant::now();
        let mut tally = Tally::default();
        let result = act(&mut tally);
        println!("== {name}: {:.1} s", start.elapsed().as_secs_f64());
        self.report.record(name, start.elapsed(), tally, result.is_ok());
        result.map_err(|error| error.context(name))
    }

    fn builds(&self) -> bool {
        [Part::Sqlite, Part::Postgres, Part::Browser].iter().any(|part| self.options.wants(*part))
    }

    fn needs(&self, has_npm_folders: bool) -> Vec<Need> {
        let wants = |part| self.options.wants(part);
        let all = [
            (Need::Compiler, true),
            (Need::Components, wants(Part::Checks)),
            (Need::Postgres, wants(Part::Postgres)),
            (Need::Node, has_npm_folders && self.builds()),
            (Need::Chromium, wants(Part::Browser)),
            (Need::Readers, wants(Part::Sqlite) || wants(Part::Postgres)),
        ];
        all.into_iter().filter(|(_, needed)| *needed).map(|(need, _)| need).collect()
    }
}

/// The suite as cargo runs it; every binary to its end, so that one run names every failure.
fn suite(root: &Path, filter: Option<&str>) -> Command {
    let mut command = cargo();
    command.args(["test", "--workspace", "--locked", "--no-fail-fast"]);
    // Tests run in their package's folder, so the default `../shared/data` must be made absolute.
    let data = root.join("../shared/data");
    if std::env::var_os("RELAIS_OPEN_DATA").is_none() && data.is_dir() {
        command.env("RELAIS_OPEN_DATA", data);
    }
    if let Some(filter) = filter {
        command.args(["--", filter]);
    }
    command
}
