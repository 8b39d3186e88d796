//! Rows one by one: a row somebody made unreadable is told by itself and hides no other.

use relais_journal::verify::Finding;
use sea_orm::{
    ConnectionTrait as _, DatabaseTransaction, DbErr, EntityTrait, FromQueryResult as _, QueryResult,
    QueryTrait as _, Select, prelude::Uuid,
};

/// The rows of a statement that could be read, and a finding for each that could not.
pub struct Rows<T> {
    /// Those that could be read.
    pub read: Vec<T>,
    /// A finding for each other.
    pub unreadable: Vec<Finding>,
}

impl<T> Rows<T> {
    /// The same rows as something else.
    #[must_use]
    pub fn map<U>(self, each: impl FnMut(T) -> U) -> Rows<U> {
        Rows { read: self.read.into_iter().map(each).collect(), unreadable: self.unreadable }
    }

    /// The rows; what could not be read goes to `findings`.
    pub fn noting(self, findings: &mut Vec<Finding>) -> Vec<T> {
        findings.extend(self.unreadable);
        self.read
    }
}

/// Fetches rows without giving up at one that does not read as its columns say.
///
/// # Errors
/// The statement itself failed.
pub async fn rows_of<E: EntityTrait>(
    select: Select<E>,
    on: &DatabaseTransaction,
) -> Result<Rows<E::Model>, DbErr> {
    let mut rows = Rows { read: Vec::new(), unreadable: Vec::new() };
    for row in on.query_all(select.as_query()).await? {
        match E::Model::from_query_result(&row, "") {
            Ok(model) => rows.read.push(model),
            Err(_) => rows.unreadable.push(unreadable(E::default().table_name(), &row)),
        }
    }
    Ok(rows)
}

/// Names a row that does not read, by whatever of it still does.
#[must_use]
pub fn unreadable(table: &str, row: &QueryResult) -> Finding {
    let id = row.try_get::<Uuid>("", "id").map(|id| id.to_string());
    let place = || row.try_get::<i64>("", "idx").map(|idx| format!("at index {idx}"));
    let number = || row.try_get::<i64>("", "number").map(|number| number.to_string());
    let named = id.or_else(|_| place()).or_else(|_| number());
    Finding::Unreadable {
        table: table.to_owned(),
        row: named.unwrap_or_else(|_| "(a row without a readable id)".to_owned()),
    }
}
