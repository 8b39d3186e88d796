//! Counting what the test runners say, and the table at the end.

use std::time::Duration;

/// Tests by outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Tests that passed.
    pub passed: u64,
    /// Tests that failed, or steps that failed without naming a test.
    pub failed: u64,
    /// Tests that were not run and say so.
    pub skipped: u64,
}

impl Tally {
    /// Adds what one line of output says, if it is a closing line of cargo's or node's runner.
    pub fn read_line(&mut self, line: &str) {
        if let Some(result) = line.strip_prefix("test result: ") {
            self.read_cargo(result);
        } else if let Some(count) = line.strip_prefix("ℹ ").or_else(|| line.strip_prefix("# ")) {
            self.read_node(count);
        }
    }

    /// `ok. 3 passed; 0 failed; 1 ignored; 0 measured; …`
    fn read_cargo(&mut self, result: &str) {
        let counts = result.split_once(". ").map_or(result, |(_, counts)| counts);
        for part in counts.split(';') {
            let mut words = part.split_whitespace();
            let (Some(number), Some(word)) = (words.next(), words.next()) else { continue };
            let number = number.parse().unwrap_or(0);
            match word {
                "passed" => self.passed += number,
                "failed" => self.failed += number,
                "ignored" => self.skipped += number,
                _ => {}
            }
        }
    }

    /// `pass 5`, `fail 0`, `cancelled 0`, `skipped 1`, `todo 0`, one a line.
    fn read_node(&mut self, count: &str) {
        let Some((word, number)) = count.split_once(' ') else { return };
        let Ok(number) = number.parse::<u64>() else { return };
        match word {
            "pass" => self.passed += number,
            "fail" | "cancelled" => self.failed += number,
            "skipped" | "todo" => self.skipped += number,
            _ => {}
        }
    }

    fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }

    /// The closing line that other programs read: `N passed, N failed`, `, N skipped` if any.
    pub fn closing_line(self) -> String {
        let skipped = if self.skipped > 0 { format!(", {} skipped", self.skipped) } else { String::new() };
        format!("{} passed, {} failed{skipped}", self.passed, self.failed)
    }
}

/// One finished step.
struct Row {
    name: &'static str,
    took: Duration,
    tally: Tally,
}

/// What the run has done so far.
#[derive(Default)]
pub struct Report {
    rows: Vec<Row>,
    notes: Vec<String>,
}

impl Report {
    /// Records a step. A step that failed without a failed test counts as one failure, so that the
    /// closing line of a failed run never reads as a success.
    pub fn record(&mut self, name: &'static str, took: Duration, mut tally: Tally, succeeded: bool) {
        if !succeeded && tally.failed == 0 {
            tally.failed = 1;
        }
        self.rows.push(Row { name, took, tally });
    }

    /// A sentence to print under the table.
    pub fn note(&mut self, note: String) {
        self.notes.push(note);
    }

    /// The sum over all steps.
    pub fn total(&self) -> Tally {
        let mut total = Tally::default();
        self.rows.iter().for_each(|row| total.add(row.tally));
        total
    }

    /// The table, the notes and the closing line, which comes last.
    pub fn render(&self) -> String {
        let line = |name: &str, took: Duration, t: Tally| {
            let seconds = took.as_secs_f64();
            format!("{name:<22}{seconds:>8.1} s{:>8}{:>8}{:>8}\n", t.passed, t.failed, t.skipped)
        };
        let mut text =
            format!("\n{:<22}{:>10}{:>8}{:>8}{:>8}\n", "step", "time", "passed", "failed", "skipped");
        for row in &self.rows {
            text += &line(row.name, row.took, row.tally);
        }
        let total = self.total();
        text += &line("total", self.rows.iter().map(|row| row.took).sum(), total);
        for note in &self.notes {
            text += note;
            text.push('\n');
        }
        text + &total.closing_line()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Tally {
        let mut tally = Tally::default();
        text.lines().for_each(|line| tally.read_line(line));
        tally
    }

    #[test]
    fn cargo_lines_of_several_binaries_add_up() {
        let text = "running 4 tests\n\
            test a ... ok\n\
            test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 7 filtered out; finished in 0.01s\n\
            test result: FAILED. 2 passed; 5 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.20s\n";
        assert_eq!(read(text), Tally { passed: 5, failed: 5, skipped: 1 });
    }

    #[test]
    fn node_speaks_spec_and_tap() {
        let spec = "✔ signs in (4.2ms)\nℹ tests 4\nℹ suites 0\nℹ pass 1\nℹ fail 1\nℹ cancelled 1\nℹ skipped 1\nℹ todo 0\n";
        assert_eq!(read(spec), Tally { passed: 1, failed: 2, skipped: 1 });
        let tap = "ok 1 - signs in\n1..1\n# tests 1\n# pass 1\n# fail 0\n# duration_ms 51.2\n";
        assert_eq!(read(tap), Tally { passed: 1, failed: 0, skipped: 0 });
    }

    #[test]
    fn prose_is_not_counted() {
        assert_eq!(read("# pass this on\n# fail\nthe test result: 3 passed\n"), Tally::default());
    }

    #[test]
    fn a_failed_step_without_a_failed_test_still_fails_the_closing_line() {
        let mut report = Report::default();
        report.record("sqlite", Duration::from_secs(1), Tally { passed: 3, failed: 0, skipped: 2 }, true);
        report.record("clippy", Duration::from_secs(2), Tally::default(), false);
        let text = report.render();
        assert_eq!(text.lines().last(), Some("3 passed, 1 failed, 2 skipped"));
    }

    #[test]
    fn skipped_is_named_only_where_there_is_one() {
        assert_eq!(Tally { passed: 2, failed: 0, skipped: 0 }.closing_line(), "2 passed, 0 failed");
    }
}
