//! Text to rows of named cells: CSV (comma, semicolon or tab), a JSON array, or JSON Lines, told by the first sign.
//!
//! A row that cannot be read costs itself, never its neighbours: not by a byte that is no text, not by a quotation
//! mark that is never closed, not by its length.

mod delimited;
mod json;

use std::collections::BTreeMap;

use super::error::ImportError;

/// The longest row read, in bytes; the longest of the open data is under 4 kB. What is longer is no row.
const MAX_ROW: usize = 64 * 1024;

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
pub(super) fn read(text: &[u8]) -> Result<Table, ImportError> {
    let table = match text.trim_ascii_start().first() {
        Some(b'[') => json::array(text)?,
        Some(b'{') => json::lines(text),
        _ => delimited::read(text)?,
    };
    if table.rows.is_empty() { Err(ImportError::Empty) } else { Ok(table) }
}
