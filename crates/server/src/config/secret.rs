//! Secrets come from files, and only from files their owner alone can read.

use super::ConfigError;
use std::path::Path;

/// A text that never prints (`secrecy`).
pub type Secret = secrecy::SecretString;

/// Reads the secret a `_file` key names; a newline at its end is not part of it.
pub fn read_secret(key: &'static str, path: &Path) -> Result<Secret, ConfigError> {
    let refuse = |reason: String| ConfigError::Secret { key, path: path.to_owned(), reason };
    if let Some(reason) = exposure(path) {
        return Err(refuse(reason));
    }
    let text = std::fs::read_to_string(path).map_err(|error| refuse(format!("cannot be read: {error}")))?;
    let text = text.trim_end_matches(['\r', '\n']);
    if text.is_empty() {
        return Err(refuse("is empty: write the secret in it, alone".to_owned()));
    }
    Ok(Secret::from(text.to_owned()))
}

/// Why a secret's file is open to others than its owner; `None` when it is not, or cannot be looked at.
pub fn exposure(path: &Path) -> Option<String> {
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(path).ok()?.permissions().mode();
    (mode & 0o077 != 0).then(|| {
        format!("can be read by other accounts (mode {:o}); run: chmod 600 {}", mode & 0o777, path.display())
    })
}
