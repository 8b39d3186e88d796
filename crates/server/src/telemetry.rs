//! Logs: one line an event on standard error, pretty or JSON. Fields are ids, codes, counts and durations; never a
//! name, a phone number or a text somebody wrote.

use crate::config::{Log, LogFormat};
use std::io::{IsTerminal, stderr};
use tracing_subscriber::{EnvFilter, filter::ParseError, layer::SubscriberExt, util::SubscriberInitExt};

/// Statements with their values and the headers of requests stay out of the logs whatever the level asked.
const QUIET: &str = "sqlx=warn,sea_orm=warn,hyper=info,h2=info,rustls=info,reqwest=info";

/// Why logs cannot start.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// `log.level` is not a level or a filter.
    #[error("`log.level`: write error, warn, info, debug, or a filter such as \"info,relais_store=debug\"")]
    Level(#[source] ParseError),
    /// Something in this process already took the logs.
    #[error("logs were started twice")]
    Twice(#[source] tracing_subscriber::util::TryInitError),
}

/// Starts the logs of this process, once.
pub fn start(log: &Log) -> Result<(), TelemetryError> {
    let filter = filter(&log.level)?;
    let lines = tracing_subscriber::fmt::layer().with_writer(stderr).with_target(true);
    let registry = tracing_subscriber::registry().with(filter);
    match log.format {
        LogFormat::Pretty => registry.with(lines.with_ansi(stderr().is_terminal())).try_init(),
        LogFormat::Json => registry.with(lines.json().flatten_event(true).with_current_span(true)).try_init(),
    }
    .map_err(TelemetryError::Twice)
}

/// What is said at a level; what may hold values of statements is never said.
pub fn filter(level: &str) -> Result<EnvFilter, TelemetryError> {
    EnvFilter::try_new(format!("{level},{QUIET}")).map_err(TelemetryError::Level)
}
