//! The floor under a page: its own statements with their own values, sent by pgbench, prepared once a connection.
//!
//! The statements are those the server's log tells of while pages are asked for one after another; each transaction
//! becomes a script of pgbench. Rows that are inserted get ids of their own, so that a script can run many times.

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use anyhow::{Context as _, Result, ensure};

use crate::{database::Database, process::told};

/// Pages asked for while the log listens.
const PAGES: usize = 24;
/// Connections of pgbench, as many as the cores have work for.
const CLIENTS: &str = "4";
/// What begins each line of the log while it listens: who says it.
const MARK: &str = "%p¦";

/// What the pages sent.
#[derive(Debug)]
pub struct Scripts {
    transactions: Vec<Vec<String>>,
    /// Transactions of one page.
    of_a_page: f64,
}

/// Listens to the database while `ask` asks for pages; nothing where the database has no log of its own.
pub async fn capture(
    database: &Database,
    mut ask: impl AsyncFnMut(usize) -> Result<()>,
) -> Result<Option<Scripts>> {
    let Database::Server { .. } = database else { return Ok(None) };
    let log = PathBuf::from(database.ask("SHOW data_directory")?).join("../log");
    for page in 0..PAGES / 4 {
        ask(page).await?;
    }
    database.ask(&format!("ALTER SYSTEM SET log_line_prefix = '{MARK}'"))?;
    database.ask("ALTER SYSTEM SET log_statement = 'all'")?;
    listen(database)?;
    let from = fs::metadata(&log).with_context(|| log.display().to_string())?.len();
    for page in 0..PAGES {
        ask(page).await?;
    }
    database.ask("ALTER SYSTEM RESET log_statement")?;
    listen(database)?;
    let text = fs::read(&log)?;
    let text = String::from_utf8_lossy(text.get(usize::try_from(from)?..).unwrap_or_default()).into_owned();
    Ok(Some(Scripts::of(&text)))
}

/// Waits until every process of the server has read its settings anew.
fn listen(database: &Database) -> Result<()> {
    database.ask("SELECT pg_reload_conf()")?;
    database.ask("SELECT pg_sleep(0.2)").map(drop)
}

impl Scripts {
    /// The transactions that came about as often as pages; the jobs' own come now and then.
    fn of(log: &str) -> Self {
        let mut all: Vec<Vec<String>> = Vec::new();
        let mut open: HashMap<&str, Vec<String>> = HashMap::new();
        for (process, statement) in statements(log) {
            let running = open.entry(process).or_default();
            let first = statement.split_whitespace().next().unwrap_or_default().to_uppercase();
            let ends = matches!(first.as_str(), "COMMIT" | "ROLLBACK");
            let alone = running.is_empty() && first != "BEGIN";
            running.push(statement);
            if ends || alone {
                all.extend(open.remove(process));
            }
        }
        let mut times: HashMap<String, usize> = HashMap::new();
        for transaction in &all {
            *times.entry(shape(transaction)).or_default() += 1;
        }
        let transactions: Vec<_> =
            all.into_iter().filter(|it| !changes(it) && times.get(&shape(it)) > Some(&(PAGES / 6))).collect();
        let of_a_page = ratio(transactions.len(), PAGES);
        Self { transactions, of_a_page }
    }

    /// Milliseconds on the processors that a page's statements take of the database. A short run is taken off a long one:
    /// each connection of pgbench prepares every script once, which the product's connections have long done.
    pub fn measure(&self, database: &Database, folder: &Path, time: Duration) -> Result<f64> {
        ensure!(!self.transactions.is_empty(), "the database's log told of no statement");
        let scripts = folder.join("scripts");
        drop(fs::remove_dir_all(&scripts));
        fs::create_dir_all(&scripts)?;
        for (number, transaction) in self.transactions.iter().enumerate() {
            fs::write(scripts.join(format!("{number}.sql")), transaction.join(";\n") + ";\n")?;
        }
        let short = self.run(database, &scripts, 1)?;
        let long = self.run(database, &scripts, 1 + time.as_secs().max(2))?;
        let transactions = long.1 - short.1;
        ensure!(transactions > 0.0, "pgbench did no more in a longer run");
        Ok((long.0 - short.0) / transactions * self.of_a_page * 1e3)
    }

    /// Processor seconds of the database and transactions of a run.
    fn run(&self, database: &Database, scripts: &Path, seconds: u64) -> Result<(f64, f64)> {
        let Database::Server { url, server, .. } = database else { return Ok((0.0, 0.0)) };
        let mut pgbench = Command::new(server.bin.join("pgbench"));
        pgbench
            .envs(relais_bench::libpq(url)?)
            .args(["-n", "-M", "prepared", "-c", CLIENTS, "-j", "1", "-T"]);
        pgbench.arg(seconds.to_string());
        for number in 0..self.transactions.len() {
            pgbench.arg("-f").arg(scripts.join(format!("{number}.sql")));
        }
        let before = database.cpu_seconds()?;
        let report = told(&mut pgbench)?;
        let spent = database.cpu_seconds()? - before;
        let line = report.lines().find_map(|line| line.split_once("actually processed: "));
        let (_, count) = line.context("a report of pgbench")?;
        Ok((spent, count.split('/').next().unwrap_or_default().trim().parse()?))
    }
}

/// Whether a transaction changes rows: a page only reads, and adds the entries of what it read. While the jobs catch up with
/// a load before, theirs come as often as pages.
fn changes(transaction: &[String]) -> bool {
    transaction.iter().any(|it| {
        let mut words = it.split_whitespace().map(str::to_uppercase);
        matches!(words.next().as_deref(), Some("UPDATE" | "DELETE"))
    })
}

/// The first words of each statement: enough to know which kind of transaction it is.
fn shape(transaction: &[String]) -> String {
    transaction.iter().map(|it| it.split('\'').next().unwrap_or_default()).collect::<Vec<_>>().join("|")
}

/// The statements of a log, each with the process that ran it and with its values written out.
fn statements(log: &str) -> Vec<(&str, String)> {
    let mut found: Vec<(&str, String)> = Vec::new();
    let mut entries: Vec<(&str, &str, String)> = Vec::new();
    for line in log.lines() {
        match line.split_once('¦') {
            Some((process, rest)) => {
                let (kind, text) = rest.split_once(":  ").unwrap_or((rest, ""));
                entries.push((process, kind, text.to_owned()));
            }
            None => {
                if let Some((_, _, text)) = entries.last_mut() {
                    text.push('\n');
                    text.push_str(line.trim_start_matches('\t'));
                }
            }
        }
    }
    for (process, kind, text) in entries {
        match kind {
            "LOG" => {
                let (head, sql) = text.split_once(": ").unwrap_or(("", ""));
                if head == "statement" || head.starts_with("execute") {
                    found.push((process, sql.to_owned()));
                }
            }
            "DETAIL" => {
                let values = text.strip_prefix("parameters: ").map(values).unwrap_or_default();
                if let Some((_, sql)) = found.iter_mut().rev().find(|(of, _)| *of == process) {
                    *sql = written_out(sql, &values);
                }
            }
            _ => {}
        }
    }
    found
}

/// `$1 = 'a', $2 = NULL` as its values, quotes and all.
fn values(text: &str) -> Vec<String> {
    let mut values = Vec::new();
    let (mut value, mut quoted) = (String::new(), false);
    for letter in text.chars() {
        match letter {
            '\'' => {
                quoted = !quoted;
                value.push(letter);
            }
            ',' if !quoted => values.push(std::mem::take(&mut value)),
            _ => value.push(letter),
        }
    }
    values.push(value);
    values.iter().filter_map(|it| it.split_once(" = ")).map(|(_, value)| value.trim().to_owned()).collect()
}

/// The statement with its values in place; the first value of an insertion is the row's id, and drawn anew.
fn written_out(sql: &str, values: &[String]) -> String {
    let inserts = sql.trim_start().starts_with("INSERT");
    let mut out = String::new();
    let mut rest = sql;
    while let Some((before, after)) = rest.split_once('$') {
        out.push_str(before);
        let digits: String = after.chars().take_while(char::is_ascii_digit).collect();
        let value = digits.parse::<usize>().ok().and_then(|number| values.get(number.checked_sub(1)?));
        match value {
            Some(_) if inserts && digits == "1" => out.push_str("gen_random_uuid()"),
            Some(value) => out.push_str(value),
            None => {
                out.push('$');
                out.push_str(&digits);
            }
        }
        rest = after.get(digits.len()..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// Counts here are far below 2^52.
#[expect(clippy::cast_precision_loss, reason = "two small counts")]
fn ratio(of: usize, to: usize) -> f64 {
    of as f64 / to as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_with_their_quotes() {
        assert_eq!(values("$1 = 'a, ''b''', $2 = NULL, $3 = '7'"), ["'a, ''b'''", "NULL", "'7'"]);
    }

    #[test]
    fn values_stand_where_their_numbers_stood() {
        let values: Vec<String> = (1..=11).map(|number| format!("'{number}'")).collect();
        assert_eq!(written_out("SELECT $11 WHERE a = $1", &values), "SELECT '11' WHERE a = '1'");
        assert_eq!(
            written_out("INSERT INTO t VALUES ($1, $2)", &values),
            "INSERT INTO t VALUES (gen_random_uuid(), '2')"
        );
    }

    #[test]
    fn transactions_of_pages_are_told_from_those_of_jobs() {
        let page = |process: u32, id: u32| {
            format!(
                "{process}¦LOG:  statement: BEGIN\n{process}¦LOG:  execute sqlx_s_1: SELECT a\n\t FROM t WHERE id = $1\n\
                 {process}¦DETAIL:  parameters: $1 = '{id}'\n{process}¦LOG:  statement: COMMIT\n"
            )
        };
        let mut log: String = (0..24).map(|id| page(1 + id % 2, id)).collect();
        let job = "9¦LOG:  statement: BEGIN\n9¦LOG:  execute sqlx_s_2: DELETE FROM job\n9¦LOG:  statement: COMMIT\n";
        log.push_str(&job.repeat(30));
        let scripts = Scripts::of(&log);
        assert_eq!(scripts.transactions.len(), 24);
        assert_eq!(scripts.transactions[3], ["BEGIN", "SELECT a\n FROM t WHERE id = '3'", "COMMIT"]);
        assert!((scripts.of_a_page - 1.0).abs() < 0.001);
    }
}
