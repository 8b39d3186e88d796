//! CSV, as producers write it: quoted or not, ended by either line break.

use csv::{ByteRecord, StringRecord};

use super::{BadRow, MAX_ROW, Row, Table};
use crate::error::ImportError;

/// What may stand before the first name of a file in UTF-8.
const MARK: char = '\u{feff}';

pub(super) fn read(text: &[u8]) -> Result<Table, ImportError> {
    let sign = delimiter(text);
    let mut file = reader(text, sign);
    let mut record = ByteRecord::new();
    if !file.read_byte_record(&mut record).unwrap_or(false) {
        return Err(ImportError::Empty);
    }
    let header = StringRecord::from_byte_record(record).map_err(|_| ImportError::NotText)?;
    let mut table = Table { columns: names(header.iter()), rows: Vec::new() };
    let mut rest = after(text, &file);
    let mut number = 1;
    while let Some(next) = rows(rest, sign, &mut number, &mut table) {
        rest = next;
    }
    Ok(table)
}

fn reader(text: &[u8], sign: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().delimiter(sign).has_headers(false).flexible(true).from_reader(text)
}

/// The sign that separates most in the header.
fn delimiter(text: &[u8]) -> u8 {
    let header = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let count = |sign: u8| header.split(|byte| *byte == sign).count();
    [b',', b';', b'\t'].into_iter().max_by_key(|sign| (count(*sign), *sign == b',')).unwrap_or(b',')
}

/// Reads rows to the end, or to a row that swallowed others: then the text from where reading must begin anew.
fn rows<'a>(text: &'a [u8], sign: u8, number: &mut usize, table: &mut Table) -> Option<&'a [u8]> {
    let mut file = reader(text, sign);
    let mut record = ByteRecord::new();
    loop {
        let from = after(text, &file);
        if !file.read_byte_record(&mut record).unwrap_or(false) {
            return None;
        }
        let own = from.get(..from.len() - after(text, &file).len()).unwrap_or_default();
        *number += 1;
        if record.iter().all(|cell| cell.trim_ascii().is_empty()) {
            continue;
        }
        match row(&record, own, &table.columns) {
            Ok(cells) => table.take(*number, cells),
            Err(code) => {
                if let Some((cells, header)) = glued(&record, &table.columns) {
                    table.take(*number, cells);
                    table.take(*number, header);
                    continue;
                }
                table.rows.push(Err(BadRow { number: *number, code }));
                if let Some(swallowed) = swallowed(own, sign, table.columns.len()) {
                    return from.get(swallowed..);
                }
            }
        }
    }
}

impl Table {
    /// Books the cells of a row. The header of another file, where several were joined, is refused as such; the
    /// rows below are read in its order.
    fn take(&mut self, number: usize, cells: Vec<String>) {
        if is_header(&cells, &self.columns) {
            self.rows.push(Err(BadRow { number, code: "row.header" }));
            self.columns = names(cells.iter().map(String::as_str));
        } else {
            let cells = self.columns.iter().cloned().zip(cells).collect();
            self.rows.push(Ok(Row { number, cells }));
        }
    }
}

/// What the reader has not read yet.
fn after<'a>(text: &'a [u8], file: &csv::Reader<&[u8]>) -> &'a [u8] {
    let read = usize::try_from(file.position().byte()).unwrap_or(usize::MAX);
    text.get(read..).unwrap_or_default()
}

/// The cells of a record, or why it has none; `own` is the text it was read from.
fn row(record: &ByteRecord, own: &[u8], columns: &[String]) -> Result<Vec<String>, &'static str> {
    if is_unclosed(own) {
        return Err("row.unclosed");
    }
    if own.len() > MAX_ROW {
        return Err("row.too_long");
    }
    if own.contains(&0) {
        return Err("row.not_text");
    }
    let record = StringRecord::from_byte_record(record.clone()).map_err(|_| "row.encoding")?;
    if record.len() != columns.len() {
        return Err("row.columns");
    }
    Ok(record.iter().map(str::to_owned).collect())
}

/// Whether a quotation mark is opened on one line and closed on no other: within quotes a mark is written twice, so
/// a row of several lines has an even number of them.
fn is_unclosed(own: &[u8]) -> bool {
    let parts = own.split(|byte| *byte == b'"').count();
    own.trim_ascii().contains(&b'\n') && parts.is_multiple_of(2)
}

/// Where, in the text of a bad row, the next good row begins: on the first of its further lines that is a row by
/// itself.
fn swallowed(own: &[u8], sign: u8, columns: usize) -> Option<usize> {
    let first = own.len() - own.trim_ascii_start().len();
    let breaks = own.iter().enumerate().skip(first).filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1);
    breaks.into_iter().find(|start| {
        let line = own.get(*start..).and_then(|rest| rest.split(|byte| *byte == b'\n').next());
        let line = line.filter(|line| line.len() <= MAX_ROW && !is_blank(line)).unwrap_or_default();
        let mut record = ByteRecord::new();
        let read = reader(line, sign).read_byte_record(&mut record).unwrap_or(false);
        read && record.len() == columns
    })
}

/// The last row of a file that ends without a line break, and the header of the next file, which then follows it on
/// the same line: its first name is written to the last cell.
fn glued(record: &ByteRecord, columns: &[String]) -> Option<(Vec<String>, Vec<String>)> {
    let record = StringRecord::from_byte_record(record.clone()).ok()?;
    let mut cells: Vec<String> = record.iter().map(str::to_owned).collect();
    if cells.len() + 1 != 2 * columns.len() {
        return None;
    }
    let mut header = cells.split_off(columns.len());
    let first = columns.iter().find(|name| !header.contains(name))?;
    let last = cells.last_mut()?;
    *last = last.trim_end().strip_suffix(first.as_str())?.trim_end_matches(MARK).to_owned();
    header.insert(0, first.clone());
    is_header(&header, columns).then_some((cells, header))
}

/// Whether the cells are the names of the columns, in any order.
fn is_header(cells: &[String], columns: &[String]) -> bool {
    let among = |name: &str, names: &[String]| names.iter().any(|other| name_of(other) == name_of(name));
    cells.iter().all(|cell| among(cell, columns)) && columns.iter().all(|name| among(name, cells))
}

/// The name of a column; a file joined to another may bring its mark along.
fn name_of(cell: &str) -> &str {
    cell.trim().trim_start_matches(MARK).trim_start()
}

fn is_blank(line: &[u8]) -> bool {
    line.trim_ascii().is_empty()
}

fn names<'a>(cells: impl Iterator<Item = &'a str>) -> Vec<String> {
    cells.map(|cell| name_of(cell).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &[u8]) -> Vec<(usize, &'static str)> {
        let row = |row: &Result<Row, BadRow>| {
            row.as_ref().map_or_else(|bad| (bad.number, bad.code), |row| (row.number, ""))
        };
        read(text).unwrap().rows.iter().map(row).collect()
    }

    #[test]
    fn rows_are_counted_as_in_a_spreadsheet() {
        let text = "nom;ville\nA;\"Brest\nmétropole\"\n;\nB\nC;Crozon\n".as_bytes();
        assert_eq!(told(text), [(2, ""), (4, "row.columns"), (5, "")], "an empty row is no row");
        let table = read(text).unwrap();
        assert_eq!(table.columns, ["nom", "ville"]);
        assert_eq!(table.rows[0].as_ref().unwrap().get("ville"), "Brest\nmétropole");
    }

    #[test]
    fn bytes_that_are_no_text_cost_their_row() {
        assert_eq!(told(b"a;b\n1;x\0y\n2;z\n"), [(2, "row.not_text"), (3, "")]);
        assert_eq!(told(b"a;b\n1;x\xff\n2;z\n"), [(2, "row.encoding"), (3, "")]);
        assert_eq!(read(b"\xff;b\n1;2\n").unwrap_err().code(), "file.not_text");
    }

    #[test]
    fn the_header_of_a_second_file_is_refused_as_such_and_its_order_holds_from_there() {
        assert_eq!(told(b"a;b\n1;x\na;b\n2;y\n"), [(2, ""), (3, "row.header"), (4, "")]);
        let text = "a;b\n1;x\n\u{feff}b;a\ny;2\n".as_bytes();
        assert_eq!(told(text), [(2, ""), (3, "row.header"), (4, "")]);
        let table = read(text).unwrap();
        let cells = table.rows.iter().flatten().map(|row| (row.get("a"), row.get("b")));
        assert_eq!(cells.collect::<Vec<_>>(), [("1", "x"), ("2", "y")]);
        let glued = b"a;b\n1;xa;b\n2;y\n";
        assert_eq!(
            told(glued),
            [(2, ""), (2, "row.header"), (3, "")],
            "the first file ends without a line break"
        );
        assert_eq!(read(glued).unwrap().rows[0].as_ref().unwrap().get("b"), "x");
        assert_eq!(told(b"a;b\na;x\n1;b\n"), [(2, ""), (3, "")], "a name alone is no header");
    }

    #[test]
    fn a_very_long_row_costs_itself() {
        let text = format!("a;b\n1;{}\n2;z\n", "x".repeat(MAX_ROW));
        assert_eq!(told(text.as_bytes()), [(2, "row.too_long"), (3, "")]);
    }

    #[test]
    fn a_quotation_mark_that_is_never_closed_does_not_swallow_the_rows_below() {
        assert_eq!(told(b"a;b\n1;\"x\n2;y\n3;z\n"), [(2, "row.unclosed"), (3, ""), (4, "")]);
        assert_eq!(told(b"a;b\n1;\"x\n2;\"y\"\n3;z\n"), [(2, "row.unclosed"), (3, ""), (4, "")]);
        assert_eq!(told(b"a;b\n\"1;x\n2;\"y\n3;z\n"), [(2, "row.columns"), (3, "row.unclosed"), (4, "")]);
        let short = b"a;b\n\"one\ntwo\"\n3;z\n";
        assert_eq!(told(short), [(2, "row.columns"), (3, "")], "a cell of two lines is no row by itself");
    }
}
