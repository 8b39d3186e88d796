//! `relais-faults`: strikes the faults asked for and prints one table.

mod options;
mod report;

use anyhow::Result;
use relais_faults::Outcome;

#[tokio::main]
async fn main() -> Result<std::process::ExitCode> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let options = options::Options::read(&words)?;
    println!("seed {}", options.seed);
    let mut lines = Vec::new();
    for (fault, engine) in options.trials() {
        let trial = options.trial(fault, engine).await?;
        let outcome = fault.strike(&trial.trial).await.unwrap_or_else(|error| Outcome {
            violations: vec![format!("the trial itself failed: {error:#}")],
            ..Outcome::default()
        });
        report::tell_violations(fault, engine, &outcome);
        lines.push((fault, engine, outcome));
    }
    print!("{}", report::table(&lines));
    let sound = lines.iter().all(|(_, _, outcome)| outcome.violations.is_empty());
    Ok(if sound { std::process::ExitCode::SUCCESS } else { std::process::ExitCode::FAILURE })
}
