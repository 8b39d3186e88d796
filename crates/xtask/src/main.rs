//! Conventions and checks of the workspace as commands: `cargo xtask help` lists them.
//!
//! Depends on std and anyhow only, so that the first command on a fresh machine starts in seconds.

mod bars;
mod bench;
mod deny;
mod faults;
mod optimised;
mod pg;
mod process;
mod scratch;
mod test;
mod tidy;
mod walks;
mod workspace;
mod year;

use std::process::ExitCode;

use anyhow::Result;

use crate::workspace::Workspace;

const HELP: &str = "\
cargo xtask COMMAND

  test [--only checks|sqlite|postgres|browser]... [--no-install] [-- FILTER]
          every check and every test, on SQLite and then on PostgreSQL, browser journeys included
  tidy    the conventions that no compiler checks, each with its reason
  bars [--json FILE] [--skip-build]
          the figures the project promises, measured on the release binary
  bench [--quick] [--json FILE] [--engine sqlite|postgres] [--rows N] [--work NAME]... [--seconds N] [--skip-build]
          what pages and acts cost on a generated network, on both databases, held against the bars
  faults [--kills N] [--seed N] [--engine sqlite|postgres] [--only NAME]... [--skip-build]
          kill -9, full disk, database restart, mail server away, two instances racing: what was acknowledged is there
  walks [--walks N] [--seed N] [--engine sqlite|postgres]
          10,000 random walks of the use cases against the model, on both databases; a broken rule is told with its moves
  year [--seed N] [--engine sqlite|postgres]
          a year of the demonstration network by clock, in under a minute: its notices listed, nothing twice, nobody left
  deny    licences, bans and sources of every dependency, by cargo-deny
  pg COMMAND [ARGUMENTS]
          runs one command with a throwaway PostgreSQL and RELAIS_TEST_DB=postgres
  help    this text
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Runs the command named first; `false` means it ran and found something wrong.
fn run(arguments: &[String]) -> Result<bool> {
    let Some((command, rest)) = arguments.split_first() else {
        print!("{HELP}");
        return Ok(false);
    };
    match command.as_str() {
        "test" => test::run(&Workspace::find()?, rest),
        "tidy" => tidy::run(&Workspace::find()?.root),
        "bars" => bars::run(&Workspace::find()?, rest),
        "bench" => bench::run(&Workspace::find()?, rest),
        "faults" => faults::run(&Workspace::find()?, rest),
        "walks" => walks::run(&Workspace::find()?, rest),
        "year" => year::run(&Workspace::find()?, rest),
        "deny" => deny::run(&Workspace::find()?),
        "pg" => pg::run_with(rest),
        "help" | "--help" | "-h" => {
            print!("{HELP}");
            Ok(true)
        }
        other => anyhow::bail!("no command {other:?}; cargo xtask help lists them"),
    }
}
