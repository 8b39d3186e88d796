//! The figures as a table for people and as lines of JSON for programs, and the bars they are held against.

use std::{fs, process::Command};

use serde_json::json;

use crate::{
    load::READERS,
    options::{Engine, Options},
    process::told,
    works::Work,
};

/// The pages whose cost is promised.
const PROMISED: [Work; 3] = [Work::Inbox, Work::Referral, Work::Person];
const SERVER_MS: f64 = 1.0;
const PAGE_MS: f64 = 2.0;
const ACCEPT_MS: f64 = 3.0;
const P99_MS: f64 = 50.0;
const OVER_FLOOR: f64 = 1.2;
const GROWTH: f64 = 1.3;

/// What one work took on one network.
#[derive(Clone, Debug)]
pub struct Line {
    pub work: Work,
    pub engine: &'static str,
    pub rows: usize,
    pub rps: f64,
    pub p50_ms: f64,
    pub p99_ms: f64,
    pub server_cpu_ms: f64,
    pub database_cpu_ms: f64,
    pub queries: f64,
    pub floor_cpu_ms: Option<f64>,
    pub rss_mb: f64,
    pub start_ms: f64,
}

impl Line {
    fn cpu_ms(&self) -> f64 {
        self.server_cpu_ms + self.database_cpu_ms
    }

    fn place(&self) -> String {
        format!("{}, {}, {} referrals", self.work.name(), self.engine, self.rows)
    }

    /// For whoever waits.
    pub fn in_short(&self) -> String {
        format!(
            "{:<9} {:>7.0} /s  p99 {:>6.1} ms  server {:.2} ms  database {:.2} ms",
            self.work.name(),
            self.rps,
            self.p99_ms,
            self.server_cpu_ms,
            self.database_cpu_ms
        )
    }
}

/// One aligned table, the machine named.
pub fn table(lines: &[Line], options: &Options) -> String {
    let head = format!(
        "{:<9} {:<9} {:>6} {:>7} {:>8} {:>8} {:>10} {:>12} {:>7} {:>9} {:>7} {:>9}",
        "work",
        "engine",
        "rows",
        "req/s",
        "p50 ms",
        "p99 ms",
        "server CPU",
        "database CPU",
        "queries",
        "floor CPU",
        "RSS MiB",
        "start ms"
    );
    let foot = format!(
        "CPU in ms of processor a request, user and system; {READERS} readers at once, each asking every {} ms (0: at once), each work {:.1} s; the floor is \
         the same statements by pgbench.\n{}",
        options.pause.as_millis(),
        options.time.as_secs_f64(),
        machine(options)
    );
    let rows = lines.iter().map(row);
    std::iter::once(head).chain(rows).chain([foot]).collect::<Vec<_>>().join("\n")
}

fn row(line: &Line) -> String {
    let floor = line.floor_cpu_ms.map_or_else(|| "-".to_owned(), |floor| format!("{floor:.3}"));
    format!(
        "{:<9} {:<9} {:>6} {:>7.0} {:>8.1} {:>8.1} {:>10.3} {:>12.3} {:>7.1} {floor:>9} {:>7.0} {:>9.0}",
        line.work.name(),
        line.engine,
        line.rows,
        line.rps,
        line.p50_ms,
        line.p99_ms,
        line.server_cpu_ms,
        line.database_cpu_ms,
        line.queries,
        line.rss_mb,
        line.start_ms
    )
}

fn machine(options: &Options) -> String {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model =
        info.lines().find(|line| line.starts_with("model name")).and_then(|line| line.split_once(": "));
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let commit = told(Command::new("git").args(["rev-parse", "--short", "HEAD"])).unwrap_or_default();
    let databases = options.engines.iter().map(|engine| match engine {
        Engine::Sqlite => "SQLite in process, synchronous = FULL".to_owned(),
        Engine::Postgres(server) => {
            format!("{}, its defaults (fsync and synchronous_commit on)", server.version)
        }
    });
    format!(
        "{}, {cores} cores, which client and databases share; {}; commit {commit}",
        model.map_or("an unknown processor", |(_, name)| name),
        databases.collect::<Vec<_>>().join("; ")
    )
}

/// One object a line.
pub fn json(lines: &[Line]) -> String {
    let line = |line: &Line| {
        json!({
            "work": line.work.name(),
            "engine": line.engine,
            "rows": line.rows,
            "rps": line.rps,
            "p50_ms": line.p50_ms,
            "p99_ms": line.p99_ms,
            "server_cpu_ms": line.server_cpu_ms,
            "database_cpu_ms": line.database_cpu_ms,
            "queries": line.queries,
            "floor_cpu_ms": line.floor_cpu_ms,
            "rss_mb": line.rss_mb,
        })
    };
    let mut text = lines.iter().map(|it| line(it).to_string()).collect::<Vec<_>>().join("\n");
    text.push('\n');
    text
}

/// The bars that are missed, each with its figure.
pub fn missed(lines: &[Line]) -> Vec<String> {
    let mut missed = Vec::new();
    let mut bar = |line: &Line, what: &str, figure: f64, most: f64| {
        if figure > most {
            missed.push(format!("{}: {what} {figure:.2}, at most {most}", line.place()));
        }
    };
    for line in lines {
        if PROMISED.contains(&line.work) {
            bar(line, "ms of processor of the server", line.server_cpu_ms, SERVER_MS);
            bar(line, "ms of processor in all", line.cpu_ms(), PAGE_MS);
        }
        if line.work == Work::Accept {
            bar(line, "ms of processor in all", line.cpu_ms(), ACCEPT_MS);
        }
        if line.work.is_page() {
            bar(line, "p99 in ms", line.p99_ms, P99_MS);
        }
        if let Some(floor) = line.floor_cpu_ms {
            bar(line, "processor of the database over the floor", line.database_cpu_ms / floor, OVER_FLOOR);
        }
        let small =
            lines.iter().filter(|it| it.work == line.work && it.engine == line.engine && it.rows < line.rows);
        for small in small.filter(|_| PROMISED.contains(&line.work)) {
            bar(
                line,
                &format!("growth from {} referrals", small.rows),
                line.cpu_ms() / small.cpu_ms(),
                GROWTH,
            );
        }
    }
    missed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(work: Work, rows: usize, server: f64, database: f64) -> Line {
        Line {
            work,
            engine: "postgres",
            rows,
            rps: 900.0,
            p50_ms: 20.0,
            p99_ms: 40.0,
            server_cpu_ms: server,
            database_cpu_ms: database,
            queries: 6.0,
            floor_cpu_ms: Some(database),
            rss_mb: 60.0,
            start_ms: 20.0,
        }
    }

    #[test]
    fn a_bar_is_met_at_its_limit_and_named_above_it() {
        assert!(missed(&[line(Work::Inbox, 60_000, 1.0, 1.0)]).is_empty());
        let told = missed(&[line(Work::Inbox, 60_000, 1.2, 0.5)]);
        assert_eq!(told, ["inbox, postgres, 60000 referrals: ms of processor of the server 1.20, at most 1"]);
        assert_eq!(missed(&[line(Work::Accept, 6_000, 2.5, 1.0)]).len(), 1);
        let slow = Line { p99_ms: 51.0, floor_cpu_ms: Some(0.1), ..line(Work::Search, 6_000, 0.1, 0.13) };
        assert_eq!(missed(&[slow]).len(), 2);
    }

    #[test]
    fn growth_is_held_against_the_smaller_network_of_the_same_engine() {
        let pair = [line(Work::Person, 6_000, 0.3, 0.3), line(Work::Person, 60_000, 0.5, 0.4)];
        assert_eq!(missed(&pair).len(), 1);
        assert_eq!(missed(&[line(Work::Day, 6_000, 0.3, 0.3), line(Work::Day, 60_000, 0.9, 0.4)]).len(), 0);
    }

    #[test]
    fn a_line_of_json_has_exactly_the_promised_keys() {
        let text = json(&[line(Work::Day, 6_000, 0.3, 0.3)]);
        let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        let mut keys: Vec<_> = value.as_object().expect("an object").keys().cloned().collect();
        keys.sort();
        let mut promised = [
            "work",
            "engine",
            "rows",
            "rps",
            "p50_ms",
            "p99_ms",
            "server_cpu_ms",
            "database_cpu_ms",
            "queries",
            "floor_cpu_ms",
            "rss_mb",
        ];
        promised.sort_unstable();
        assert_eq!(keys, promised);
    }
}
