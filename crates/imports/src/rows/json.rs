//! JSON, whole or line by line.

use std::collections::{BTreeMap, BTreeSet};

use serde::de::IgnoredAny;
use serde_json::Value;

use super::{BadRow, MAX_ROW, Row, Table};
use crate::error::ImportError;

/// One array of objects. An element that cannot be read costs itself; an array that never ends costs the file, for
/// nobody knows what is missing.
pub(super) fn array(text: &[u8]) -> Result<Table, ImportError> {
    let elements = elements(text).ok_or_else(|| ImportError::Json { line: stop(text) })?;
    let rows = elements.iter().enumerate().map(|(index, element)| row(index + 1, element));
    Ok(with_columns(rows.collect()))
}

/// An object a line.
pub(super) fn lines(text: &[u8]) -> Table {
    let lines = text.split(|byte| *byte == b'\n').enumerate();
    let rows = lines.filter(|(_, line)| !line.trim_ascii().is_empty());
    with_columns(rows.map(|(index, line)| row(index + 1, line)).collect())
}

/// The texts of an array's elements; none when the text is not one array.
fn elements(text: &[u8]) -> Option<Vec<&[u8]>> {
    let body = text.trim_ascii().strip_prefix(b"[")?.strip_suffix(b"]")?;
    let (mut depth, mut quoted, mut escaped, mut start) = (0_usize, false, false, 0);
    let mut elements = Vec::new();
    for (at, byte) in body.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.checked_sub(1)?,
            b',' if depth == 0 => {
                elements.push(body.get(start..at)?);
                start = at + 1;
            }
            _ => {}
        }
    }
    let last = body.get(start..)?;
    if !elements.is_empty() || !last.trim_ascii().is_empty() {
        elements.push(last);
    }
    (depth == 0 && !quoted).then_some(elements)
}

/// The line where the text stops being JSON.
fn stop(text: &[u8]) -> usize {
    let error = serde_json::from_slice::<Vec<IgnoredAny>>(text).err();
    error.map_or_else(|| text.split(|byte| *byte == b'\n').count(), |error| error.line())
}

fn row(number: usize, text: &[u8]) -> Result<Row, BadRow> {
    let bad = |code| BadRow { number, code };
    if text.len() > MAX_ROW {
        return Err(bad("row.too_long"));
    }
    let written = std::str::from_utf8(text).map_err(|_| bad("row.encoding"))?;
    if written.contains('\0') {
        return Err(bad("row.not_text"));
    }
    let Value::Object(object) = serde_json::from_str(written).map_err(|_| bad("row.unreadable"))? else {
        return Err(bad("row.not_an_object"));
    };
    let mut row = Row { number, cells: BTreeMap::new() };
    for (name, value) in &object {
        flatten(name, value, &mut row.cells);
    }
    // JSON can write the byte that no text holds as an escape
    if row.cells.values().any(|cell| cell.contains('\0')) { Err(bad("row.not_text")) } else { Ok(row) }
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
    let names: BTreeSet<&String> = rows.iter().flatten().flat_map(|row| row.cells.keys()).collect();
    let columns = names.into_iter().cloned().collect();
    Table { columns, rows }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(table: &Table) -> Vec<(usize, &'static str)> {
        let row = |row: &Result<Row, BadRow>| {
            row.as_ref().map_or_else(|bad| (bad.number, bad.code), |row| (row.number, ""))
        };
        table.rows.iter().map(row).collect()
    }

    #[test]
    fn nested_values_are_flattened() {
        let table = array(br#"[{"a": 1, "b": {"c": ["x", "y"]}, "d": null}, 3]"#).unwrap();
        let row = table.rows[0].as_ref().unwrap();
        assert_eq!((row.get("a"), row.get("b.c"), row.get("d"), row.get("z")), ("1", "x|y", "", ""));
        assert_eq!(told(&table), [(1, ""), (2, "row.not_an_object")]);
        assert_eq!(table.columns, ["a", "b.c", "d"]);
    }

    #[test]
    fn a_broken_line_costs_only_itself() {
        let table = lines(b"{\"a\":1}\n{\"a\":\n\n{\"a\":3}\n{\"a\":\"\xff\"}\n{\"a\":\"\\u0000\"}");
        assert_eq!(
            told(&table),
            [(1, ""), (2, "row.unreadable"), (4, ""), (5, "row.encoding"), (6, "row.not_text")]
        );
    }

    #[test]
    fn a_broken_element_costs_only_itself_and_an_array_without_end_the_file() {
        let table = array(b"[{\"a\": \"],{\"},\n oops, {\"a\": \"x\0\"}, {\"a\": 4}]").unwrap();
        assert_eq!(told(&table), [(1, ""), (2, "row.unreadable"), (3, "row.not_text"), (4, "")]);
        for endless in [&b"[{\"a\": 1},\n"[..], b"[{\"a\": 1}", b"[{\"a\": 1}]]", b"[{\"a\": \"1}]"] {
            assert_eq!(array(endless).unwrap_err().code(), "file.json");
        }
        assert_eq!(
            array(b"[{\"a\": 1},\n").unwrap_err().to_string(),
            "the file is not readable as JSON (line 2)"
        );
        assert!(array(b"[ ]").unwrap().rows.is_empty());
    }
}
