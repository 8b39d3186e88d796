//! The account of an import: every refused row and every dropped value, with its number, field, code and value.

use std::collections::BTreeMap;

use relais_domain::text::secrets;

use super::{decode::Encoding, field::Field, reading::Reading};

/// How much of a value a report shows.
const SHOWN: usize = 60;

/// One thing that is wrong in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Our field.
    pub field: Field,
    /// The producer's column, or columns joined with `+`.
    pub column: String,
    /// The stable code, e.g. `siret.checksum`.
    pub code: &'static str,
    /// The value as far as it may be shown: one line, 60 characters, no secret.
    pub shown: String,
}

/// A row that gives no record, with everything that is wrong in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedRow {
    /// The row's number in the file (`rows::Row::number`).
    pub row: usize,
    /// The producer's id, when it could be read.
    pub id: Option<String>,
    /// Why, at least one reason.
    pub problems: Vec<Problem>,
}

/// A value that was dropped from a row that is accepted all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// The row's number in the file.
    pub row: usize,
    /// What was dropped and why.
    pub problem: Problem,
}

/// What became of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The mapping's source.
    pub source: String,
    /// How the file was written.
    pub encoding: Encoding,
    /// Rows read; always `accepted + refused.len()`.
    pub read: usize,
    /// Rows that gave a record.
    pub accepted: usize,
    /// Rows that gave none.
    pub refused: Vec<RefusedRow>,
    /// Values dropped from accepted rows.
    pub warnings: Vec<Warning>,
    ids: BTreeMap<String, usize>,
}

impl Problem {
    /// A problem with one value; the value is cut, put on one line, and hidden if it holds a secret.
    #[must_use]
    pub fn new(field: Field, column: String, code: &'static str, value: &str) -> Self {
        Self { field, column, code, shown: safely(value) }
    }

    /// A problem with the row as a whole.
    #[must_use]
    pub fn of_row(code: &'static str) -> Self {
        Self { field: Field::Row, column: String::new(), code, shown: String::new() }
    }
}

impl Report {
    pub(super) fn new(source: String, encoding: Encoding) -> Self {
        let ids = BTreeMap::new();
        Self { source, encoding, read: 0, accepted: 0, refused: Vec::new(), warnings: Vec::new(), ids }
    }

    pub(super) fn refuse(&mut self, row: usize, id: Option<String>, problems: Vec<Problem>) {
        self.read += 1;
        self.refused.push(RefusedRow { row, id, problems });
    }

    /// Books a row that was read: its record is given back unless it was refused or its id came before.
    pub(super) fn take<T>(&mut self, row: usize, reading: Reading<'_>, made: Option<T>) -> Option<T> {
        let (id, problems, dropped) = reading.finish();
        let (Some(record), Some(key), true) = (made, id.clone(), problems.is_empty()) else {
            let problems =
                if problems.is_empty() { vec![Problem::of_row("row.unreadable")] } else { problems };
            self.refuse(row, id, problems);
            return None;
        };
        if self.ids.contains_key(&key) {
            self.refuse(row, id, vec![Problem::new(Field::Id, String::new(), "id.repeated", &key)]);
            return None;
        }
        self.ids.insert(key, row);
        self.read += 1;
        self.accepted += 1;
        self.warnings.extend(dropped.into_iter().map(|problem| Warning { row, problem }));
        Some(record)
    }

    /// How often each (field, code) refused a row, most frequent first.
    #[must_use]
    pub fn refusals_by_code(&self) -> Vec<((Field, &'static str), usize)> {
        counted(self.refused.iter().flat_map(|refused| &refused.problems))
    }

    /// How often each (field, code) dropped a value, most frequent first.
    #[must_use]
    pub fn warnings_by_code(&self) -> Vec<((Field, &'static str), usize)> {
        counted(self.warnings.iter().map(|warning| &warning.problem))
    }

    /// The report as CSV with a French header, safe to open in a spreadsheet: no cell begins a formula.
    pub fn to_csv(&self) -> Result<Vec<u8>, csv::Error> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["ligne", "effet", "identifiant", "champ", "colonne", "code", "valeur"])?;
        for refused in &self.refused {
            for problem in &refused.problems {
                write(&mut writer, refused.row, "ligne refusée", refused.id.as_deref(), problem)?;
            }
        }
        for Warning { row, problem } in &self.warnings {
            write(&mut writer, *row, "valeur laissée de côté", None, problem)?;
        }
        writer.into_inner().map_err(|error| error.into_error().into())
    }
}

fn write(
    writer: &mut csv::Writer<Vec<u8>>,
    row: usize,
    effect: &str,
    id: Option<&str>,
    problem: &Problem,
) -> Result<(), csv::Error> {
    let cells = [
        effect,
        id.unwrap_or_default(),
        problem.field.as_str(),
        &problem.column,
        problem.code,
        &problem.shown,
    ];
    writer.write_record(std::iter::once(row.to_string()).chain(cells.map(inert)))
}

/// A cell that no spreadsheet takes for a formula (OWASP, CSV injection): a sign that could begin one is quoted.
fn inert(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '|', '%']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

fn safely(value: &str) -> String {
    if secrets::detect(value).is_some() {
        return "[…]".to_owned();
    }
    let line = value.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty());
    let line = line.collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(SHOWN) {
        Some((cut, _)) => format!("{}…", line.get(..cut).unwrap_or_default()),
        None => line,
    }
}

fn counted<'a>(problems: impl Iterator<Item = &'a Problem>) -> Vec<((Field, &'static str), usize)> {
    let mut counts = BTreeMap::new();
    for problem in problems {
        *counts.entry((problem.field, problem.code)).or_insert(0) += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_shown_without_secrets_and_without_formulas() {
        let shown = |value| Problem::new(Field::Detail, "c".into(), "x", value).shown;
        assert_eq!(shown("mdp : Soleil29!"), "[…]");
        assert_eq!(shown("a\n\tb"), "a b");
        assert_eq!(shown(&"é".repeat(80)).chars().count(), 61);
        let mut report = Report::new("s".into(), Encoding::Utf8);
        report.refuse(2, Some("=1+1".into()), vec![Problem::new(Field::Phone, "+c".into(), "x", "@SUM(1)")]);
        let csv = String::from_utf8(report.to_csv().unwrap()).unwrap();
        assert_eq!(csv.lines().nth(1), Some("2,ligne refusée,'=1+1,phone,'+c,x,'@SUM(1)"));
    }
}
