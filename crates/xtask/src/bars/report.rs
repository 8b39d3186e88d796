//! The figures as a table for people and as JSON for other programs.

use std::process::Command;

use anyhow::Result;

use crate::process;

/// A promised limit and what was measured.
pub struct Bar {
    name: String,
    figure: f64,
    limit: f64,
    unit: &'static str,
    command: String,
}

impl Bar {
    /// A bar is met at its limit or below.
    pub fn new(name: &str, figure: f64, limit: f64, unit: &'static str, command: &str) -> Self {
        Self { name: name.to_owned(), figure, limit, unit, command: command.to_owned() }
    }

    /// Whether the figure keeps the promise.
    pub fn is_met(&self) -> bool {
        self.figure <= self.limit
    }

    fn verdict(&self) -> &'static str {
        if self.is_met() { "met" } else { "MISSED" }
    }
}

/// What the figures were measured on.
pub struct Machine {
    processor: String,
    cores: usize,
    commit: String,
}

impl Machine {
    /// Reads the kernel's own words; the commit is empty outside a git checkout.
    pub fn read() -> Result<Self> {
        let info = std::fs::read_to_string("/proc/cpuinfo")?;
        let model =
            info.lines().find(|line| line.starts_with("model name")).and_then(|line| line.split_once(": "));
        Ok(Self {
            processor: model.map_or("unknown processor", |(_, name)| name).to_owned(),
            cores: std::thread::available_parallelism()?.get(),
            commit: process::capture(Command::new("git").args(["rev-parse", "--short", "HEAD"]))
                .unwrap_or_default(),
        })
    }
}

/// One line a bar, then the machine.
pub fn table(bars: &[Bar], machine: &Machine) -> String {
    let head = format!("{:<22}{:>14}{:>14}  {:<8}measured by", "bar", "figure", "at most", "verdict");
    let rows = bars.iter().map(|bar| {
        let figure = format!("{:.2} {}", bar.figure, bar.unit);
        let limit = format!("{} {}", bar.limit, bar.unit);
        format!("{:<22}{figure:>14}{limit:>14}  {:<8}{}", bar.name, bar.verdict(), bar.command)
    });
    let foot = format!("on {}, {} cores, commit {}", machine.processor, machine.cores, machine.commit);
    let lines: Vec<String> = std::iter::once(head).chain(rows).chain([foot]).collect();
    lines.join("\n")
}

/// The same as one JSON object.
pub fn json(bars: &[Bar], machine: &Machine) -> String {
    let rows: Vec<String> = bars
        .iter()
        .map(|bar| {
            let Bar { figure, limit, .. } = bar;
            let (name, unit, command) = (quoted(&bar.name), quoted(bar.unit), quoted(&bar.command));
            let met = bar.is_met();
            format!(
                "    {{\"bar\": {name}, \"figure\": {figure}, \"limit\": {limit}, \"unit\": {unit}, \
                 \"met\": {met}, \"command\": {command}}}"
            )
        })
        .collect();
    let (processor, commit) = (quoted(&machine.processor), quoted(&machine.commit));
    format!(
        "{{\n  \"processor\": {processor},\n  \"cores\": {},\n  \"commit\": {commit},\n  \"bars\": [\n{}\n  ]\n}}\n",
        machine.cores,
        rows.join(",\n")
    )
}

/// A JSON string (RFC 8259, section 7).
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if u32::from(c) < 0x20 => out.extend(format!("\\u{:04x}", u32::from(c)).chars()),
            c => out.push(c),
        }
    }
    out + "\""
}

#[cfg(test)]
mod tests {
    use super::*;

    fn machine() -> Machine {
        Machine { processor: "A \"fast\" one".to_owned(), cores: 2, commit: "abc1234".to_owned() }
    }

    #[test]
    fn a_bar_is_met_at_its_limit_and_missed_above() {
        let at = Bar::new("start", 3.0, 3.0, "s", "relais demo");
        let above = Bar::new("start", 3.01, 3.0, "s", "relais demo");
        assert!(at.is_met() && !above.is_met());
        let text = table(&[at, above], &machine());
        assert_eq!(text.matches("MISSED").count(), 1);
        assert!(text.contains("3.01 s") && text.ends_with("2 cores, commit abc1234"));
    }

    #[test]
    fn the_json_escapes_what_it_holds() {
        let text = json(&[Bar::new("a\tb", 0.5, 1.0, "s", "c\\d")], &machine());
        assert!(text.contains(r#""processor": "A \"fast\" one""#));
        assert!(text.contains(r#"{"bar": "a\u0009b", "figure": 0.5, "limit": 1, "unit": "s", "met": true"#));
        assert!(text.contains(r#""command": "c\\d""#));
    }
}
