//! One table, and every violation above it.

use std::fmt::Write as _;

use relais_faults::{Fault, Outcome};

use crate::options::Engine;

/// Violations told in full; the rest is counted.
const TOLD: usize = 30;

pub fn tell_violations(fault: Fault, engine: Engine, outcome: &Outcome) {
    for violation in outcome.violations.iter().take(TOLD) {
        println!("{} {}: {violation}", fault.name(), engine.name());
    }
}

/// One line a fault and engine.
pub fn table(lines: &[(Fault, Engine, Outcome)]) -> String {
    let mut table = format!(
        "{:<8} {:<9} {:>6} {:>13} {:>15} {:>6} {:>9} {:>11}  {}\n",
        "fault", "engine", "times", "acknowledged", "done, unheard", "mails", "doubtful", "violations", "how"
    );
    for (fault, engine, outcome) in lines {
        let Outcome { times, acknowledged, done_unheard, mails, doubtful, violations, how } = outcome;
        // Writing to a text cannot fail.
        let _ = writeln!(
            table,
            "{:<8} {:<9} {times:>6} {acknowledged:>13} {done_unheard:>15} {mails:>6} {doubtful:>9} {:>11}  {how}",
            fault.name(),
            engine.name(),
            violations.len(),
        );
    }
    table
}
