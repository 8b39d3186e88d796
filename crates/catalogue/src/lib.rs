//! The catalogue of procedures (« démarches ») that narrows a mandate's scope, and its search by plain words.
//!
//! Invariants: a code names one thing for ever, and is never removed, for mandates name it as long as they are kept:
//! what is over is withdrawn, which takes it out of lists and searches and out of nothing else. What the product ships
//! (`config/catalogue/procedures.toml`) are the procedures of everyday desks in our own plain words; an import adds
//! what it does not have, and never changes its wording. Nothing here reads a file, a clock or a database.

mod catalogue;
mod describe;
mod procedure;
mod search;
mod shipped;
mod target;

pub use catalogue::{Catalogue, Imported};
pub use describe::Described;
pub use procedure::{Origin, Procedure};
pub use shipped::CatalogueError;
pub use target::{Target, TargetKind};

use relais_domain::organisation::Theme;

/// A theme in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThemeWords {
    /// The theme.
    pub theme: Theme,
    /// Its name.
    pub title: String,
    /// One line about it, in plain words.
    pub plain: String,
    /// What a person must know before she lets anybody act in it.
    pub caution: Option<String>,
}

#[cfg(test)]
mod tests;
