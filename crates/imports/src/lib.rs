//! Other people's files of places and organisations, from bytes to records, without a database.
//!
//! A file passes four doors: `decode` (bytes to text), `rows` (text to rows of cells), `mapping` (a producer's
//! columns and words to ours, declared in `config/imports/`), then `places` or `organisations` (cells to parsed
//! types). A bad row is refused with its number, field, code and value, and the reading goes on, even where the row
//! is no text or a quotation mark of it is never closed; a bad value in a
//! field that may be empty costs the field, not the row. Nothing is written here: `relais_app::imports` stores the records
//! of a whole file.

mod address;
mod catalogue;
mod decode;
mod error;
mod field;
mod hours;
mod lambert93;
mod mapping;
mod organisations;
mod places;
mod reading;
mod record;
mod report;
mod rows;

pub use catalogue::{Catalogue, CodeList, Entry};
pub use decode::{Encoding, MAX_BYTES};
pub use error::ImportError;
pub use field::Field;
pub use mapping::{Kind, Mapping};
pub use record::{Address, OrganisationRecord, Pivot, PlaceRecord};
pub use report::{Problem, RefusedRow, Report, Warning};

use reading::Reading;

/// What a file holds: every record it could be trusted for, and the account of the rest.
#[derive(Debug)]
pub struct Import<T> {
    /// The accepted rows, in the file's order; no two share an external id.
    pub records: Vec<T>,
    /// What was read, accepted, refused, and dropped.
    pub report: Report,
}

/// Reads a file of places. Without a mapping, the producer is recognised by the file's columns.
pub fn read_places(bytes: &[u8], mapping: Option<&Mapping>) -> Result<Import<PlaceRecord>, ImportError> {
    read(bytes, mapping, Kind::Places, places::record)
}

/// Reads a file of organisations. Without a mapping, the producer is recognised by the file's columns.
pub fn read_organisations(
    bytes: &[u8],
    mapping: Option<&Mapping>,
) -> Result<Import<OrganisationRecord>, ImportError> {
    read(bytes, mapping, Kind::Organisations, organisations::record)
}

fn read<T>(
    bytes: &[u8],
    mapping: Option<&Mapping>,
    kind: Kind,
    record: impl Fn(&mut Reading<'_>) -> Option<T>,
) -> Result<Import<T>, ImportError> {
    let (text, encoding) = decode::decode(bytes)?;
    let table = rows::read(&text)?;
    let mapping = match mapping {
        Some(mapping) if mapping.kind == kind => mapping,
        Some(_) => return Err(ImportError::OtherKind),
        None => mapping::recognise(kind, &table.columns)?,
    };
    let catalogue = Catalogue::shipped()?;
    let mut report = Report::new(mapping.source.clone(), encoding);
    let mut records = Vec::new();
    for row in &table.rows {
        let row = match row {
            Ok(row) => row,
            Err(bad) => {
                report.refuse(bad.number, None, vec![Problem::of_row(bad.code)]);
                continue;
            }
        };
        let mut reading = Reading::new(row, mapping, catalogue);
        let made = if reading.is_withdrawn() { None } else { record(&mut reading) };
        records.extend(report.take(row.number, reading, made));
    }
    Ok(Import { records, report })
}

#[cfg(test)]
mod tests;
