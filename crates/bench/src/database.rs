//! The database of a run beside the product: made, asked, and how much processor it takes.

use std::process::Command;

use anyhow::{Context as _, Result};
use relais_bench::{Installation, libpq};

use crate::{
    options::Postgres,
    process::{cpu_seconds_of_family, told},
};

/// The name of the database of the run.
const NAME: &str = "relais_bench";

/// Where the rows are.
#[derive(Debug)]
pub enum Database {
    /// In the server's own process: what it costs is the server's.
    File,
    /// In a PostgreSQL server.
    Server {
        /// The address of the database, password included.
        url: String,
        /// The server.
        server: Postgres,
        /// Its first process.
        postmaster: u32,
    },
}

impl Database {
    /// An empty database for an installation.
    pub fn create(server: &Postgres, installation: &Installation) -> Result<Self> {
        let url = other_database(&server.url)?;
        psql(server, &server.url, &format!("DROP DATABASE IF EXISTS {NAME} WITH (FORCE)"))?;
        psql(server, &server.url, &format!("CREATE DATABASE {NAME}"))?;
        let (open, password) = without_password(&url)?;
        installation.on_postgres(&open, &password)?;
        let file = psql(server, &server.url, "SELECT pg_read_file('postmaster.pid')")?;
        let postmaster = file.lines().next().context("an empty postmaster.pid")?.trim().parse()?;
        Ok(Self::Server { url, server: server.clone(), postmaster })
    }

    /// Seconds on the processors of everything the database consists of; none of its own for a file.
    pub fn cpu_seconds(&self) -> Result<f64> {
        match self {
            Self::File => Ok(0.0),
            Self::Server { postmaster, .. } => cpu_seconds_of_family(*postmaster),
        }
    }

    /// What a statement gives, as psql writes it.
    pub fn ask(&self, sql: &str) -> Result<String> {
        match self {
            Self::File => Ok(String::new()),
            Self::Server { url, server, .. } => psql(server, url, sql),
        }
    }
}

/// The address may hold a password, so it goes by the environment, never by the command line.
fn psql(server: &Postgres, url: &str, sql: &str) -> Result<String> {
    told(Command::new(server.bin.join("psql")).envs(libpq(url)?).args(["-qXtAc", sql]))
}

fn other_database(url: &str) -> Result<String> {
    let (head, options) = url.split_once('?').unwrap_or((url, ""));
    let (server, _) = head.rsplit_once('/').context("an address with a database")?;
    let options = if options.is_empty() { String::new() } else { format!("?{options}") };
    Ok(format!("{server}/{NAME}{options}"))
}

/// The address without its password, and the password.
fn without_password(url: &str) -> Result<(String, String)> {
    let (scheme, rest) = url.split_once("://").context("an address")?;
    let (account, place) = rest.split_once('@').context("an account")?;
    let (name, password) = account.split_once(':').context("a password")?;
    Ok((format!("{scheme}://{name}@{place}"), password.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_taken_apart() {
        let url = other_database("postgres://relais:word@127.0.0.1:5432/postgres?sslmode=disable")
            .expect("an address");
        assert_eq!(url, "postgres://relais:word@127.0.0.1:5432/relais_bench?sslmode=disable");
        let (open, password) = without_password(&url).expect("an address");
        assert_eq!(open, "postgres://relais@127.0.0.1:5432/relais_bench?sslmode=disable");
        assert_eq!(password, "word");
    }
}
