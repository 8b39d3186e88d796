//! The same rows in PostgreSQL: read from the SQLite file, written by COPY in one transaction a table.

use std::{
    io::Write as _,
    process::{Command, Stdio},
};

use anyhow::{Context as _, Result, ensure};
use relais_bench::{Installation, libpq};
use relais_server::storage;
use relais_store::connect;
use sea_orm::{ConnectionTrait as _, DatabaseConnection, QueryResult, Statement, prelude::Uuid};
use secrecy::ExposeSecret as _;

use crate::{hexadecimal, settings};

/// Rows read at once.
const PAGE: i64 = 20_000;
const COLUMNS: &str =
    "SELECT table_name AS t, column_name AS c, data_type AS k FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name <> 'seaql_migrations' ORDER BY table_name, ordinal_position";

/// A table with its columns and PostgreSQL's names of their types.
struct Table {
    name: String,
    columns: Vec<(String, String)>,
}

/// Brings the PostgreSQL database to the schema and fills it. Foreign keys are not asked while it is filled: the rows
/// come from a database that has asked them.
pub(super) async fn to_postgres(installation: &Installation) -> Result<()> {
    let config = settings(installation)?;
    storage::migrate(&config).await.context("migrate")?;
    let url = config.database.connection()?;
    let target = connect::connect(url.expose_secret(), 1).await?;
    let source = connect::connect(&connect::sqlite_url(&installation.database()), 1).await?;
    for table in tables(&target).await? {
        copy(&source, &table, url.expose_secret()).await.with_context(|| table.name.clone())?;
    }
    target.execute_unprepared("VACUUM (ANALYZE)").await.context("analyze")?;
    // Or what was copied is written to disk for minutes beside what is measured.
    target.execute_unprepared("CHECKPOINT").await.context("a checkpoint")?;
    Ok(())
}

async fn tables(on: &DatabaseConnection) -> Result<Vec<Table>> {
    let rows = on.query_all_raw(Statement::from_string(on.get_database_backend(), COLUMNS)).await?;
    let mut tables: Vec<Table> = Vec::new();
    for row in rows {
        let (name, column): (String, String) = (row.try_get("", "t")?, row.try_get("", "c")?);
        if tables.last().is_none_or(|table| table.name != name) {
            tables.push(Table { name, columns: Vec::new() });
        }
        let table = tables.last_mut().context("a table")?;
        table.columns.push((column, row.try_get("", "k")?));
    }
    Ok(tables)
}

async fn copy(source: &DatabaseConnection, table: &Table, url: &str) -> Result<()> {
    let names: Vec<_> = table.columns.iter().map(|(name, _)| format!("\"{name}\"")).collect();
    let command = format!("COPY {} ({}) FROM STDIN", table.name, names.join(", "));
    // The address holds a password, so it goes by the environment.
    let mut psql = Command::new("psql")
        .envs(libpq(url)?)
        .args([
            "-qXb",
            "-v",
            "ON_ERROR_STOP=1",
            "-c",
            "SET session_replication_role = replica",
            "-c",
            &command,
        ])
        .stdin(Stdio::piped())
        .spawn()
        .context("start psql")?;
    let mut input = std::io::BufWriter::new(psql.stdin.take().context("psql takes no input")?);
    let mut after = 0_i64;
    loop {
        let sql = format!(
            "SELECT rowid AS row_number, * FROM {} WHERE rowid > {after} ORDER BY rowid LIMIT {PAGE}",
            table.name
        );
        let rows = source.query_all_raw(Statement::from_string(source.get_database_backend(), sql)).await?;
        let Some(last) = rows.last() else { break };
        after = last.try_get("", "row_number")?;
        for row in &rows {
            input.write_all(line(row, table)?.as_bytes())?;
        }
    }
    input.flush()?;
    drop(input);
    ensure!(psql.wait()?.success(), "psql refused the rows");
    Ok(())
}

/// A row in COPY's text format.
fn line(row: &QueryResult, table: &Table) -> Result<String> {
    let mut line = String::new();
    for (at, (name, kind)) in table.columns.iter().enumerate() {
        if at > 0 {
            line.push('\t');
        }
        match field(row, name, kind).with_context(|| format!("{name} as {kind}"))? {
            Some(text) => line.push_str(&text),
            None => line.push_str("\\N"),
        }
    }
    line.push('\n');
    Ok(line)
}

fn field(row: &QueryResult, name: &str, kind: &str) -> Result<Option<String>> {
    Ok(match kind {
        "uuid" => row.try_get::<Option<Uuid>>("", name)?.map(|id| id.to_string()),
        "bytea" => {
            row.try_get::<Option<Vec<u8>>>("", name)?.map(|bytes| format!("\\\\x{}", hexadecimal(&bytes)))
        }
        "boolean" => row.try_get::<Option<bool>>("", name)?.map(|yes| yes.to_string()),
        "smallint" | "integer" | "bigint" => {
            row.try_get::<Option<i64>>("", name)?.map(|number| number.to_string())
        }
        "double precision" => row.try_get::<Option<f64>>("", name)?.map(|number| number.to_string()),
        _ => row.try_get::<Option<String>>("", name)?.map(|text| escaped(&text)),
    })
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\t', "\\t").replace('\n', "\\n").replace('\r', "\\r")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_copy_would_read_as_a_separator_is_escaped() {
        assert_eq!(escaped("a\tb\\c\nd"), "a\\tb\\\\c\\nd");
    }
}
