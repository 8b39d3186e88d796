//! The database: there, of a sound version, with every migration applied. Looks only; makes nothing.

use super::{Check, chain};
use crate::config::Database;
use relais_migrations::{Migrator, MigratorTrait};
use relais_store::connect::{self, Connection, Engine, OLDEST_SQLITE};
use secrecy::ExposeSecret;

const NAME: &str = "database";

/// Looks at the database; the first fault ends it, as the next look would depend on it. A sound one is left open for
/// the looks into what it holds.
pub(super) async fn examine(config: &Database) -> (Vec<Check>, Option<Connection>) {
    match looks(config).await {
        Ok((checks, connection)) => (checks, Some(connection)),
        Err(fault) => (vec![*fault], None),
    }
}

async fn looks(config: &Database) -> Result<(Vec<Check>, Connection), Box<Check>> {
    let fault = |reason: String, remedy: &str| Box::new(Check::bad(NAME, reason, remedy));
    if let Some(file) = config.sqlite_file().filter(|file| !file.exists()) {
        return Err(fault(format!("{} is not there", file.display()), "run: relais migrate"));
    }
    let url = config
        .connection()
        .map_err(|error| fault(error.to_string(), "put the password, alone, in a file with mode 600"))?;
    let remedy = match config.sqlite_file() {
        Some(_) => "restore it from a backup",
        None => "check database.url, the server and its pg_hba.conf",
    };
    let connection = connect::connect(url.expose_secret(), 1)
        .await
        .map_err(|error| fault(format!("does not answer: {}", chain(&error)), remedy))?;
    let version = connect::engine_version(&connection)
        .await
        .map_err(|error| fault(format!("cannot be read: {}", chain(&error)), remedy))?;
    let engine = connect::engine(&connection);
    let known = Check::good(NAME, format!("{} {version}", engine.as_str()));
    if engine == Engine::Sqlite && parts(&version) < Some(OLDEST_SQLITE) {
        let reason = format!("SQLite {version} can lose committed rows when its log is reset");
        return Err(fault(reason, "build Relais with the SQLite it brings (3.51.3 or later)"));
    }
    let pending = Migrator::get_pending_migrations_read_only(&connection)
        .await
        .map_err(|error| fault(format!("its migrations cannot be read: {error}"), "run: relais migrate"))?;
    if !pending.is_empty() {
        return Err(fault(format!("{} migrations are not applied", pending.len()), "run: relais migrate"));
    }
    Ok((vec![known, Check::good("migrations", "all applied")], connection))
}

/// The three numbers of a version, to compare as numbers: 3.9 is older than 3.51.
fn parts(version: &str) -> Option<(u32, u32, u32)> {
    let mut numbers = version.split('.').map(|part| part.parse().ok());
    Some((numbers.next()??, numbers.next()??, numbers.next()??))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_as_numbers() {
        assert!(parts("3.9.0") < Some(OLDEST_SQLITE));
        assert!(parts("3.51.2") < Some(OLDEST_SQLITE));
        assert!(parts("3.51.3") >= Some(OLDEST_SQLITE));
        assert!(parts("3.52.0") >= Some(OLDEST_SQLITE));
        assert!(parts("unknown") < Some(OLDEST_SQLITE), "a version nobody can read is not a sound one");
    }
}
