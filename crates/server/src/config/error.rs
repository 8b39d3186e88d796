//! What is wrong with a configuration: always where it was written, which key, and what to write instead.

use super::layers::{Origin, documentation};
use std::path::PathBuf;

/// A configuration that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file named on the command line cannot be read.
    #[error("cannot read {}: give the path of a TOML file this account may read", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The text is not TOML.
    #[error("{origin} is not TOML:\n{source}")]
    Syntax {
        /// The file.
        origin: Origin,
        /// Line, column and what was expected.
        source: toml::de::Error,
    },
    /// A key Relais does not have.
    #[error("{origin}: there is no key `{key}`; the keys here are: {known}")]
    UnknownKey {
        /// Where it was written.
        origin: Origin,
        /// The key in full.
        key: String,
        /// The keys of that section.
        known: String,
    },
    /// A value of the wrong kind or out of range.
    #[error("{origin}: `{key}`: {reason}\nwhat to write: {}", documentation(key))]
    Value {
        /// Where it was written.
        origin: Origin,
        /// The key in full.
        key: String,
        /// Why the value cannot be.
        reason: String,
    },
    /// A key that has no default and is needed now.
    #[error("`{key}` is not set\nwhat to write: {}", documentation(key))]
    Missing {
        /// The key in full.
        key: &'static str,
    },
    /// A secret's file that cannot be used.
    #[error("`{key}`: {}: {reason}", path.display())]
    Secret {
        /// The key that names the file.
        key: &'static str,
        /// The file.
        path: PathBuf,
        /// Why it cannot be used, and what to do.
        reason: String,
    },
}
