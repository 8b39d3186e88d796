//! Looking at rows from outside the product: what a test asserts is what the database holds.

use sea_orm::{ConnectionTrait as _, DbErr, Statement, TryGetable, Value};

use crate::TestDb;

impl TestDb {
    /// The first column of the one row, as a number.
    pub async fn number(&self, sql: &str, values: impl IntoIterator<Item = Value>) -> i64 {
        self.column::<i64>(sql, values).await.into_iter().next().expect("one row")
    }

    /// How many rows of a table meet a condition: `count("outbox WHERE kind = $1", ["…".into()])`.
    pub async fn count(&self, table_and_condition: &str, values: impl IntoIterator<Item = Value>) -> i64 {
        self.number(&format!("SELECT COUNT(*) FROM {table_and_condition}"), values).await
    }

    /// The first column of every row, as text.
    pub async fn texts(&self, sql: &str, values: impl IntoIterator<Item = Value>) -> Vec<String> {
        self.column(sql, values).await
    }

    /// The first column of every row.
    pub async fn column<T: TryGetable>(&self, sql: &str, values: impl IntoIterator<Item = Value>) -> Vec<T> {
        let rows =
            self.connection().query_all_raw(self.statement(sql, values)).await.expect("the query passes");
        rows.iter().map(|row| row.try_get_by_index(0).expect("a column of that type")).collect()
    }

    /// Runs a statement as a database superuser would; how many rows it changed.
    pub async fn execute(&self, sql: &str, values: impl IntoIterator<Item = Value>) -> Result<u64, DbErr> {
        Ok(self.connection().execute_raw(self.statement(sql, values)).await?.rows_affected())
    }

    fn statement(&self, sql: &str, values: impl IntoIterator<Item = Value>) -> Statement {
        Statement::from_sql_and_values(self.connection().get_database_backend(), sql, values)
    }
}
