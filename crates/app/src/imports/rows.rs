//! Text to rows of named cells: CSV (comma, semicolon or tab), a JSON array, or JSON Lines, told by the first sign.

use std::collections::BTreeMap;

use serde_json::Value;

use super::error::ImportError;

/// One row: its number as a reader of the file counts it, and its cells by column.
#[derive(Debug, Default)]
pub(super) struct Row {
    /// CSV: the row of the spreadsheet, the header being 1. JSON: the place in the array. JSON Lines: the line.
    pub number: usize,
    pub cells: BTreeMap<String, String>,
}

impl Row {
    /// A cell without the white space around it; empty when the column is absent.
    pub fn get(&self, column: &str) -> &str {
        self.cells.get(column).map_or("", |cell| cell.trim())
    }
}

/// A row that has no cells to speak of.
#[derive(Debug)]
pub(super) struct BadRow {
    pub number: usize,
    pub code: &'static str,
}

/// A file's columns and rows.
#[derive(Debug, Default)]
pub(super) struct Table {
    pub columns: Vec<String>,
    pub rows: Vec<Result<Row, BadRow>>,
}

/// Reads the text by the form it begins with.
pub(super) fn read(text: &str) -> Result<Table, ImportError> {
    let table = match text.trim_start().chars().next() {
        Some('[') => json_array(text)?,
        Some('{') => json_lines(text),
        _ => delimited(text),
    };
    if table.rows.is_empty() { Err(ImportError::Empty) } else { Ok(table) }
}

fn delimited(text: &str) -> Table {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter(text))
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut records = reader.records().enumerate();
    let Some((_, Ok(header))) = records.next() else { return Table::default() };
    let columns: Vec<String> = header.iter().map(|name| name.trim().to_owned()).collect();
    let mut table = Table { columns, rows: Vec::new() };
    for (index, record) in records {
        let number = index + 1;
        let row = match record {
            Ok(record) if record.iter().all(|cell| cell.trim().is_empty()) => continue,
            Ok(record) if record.len() == table.columns.len() => {
                let cells = table.columns.iter().cloned().zip(record.iter().map(str::to_owned)).collect();
                Ok(Row { number, cells })
            }
            Ok(_) => Err(BadRow { number, code: "row.columns" }),
            Err(_) => Err(BadRow { number, code: "row.unreadable" }),
        };
        table.rows.push(row);
    }
    table
}

/// The sign that separates most in the header.
fn delimiter(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or_default();
    let count = |sign: u8| header.bytes().filter(|b| *b == sign).count();
    [b',', b';', b'\t'].into_iter().max_by_key(|sign| (count(*sign), *sign == b',')).unwrap_or(b',')
}

fn json_array(text: &str) -> Result<Table, ImportError> {
    let values: Vec<Value> = serde_json::from_str(text).map_err(|e| ImportError::Json { line: e.line() })?;
    let rows = values.iter().enumerate().map(|(index, value)| json_row(index + 1, value)).collect();
    Ok(with_columns(rows))
}

fn json_lines(text: &str) -> Table {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let rows = lines.map(|(index, line)| match serde_json::from_str(line) {
        Ok(value) => json_row(index + 1, &value),
        Err(_) => Err(BadRow { number: index + 1, code: "row.unreadable" }),
    });
    with_columns(rows.collect())
}

fn json_row(number: usize, value: &Value) -> Result<Row, BadRow> {
    let Value::Object(object) = value else { return Err(BadRow { number, code: "row.not_an_object" }) };
    let mut row = Row { number, cells: BTreeMap::new() };
    for (name, value) in object {
        flatten(name, value, &mut row.cells);
    }
    Ok(row)
}

/// Nested objects become `parent.child`; lists of texts are joined with `|`.
fn flatten(name: &str, value: &Value, cells: &mut BTreeMap<String, String>) {
    let text = match value {
        Value::Null => String::new(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("|"),
        Value::Object(fields) => {
            for (child, value) in fields {
                flatten(&format!("{name}.{child}"), value, cells);
            }
            return;
        }
    };
    cells.insert(name.to_owned(), text);
}

/// JSON has no header: the columns are those of all rows.
fn with_columns(rows: Vec<Result<Row, BadRow>>) -> Table {
    let names: std::collections::BTreeSet<&String> =
        rows.iter().flatten().flat_map(|row| row.cells.keys()).collect();
    let columns = names.into_iter().cloned().collect();
    Table { columns, rows }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn csv_rows_are_counted_as_in_a_spreadsheet() {
        let table = read("nom;ville\nA;\"Brest\nmétropole\"\n;\nB\nC;Crozon\n").unwrap();
        assert_eq!(table.columns, ["nom", "ville"]);
        let numbers =
            table.rows.iter().map(|r| r.as_ref().map_or_else(|b| (b.number, b.code), |r| (r.number, "")));
        let numbers: Vec<_> = numbers.collect();
        assert_eq!(numbers, [(2, ""), (4, "row.columns"), (5, "")], "an empty row is no row");
        assert_eq!(table.rows[0].as_ref().unwrap().get("ville"), "Brest\nmétropole");
    }

    #[test]
    fn json_is_flattened() {
        let table = read(r#"[{"a": 1, "b": {"c": ["x", "y"]}, "d": null}, 3]"#).unwrap();
        let row = table.rows[0].as_ref().unwrap();
        assert_eq!((row.get("a"), row.get("b.c"), row.get("d"), row.get("z")), ("1", "x|y", "", ""));
        assert_eq!(table.rows[1].as_ref().unwrap_err().code, "row.not_an_object");
        assert_eq!(table.columns, ["a", "b.c", "d"]);
    }

    #[test]
    fn a_broken_line_costs_only_itself() {
        let table = read("{\"a\":1}\n{\"a\":\n\n{\"a\":3}").unwrap();
        let bad: Vec<_> = table.rows.iter().filter_map(|r| r.as_ref().err()).map(|b| b.number).collect();
        assert_eq!((table.rows.len(), bad), (3, vec![2]));
        assert_eq!(read("[{\"a\": 1},\n oops]").unwrap_err().code(), "file.json");
        assert_eq!(read("seul").unwrap_err().code(), "file.empty");
    }
}
