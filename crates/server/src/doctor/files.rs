//! The files a start depends on: there, readable by us, and by us alone.

use super::Check;
use crate::config::Config;
use relais_crypto::keystore::RootKey;
use std::{fs, os::unix::fs::PermissionsExt, path::Path};

pub(super) fn examine(config: &Config) -> Vec<Check> {
    // At both levels: the journal's last checkpoint is remembered in this folder.
    let mut checks = vec![root_key(&config.keys.root_key_file), key_folder(&config.keys.path)];
    let secrets = [
        ("oidc.client_secret_file", config.oidc.client_secret_file.as_deref()),
        ("database.password_file", config.database.password_file.as_deref()),
        ("keys.password_file", config.keys.password_file.as_deref()),
        ("mail.password_file", config.mail.password_file.as_deref()),
        ("text_messages.secret_file", config.text_messages.secret_file.as_deref()),
    ];
    checks.extend(secrets.into_iter().filter_map(|(key, path)| Some(secret(key, path?))));
    checks.extend(config.database.sqlite_file().map(database_folder));
    checks
}

fn root_key(path: &Path) -> Check {
    const NAME: &str = "root key";
    let shown = path.display();
    match (RootKey::read_file(path), fs::metadata(path).ok().as_ref().and_then(exposed)) {
        (Ok(_), _) => Check::good(NAME, format!("{shown}, for this account only")),
        (Err(_), Some(mode)) => {
            let reason = format!("{shown}: other accounts can use it (mode {mode:o})");
            Check::bad(NAME, reason, format!("chmod 400 {shown}"))
        }
        (Err(error), None) => {
            let reason = format!("{shown}: {error}; nothing sealed can be read without it");
            let make = format!("(umask 077; head -c 32 /dev/urandom > {shown})");
            Check::bad(NAME, reason, format!("restore it; for a new installation: {make}"))
        }
    }
}

fn key_folder(path: &Path) -> Check {
    const NAME: &str = "key folder";
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
pub(super) fn exposed(found: &fs::Metadata) -> Option<u32> {
    let mode = found.permissions().mode() & 0o777;
    (mode & 0o077 != 0).then_some(mode)
}
