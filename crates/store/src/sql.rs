//! Hand-written statements that both engines read: `$1` placeholders, typed values, rows into structs.
//!
//! For pages whose cost is measured; everything else uses the query builder.

use relais_domain::clock::Timestamp;
use sea_orm::{ConnectionTrait, DatabaseTransaction, FromQueryResult, Statement, Value, prelude::Uuid};

use crate::StoreError;

/// A statement and its values, in the order of their placeholders.
pub(crate) struct Sql {
    text: String,
    values: Vec<Value>,
}

impl Sql {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), values: Vec::new() }
    }

    /// Appends text, for optional conditions. Never a value: values are bound.
    pub(crate) fn push(mut self, text: &str) -> Self {
        self.text.push_str(text);
        self
    }

    /// Appends a condition that ends in the placeholder of `value`.
    pub(crate) fn filter(mut self, condition: &str, value: impl Into<Value>) -> Self {
        self.values.push(value.into());
        self.text.push_str(condition);
        self.text.push('$');
        self.text.push_str(&self.values.len().to_string());
        self
    }

    /// Appends how many rows are asked for, in the text itself: a plan made once for all values is made for that many
    /// rows, and not for a share of all.
    pub(crate) fn limit(self, rows: impl Into<i64>) -> Self {
        let rows: i64 = rows.into();
        self.push(&format!(" LIMIT {rows}"))
    }

    pub(crate) fn value(mut self, value: impl Into<Value>) -> Self {
        self.values.push(value.into());
        self
    }

    pub(crate) fn id(self, id: Uuid) -> Self {
        self.value(id)
    }

    pub(crate) fn bytes(self, bytes: impl AsRef<[u8]>) -> Self {
        self.value(bytes.as_ref().to_vec())
    }

    pub(crate) fn instant(self, instant: Timestamp) -> Self {
        self.value(instant)
    }

    pub(crate) async fn one<T: FromQueryResult>(
        self,
        on: &impl ConnectionTrait,
    ) -> Result<Option<T>, StoreError> {
        let statement = Statement::from_sql_and_values(on.get_database_backend(), self.text, self.values);
        Ok(T::find_by_statement(statement).one(on).await?)
    }

    pub(crate) async fn all<T: FromQueryResult>(
        self,
        on: &DatabaseTransaction,
    ) -> Result<Vec<T>, StoreError> {
        let statement = Statement::from_sql_and_values(on.get_database_backend(), self.text, self.values);
        Ok(T::find_by_statement(statement).all(on).await?)
    }

    /// Runs a change; how many rows it changed.
    pub(crate) async fn run(self, on: &DatabaseTransaction) -> Result<u64, StoreError> {
        let statement = Statement::from_sql_and_values(on.get_database_backend(), self.text, self.values);
        Ok(on.execute_raw(statement).await?.rows_affected())
    }
}
