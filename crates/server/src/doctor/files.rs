//! The files a start depends on: there, readable by us, and by us alone.

use super::Check;
use crate::config::{Config, KeyLevel};
use std::{fs, os::unix::fs::PermissionsExt, path::Path};

/// Length of the root key.
const ROOT_KEY: u64 = 32;

pub(super) fn examine(config: &Config) -> Vec<Check> {
    let mut checks = vec![root_key(&config.keys.root_key_file)];
    if config.keys.level == KeyLevel::File {
        checks.push(key_folder(&config.keys.path));
    }
    let secrets = [
        ("oidc.client_secret_file", config.oidc.client_secret_file.as_deref()),
        ("database.password_file", config.database.password_file.as_deref()),
        ("keys.password_file", config.keys.password_file.as_deref()),
    ];
    checks.extend(secrets.into_iter().filter_map(|(key, path)| Some(secret(key, path?))));
    if let Some(path) = config.database.url.strip_prefix("sqlite:") {
        checks.push(database_folder(Path::new(path.trim_start_matches("//"))));
    }
    checks
}

fn root_key(path: &Path) -> Check {
    const NAME: &str = "root key";
    let shown = path.display();
    let make = format!(
        "for a new installation: (umask 077; head -c 32 /dev/urandom > {shown}); otherwise restore it"
    );
    match fs::metadata(path) {
        Err(error) => {
            Check::bad(NAME, format!("{shown}: {error}; nothing sealed can be read without it"), make)
        }
        Ok(found) if found.len() != ROOT_KEY => {
            Check::bad(NAME, format!("{shown}: {} bytes instead of {ROOT_KEY}", found.len()), make)
        }
        Ok(found) => match exposed(&found) {
            Some(mode) => Check::bad(
                NAME,
                format!("{shown}: other accounts can use it (mode {mode:o})"),
                format!("chmod 400 {shown}"),
            ),
            None => Check::good(NAME, format!("{shown}, for this account only")),
        },
    }
}

fn key_folder(path: &Path) -> Check {
    const NAME: &str = "key store";
    let shown = path.display();
    match fs::metadata(path) {
        Err(error) => Check::bad(NAME, format!("{shown}: {error}"), format!("mkdir -p -m 700 {shown}")),
        Ok(found) if !found.is_dir() => {
            Check::bad(NAME, format!("{shown}: not a folder"), "give `keys.path` a folder")
        }
        Ok(found) => match exposed(&found) {
            Some(mode) => Check::bad(
                NAME,
                format!("{shown}: other accounts can look in (mode {mode:o})"),
                format!("chmod 700 {shown}"),
            ),
            None => Check::good(NAME, format!("{shown}, for this account only")),
        },
    }
}

fn secret(key: &'static str, path: &Path) -> Check {
    match crate::config::read_secret(key, path) {
        Ok(_) => Check::good(key, format!("{}", path.display())),
        Err(error) => Check::bad(
            key,
            error.to_string(),
            "put the secret, alone, in a file with mode 600 of this account",
        ),
    }
}

/// SQLite writes its log beside the database: the folder must take new files.
fn database_folder(path: &Path) -> Check {
    const NAME: &str = "database folder";
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let shown = folder.display();
    match fs::metadata(folder) {
        Err(error) => Check::bad(NAME, format!("{shown}: {error}"), format!("mkdir -p -m 700 {shown}")),
        Ok(found) if found.permissions().readonly() => Check::bad(
            NAME,
            format!("{shown}: cannot be written"),
            format!("give this account the folder: chown, chmod 700 {shown}"),
        ),
        Ok(_) => Check::good(NAME, shown.to_string()),
    }
}

/// The mode, when others than the owner may do anything.
fn exposed(found: &fs::Metadata) -> Option<u32> {
    let mode = found.permissions().mode() & 0o777;
    (mode & 0o077 != 0).then_some(mode)
}
