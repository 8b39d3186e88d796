//! The command line of `cargo xtask test`.

use anyhow::{Result, bail};

/// A part of the run that can be asked for alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Format, conventions, lints, documentation.
    Checks,
    /// The whole suite on SQLite.
    Sqlite,
    /// The whole suite on PostgreSQL.
    Postgres,
    /// Journeys in Chromium.
    Browser,
}

impl Part {
    const ALL: [(&'static str, Self); 4] = [
        ("checks", Self::Checks),
        ("sqlite", Self::Sqlite),
        ("postgres", Self::Postgres),
        ("browser", Self::Browser),
    ];

    fn parse(name: &str) -> Result<Self> {
        match Self::ALL.iter().find(|(known, _)| *known == name) {
            Some((_, part)) => Ok(*part),
            None => bail!("--only takes checks, sqlite, postgres or browser, not {name:?}"),
        }
    }
}

/// What to run.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Options {
    only: Vec<Part>,
    /// Missing Debian packages are named, not installed.
    pub no_install: bool,
    /// Passed to the test runners: only tests whose name contains it.
    pub filter: Option<String>,
}

impl Options {
    /// Reads the words after `test`.
    pub fn parse(words: &[String]) -> Result<Self> {
        let mut options = Self::default();
        let mut words = words.iter();
        while let Some(word) = words.next() {
            match (word.as_str(), word.strip_prefix("--only=")) {
                ("--only", _) => options.only.push(Part::parse(words.next().map_or("", String::as_str))?),
                (_, Some(name)) => options.only.push(Part::parse(name)?),
                ("--no-install", _) => options.no_install = true,
                ("--", _) => options.filter = words.next().cloned(),
                (other, _) => bail!("cargo xtask test does not know {other:?}"),
            }
        }
        Ok(options)
    }

    /// Whether a part is asked for; nothing named means everything.
    pub fn wants(&self, part: Part) -> bool {
        self.only.is_empty() || self.only.contains(&part)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(words: &[&str]) -> Result<Options> {
        Options::parse(&words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn nothing_named_means_everything() {
        let options = parse(&[]).unwrap();
        assert!(Part::ALL.iter().all(|(_, part)| options.wants(*part)));
    }

    #[test]
    fn parts_add_up_and_a_filter_follows_two_dashes() {
        let options = parse(&["--only", "sqlite", "--only=checks", "--", "referral"]).unwrap();
        assert!(options.wants(Part::Sqlite) && options.wants(Part::Checks) && !options.wants(Part::Postgres));
        assert_eq!(options.filter.as_deref(), Some("referral"));
    }

    #[test]
    fn an_unknown_part_or_word_is_refused() {
        assert!(parse(&["--only", "mysql"]).is_err());
        assert!(parse(&["--only"]).is_err());
        assert!(parse(&["--fast"]).is_err());
    }
}
