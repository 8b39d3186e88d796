//! The configuration: defaults, then a file, then the environment, then `--set`; typed, whole, and checked once.
//!
//! Every key stands in `config/default.toml` with its comment; that file is the reference and is built in.

mod error;
mod holidays;
mod layers;
mod mail;
mod oidc;
mod rules;
mod secret;
mod sections;
mod texts;

pub use error::ConfigError;
pub use holidays::Territory;
pub use layers::{DEFAULT, Origin, documentation};
pub use mail::{MailSection, MailSecurity, MailTransport};
pub use oidc::{CALLBACK_PATH, Oidc, SIGNED_OUT_PATH};
pub use rules::Problem;
pub use secret::{Secret, read_secret};
pub use sections::{
    Clocks, Database, KeyLevel, Keys, Limits, Log, LogFormat, Metrics, Network, Server, Session,
};
pub use texts::{BodyKind, TextMethod, TextSection, TextTransport};

use chrono::TimeDelta;
use layers::Layers;
use serde::Deserialize;
use std::path::Path;

/// The whole configuration.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Addresses and the stop.
    pub server: Server,
    /// The application's database.
    pub database: Database,
    /// The key store.
    pub keys: Keys,
    /// The identity provider.
    pub oidc: Oidc,
    /// Browser sessions.
    pub session: Session,
    /// What a caller may send, and how often.
    pub limits: Limits,
    /// Logs.
    pub log: Log,
    /// Metrics.
    pub metrics: Metrics,
    /// The network's own rules.
    pub network: Network,
    /// How mails leave.
    pub mail: MailSection,
    /// How text messages leave.
    pub text_messages: TextSection,
}

/// What to read over the defaults, in rising order of weight.
#[derive(Clone, Debug, Default)]
pub struct Sources<'a> {
    /// A file of TOML.
    pub file: Option<&'a Path>,
    /// The variables of the environment; those that do not begin with `RELAIS__` are left alone.
    pub environment: Vec<(String, String)>,
    /// Pairs given by `--set section.key=value`.
    pub flags: Vec<(String, String)>,
}

/// How a variable of the environment names a key.
const PREFIX: &str = "RELAIS__";

impl Config {
    /// Reads all layers. The first fault ends it: where, which key, and what to write.
    pub fn load(sources: &Sources<'_>) -> Result<Self, ConfigError> {
        let mut layers = Layers::defaults()?;
        if let Some(path) = sources.file {
            let text = std::fs::read_to_string(path)
                .map_err(|source| ConfigError::Unreadable { path: path.to_owned(), source })?;
            layers.lay(&text, &Origin::File(path.to_owned()))?;
        }
        for (variable, value) in &sources.environment {
            if let Some(name) = variable.strip_prefix(PREFIX) {
                let key = name.to_ascii_lowercase().replace("__", ".");
                layers.set(&key, value, &Origin::Environment(variable.clone()))?;
            }
        }
        for (key, value) in &sources.flags {
            layers.set(key, value, &Origin::Flag)?;
        }
        layers.read()
    }

    /// The rules of the use cases that an installation may tune.
    pub fn app(&self) -> relais_app::Settings {
        relais_app::Settings {
            session_idle: TimeDelta::minutes(self.session.idle_minutes.into()),
            session_absolute: TimeDelta::hours(self.session.absolute_hours.into()),
            clocks: self.network.clocks.rules(self.network.territory.calendar(self.network.time_zone)),
            time_zone: self.network.time_zone,
            journal_name: self.journal_name(),
            public_url: self.server.public_url.as_str().trim_end_matches('/').to_owned(),
            ..relais_app::Settings::default()
        }
    }

    /// The journal's name in its signed notes: it depends on the public address and on nothing that may change
    /// between two starts, because notes of another name are another journal's.
    fn journal_name(&self) -> String {
        format!("{}/journal", self.server.public_url.host_str().unwrap_or("localhost"))
    }
}

#[cfg(test)]
mod tests;
