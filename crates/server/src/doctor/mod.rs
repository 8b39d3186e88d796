//! `relais doctor`: looks at everything a start depends on and says, for each fault, what it means and what to do.
//!
//! A check changes nothing and shows no secret. `relais serve` runs the same checks before it listens.

pub(crate) mod clock;
mod database;
mod files;
mod journal;
mod keys;
mod outside;

use crate::config::Config;
use relais_domain::clock::Clock;
use std::fmt;

/// One thing looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// What was looked at.
    pub name: &'static str,
    /// What was found.
    pub outcome: Outcome,
}

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// As it should be; with the fact that shows it.
    Good(String),
    /// Not as it should be, and no reason to stop: somebody should look.
    Doubtful {
        /// What is wrong, and what it leads to.
        reason: String,
        /// What to do.
        remedy: String,
    },
    /// Not as it should be; nothing may start on it.
    Bad {
        /// What is wrong, and what it leads to.
        reason: String,
        /// What to do.
        remedy: String,
    },
}

impl Check {
    pub(crate) fn good(name: &'static str, fact: impl Into<String>) -> Self {
        Self { name, outcome: Outcome::Good(fact.into()) }
    }

    pub(crate) fn bad(name: &'static str, reason: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { name, outcome: Outcome::Bad { reason: reason.into(), remedy: remedy.into() } }
    }

    pub(crate) fn doubtful(name: &'static str, reason: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { name, outcome: Outcome::Doubtful { reason: reason.into(), remedy: remedy.into() } }
    }

    /// Whether everything is as it should be.
    pub fn is_good(&self) -> bool {
        matches!(self.outcome, Outcome::Good(_))
    }

    /// Whether nothing may start on it.
    pub fn stops(&self) -> bool {
        matches!(self.outcome, Outcome::Bad { .. })
    }
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.name;
        match &self.outcome {
            Outcome::Good(fact) => write!(f, "ok    {name}: {fact}"),
            Outcome::Doubtful { reason, remedy } => write!(f, "WARN  {name}: {reason}\n      → {remedy}"),
            Outcome::Bad { reason, remedy } => write!(f, "FAIL  {name}: {reason}\n      → {remedy}"),
        }
    }
}

/// Everything a start depends on.
pub async fn examine(config: &Config, clock: &dyn Clock) -> Vec<Check> {
    let mut checks = configuration(config);
    checks.push(clock::examine(clock));
    checks.extend(files::examine(config));
    checks.extend(outside::examine(config).await);
    let (database, sound) = database::examine(&config.database).await;
    checks.extend(database);
    let Some(connection) = sound else { return checks };
    match relais_store::newest_entry(&connection).await {
        Ok(newest) => {
            checks.extend(clock::behind(clock.now(), clock::held_against(&config.database, newest)));
        }
        Err(error) => {
            let reason = format!("the newest entry cannot be read: {}", chain(&error));
            checks.push(Check::bad("journal", reason, "restore the database from a backup"));
        }
    }
    checks.extend(keys::examine(config, &connection).await);
    connection.close().await.ok();
    checks
}

/// An error with what caused it.
fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |told, cause| format!("{told}: {cause}"))
}

fn configuration(config: &Config) -> Vec<Check> {
    let problems = config.problems();
    if problems.is_empty() {
        return vec![Check::good("configuration", format!("serves {}", config.server.public_url))];
    }
    let told = |problem: crate::config::Problem| {
        let remedy = format!("set `{}`: {}", problem.key, crate::config::documentation(problem.key));
        Check::bad("configuration", format!("`{}` {}", problem.key, problem.reason), remedy)
    };
    problems.into_iter().map(told).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_broken_rule_is_told_with_what_to_write() {
        let config = Config::load(&crate::config::Sources::default()).expect("the defaults");
        let checks = configuration(&config);
        assert_eq!(checks.len(), 3);
        assert!(checks[0].to_string().contains("set `oidc.issuer`: The identity provider's issuer"));
    }
}
