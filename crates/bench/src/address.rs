//! Addresses of PostgreSQL databases, taken apart.

use anyhow::{Context as _, Result};

/// What `psql` and `pgbench` read of the environment to reach the database of an address: a password stands on no
/// command line.
pub fn libpq(url: &str) -> Result<[(&'static str, String); 5]> {
    let (_, rest) = url.split_once("://").context("an address")?;
    let (account, place) = rest.split_once('@').context("an account")?;
    let (user, password) = account.split_once(':').context("a password")?;
    let place = place.split('?').next().unwrap_or_default();
    let (server, database) = place.split_once('/').context("a database")?;
    let (host, port) = server.split_once(':').context("a port")?;
    Ok([
        ("PGHOST", host.to_owned()),
        ("PGPORT", port.to_owned()),
        ("PGUSER", user.to_owned()),
        ("PGPASSWORD", password.to_owned()),
        ("PGDATABASE", database.to_owned()),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_the_tools_want_it() {
        let read = libpq("postgres://relais:word@127.0.0.1:5433/bench?sslmode=disable").expect("an address");
        let values: Vec<_> = read.iter().map(|(_, value)| value.as_str()).collect();
        assert_eq!(values, ["127.0.0.1", "5433", "relais", "word", "bench"]);
        assert!(libpq("postgres://relais@127.0.0.1:5433/bench").is_err());
    }
}
