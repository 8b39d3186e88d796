//! Looking at rows from outside the product: what a test asserts is what the database holds.

use sea_orm::{ConnectionTrait as _, DbErr, Statement, TryGetable, Value, prelude::Uuid};

use crate::{Backend, TestDb};

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

    /// Copies of a row, with another id each: what a list of that length costs.
    pub async fn copies(&self, table: &str, fresh: &[&str], times: usize) {
        // The copies all ask the same of the same service, which the index forbids and the pages do not mind.
        self.execute("DROP INDEX IF EXISTS uq_referral_open", []).await.expect("a copy");
        let sql = match Backend::asked() {
            Backend::Sqlite => format!("SELECT name FROM pragma_table_info('{table}') ORDER BY cid"),
            Backend::Postgres => format!(
                "SELECT column_name::text FROM information_schema.columns WHERE table_name = '{table}' ORDER BY ordinal_position"
            ),
        };
        let columns = self.texts(&sql, []).await;
        let from = format!("(SELECT * FROM {table} ORDER BY id LIMIT 1)");
        for number in 0..times {
            let mut values: Vec<Value> = Vec::new();
            let mut selected = Vec::new();
            for column in &columns {
                if fresh.contains(&column.as_str()) {
                    let id = Uuid::from_u128(7_u128 << 64 | number as u128);
                    values.push(if column == "number" { format!("R-{number:08}").into() } else { id.into() });
                    let cast = if column == "number" { "TEXT" } else { "UUID" };
                    let place = values.len();
                    selected.push(match Backend::asked() {
                        Backend::Sqlite => format!("${place}"),
                        Backend::Postgres => format!("CAST(${place} AS {cast})"),
                    });
                } else {
                    selected.push(column.clone());
                }
            }
            let insert = format!(
                "INSERT INTO {table} ({}) SELECT {} FROM {from} x",
                columns.join(", "),
                selected.join(", ")
            );
            self.execute(&insert, values).await.expect("a copy");
        }
    }

    fn statement(&self, sql: &str, values: impl IntoIterator<Item = Value>) -> Statement {
        Statement::from_sql_and_values(self.connection().get_database_backend(), sql, values)
    }
}
