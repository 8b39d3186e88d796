//! From rows to findings: a statement finds what should not be there, and each of its rows is told.

use relais_journal::verify::Finding;
use relais_rows::unreadable;
use relais_store::{StoreError, auditing::Reading};
use sea_orm::{ConnectionTrait as _, FromQueryResult, Statement, prelude::Uuid};

/// At most so many rows of one kind are told.
pub const MOST: usize = 1000;

/// A row of acts, or an entry where the act is gone.
#[derive(FromQueryResult)]
pub struct ActRow {
    pub id: Uuid,
    pub entry_id: Uuid,
}

/// A row that bears a state.
#[derive(FromQueryResult)]
pub struct StateRow {
    pub id: Uuid,
}

/// A finding for each row of a statement; one that does not read is told as such.
pub async fn told<T: FromQueryResult>(
    reading: &Reading<'_>,
    table: &str,
    text: String,
    finding: impl Fn(T) -> Finding,
) -> Result<Vec<Finding>, StoreError> {
    let statement = Statement::from_string(reading.transaction().get_database_backend(), text);
    let rows = reading.transaction().query_all_raw(statement).await?;
    let told = |row| T::from_query_result(row, "").map_or_else(|_| unreadable(table, row), &finding);
    Ok(rows.iter().map(told).collect())
}

pub fn without_entry(table: &str, row: &ActRow) -> Finding {
    Finding::ActWithoutEntry {
        table: table.to_owned(),
        row: row.id.to_string(),
        entry_id: row.entry_id.into_bytes(),
    }
}

pub fn without_act(table: &str, row: &ActRow) -> Finding {
    Finding::EntryWithoutAct { table: table.to_owned(), entry_id: row.entry_id.into_bytes() }
}

pub fn row_altered(table: &str, row: &StateRow) -> Finding {
    Finding::RowAltered { table: table.to_owned(), row: row.id.to_string() }
}

pub fn altered(table: &str, row: &ActRow) -> Finding {
    Finding::ActAltered {
        table: table.to_owned(),
        row: row.id.to_string(),
        entry_id: row.entry_id.into_bytes(),
    }
}
