//! `relais-bench`: starts the served binary on a generated network, asks it as browsers would, and says what it cost.
//! See the README beside this folder.

mod client;
mod database;
mod floor;
mod load;
mod measure;
mod networks;
mod options;
mod process;
mod report;
mod server;
mod works;
mod yardstick;

use std::process::ExitCode;

use anyhow::Result;

use crate::options::Options;

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Measures what was asked for; `false` means a bar is missed.
fn run() -> Result<bool> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let options = Options::read(&words)?;
    let mut lines = Vec::new();
    let before = yardstick::measure();
    for engine in &options.engines {
        for rows in &options.rows {
            lines.extend(measure::measure(&options, engine, *rows)?);
        }
    }
    println!("{}", report::table(&lines, &options));
    let (mib, after) = (yardstick::MIB, yardstick::measure());
    println!(
        "Yardstick: SHA-256 of {mib} MiB on every core took {before:.0} ms before, {after:.0} ms after."
    );
    if let Some(file) = &options.json {
        std::fs::write(file, report::json(&lines))?;
    }
    let missed = report::missed(&lines);
    for bar in &missed {
        println!("MISSED {bar}");
    }
    if missed.is_empty() {
        println!("every bar met");
    }
    Ok(missed.is_empty())
}
