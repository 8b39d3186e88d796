//! `relais doctor`: looks at everything a start depends on and says, for each fault, what it means and what to do.
//!
//! A check changes nothing and shows no secret. `relais serve` runs the same checks before it listens.

mod database;
mod files;
mod keys;

use crate::config::Config;
use chrono::{Datelike, Duration};
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
    /// Not as it should be.
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

    /// Whether a start may go on.
    pub fn is_good(&self) -> bool {
        matches!(self.outcome, Outcome::Good(_))
    }
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.outcome {
            Outcome::Good(fact) => write!(f, "ok    {}: {fact}", self.name),
            Outcome::Bad { reason, remedy } => write!(f, "FAIL  {}: {reason}\n      → {remedy}", self.name),
        }
    }
}

/// Everything a start depends on.
pub async fn examine(config: &Config, clock: &dyn Clock) -> Vec<Check> {
    let mut checks = configuration(config);
    checks.push(time(clock));
    checks.extend(files::examine(config));
    let database = database::examine(&config.database).await;
    let sound = database.iter().all(Check::is_good);
    checks.extend(database);
    if sound {
        checks.extend(keys::examine(config).await);
    }
    checks
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

/// No agreement of this product was given before it existed: an earlier clock is a wrong clock.
const FIRST_YEAR: i32 = 2026;
/// A clock this far ahead would end agreements and destroy keys that are still needed.
const LAST_YEAR: i32 = FIRST_YEAR + 60;

fn time(clock: &dyn Clock) -> Check {
    const REMEDY: &str = "set the machine's clock and keep it set by NTP (timedatectl set-ntp true)";
    let (now, later) = (clock.now(), clock.now());
    if !(FIRST_YEAR..LAST_YEAR).contains(&now.year()) {
        let reason =
            format!("says {}: agreements would end, or live on, at the wrong time", now.to_rfc3339());
        return Check::bad("clock", reason, REMEDY);
    }
    if later < now || later - now > Duration::minutes(1) {
        return Check::bad("clock", "jumps between two looks", REMEDY);
    }
    Check::good("clock", now.to_rfc3339())
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, TimeDelta};
    use relais_domain::clock::Timestamp;

    #[derive(Debug)]
    struct Stopped(Timestamp);
    impl Clock for Stopped {
        fn now(&self) -> Timestamp {
            self.0
        }
    }

    #[test]
    fn a_clock_before_the_product_or_far_ahead_is_wrong() {
        for (days, good) in [(0, false), (20_000, false), (20_600, true), (60_000, false)] {
            let clock = Stopped(DateTime::UNIX_EPOCH + TimeDelta::days(days));
            assert_eq!(time(&clock).is_good(), good, "{:?}", clock.now());
        }
    }

    #[test]
    fn every_broken_rule_is_told_with_what_to_write() {
        let config = Config::load(&crate::config::Sources::default()).expect("the defaults");
        let checks = configuration(&config);
        assert_eq!(checks.len(), 3);
        assert!(checks[0].to_string().contains("set `oidc.issuer`: The identity provider's issuer"));
    }
}
