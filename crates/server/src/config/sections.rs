//! The sections, one struct each, in the words of `config/default.toml` (which says what each key means).

use super::{ConfigError, Territory, read_secret, secret::Secret};
use relais_domain::{calendar::Calendar, clock::Timestamp, referral::ClockRules};
use secrecy::ExposeSecret;
use serde::{Deserialize, Deserializer, de::Error};
use std::{
    fmt::Display,
    net::{IpAddr, SocketAddr},
    path::{Path, PathBuf},
    str::FromStr,
};
use url::Url;

/// `[server]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    /// Where to listen.
    pub listen: SocketAddr,
    /// The address people type.
    pub public_url: Url,
    /// Proxies whose forwarded address is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// Seconds to finish running requests.
    pub drain_seconds: u64,
}

/// `[database]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    /// `sqlite:PATH` or `postgres://…`, without a password.
    pub url: String,
    /// The password of PostgreSQL.
    #[serde(deserialize_with = "filled")]
    pub password_file: Option<PathBuf>,
    /// Connections to PostgreSQL.
    pub pool: u32,
    /// Entries up to this instant were written on a clock that ran ahead: the operator knows.
    #[serde(deserialize_with = "filled")]
    pub ran_ahead_until: Option<Timestamp>,
}

/// Where the keys live.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyLevel {
    /// A folder on this machine.
    File,
    /// A PostgreSQL database of its own.
    Postgres,
}

/// `[keys]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keys {
    /// Which of the two.
    pub level: KeyLevel,
    /// The folder, at level `file`.
    pub path: PathBuf,
    /// The database, at level `postgres`, without a password.
    #[serde(deserialize_with = "filled")]
    pub url: Option<Url>,
    /// Its password.
    #[serde(deserialize_with = "filled")]
    pub password_file: Option<PathBuf>,
    /// 32 random bytes.
    pub root_key_file: PathBuf,
}

/// `[session]`
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Session {
    /// Minutes without a request.
    pub idle_minutes: u32,
    /// Hours in any case.
    pub absolute_hours: u32,
}

/// `[limits]`
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Longest body.
    pub body_kilobytes: usize,
    /// Per agent or key.
    pub requests_per_minute: std::num::NonZeroU32,
    /// Per address.
    pub sign_ins_per_minute: std::num::NonZeroU32,
}

/// How log lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// For a terminal.
    Pretty,
    /// For a collector.
    Json,
}

/// `[log]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    /// Pretty or JSON.
    pub format: LogFormat,
    /// A level or a filter by module.
    pub level: String,
}

/// `[metrics]`
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Metrics {
    /// Where Prometheus reads; `None`: nowhere.
    #[serde(deserialize_with = "filled")]
    pub listen: Option<SocketAddr>,
}

/// `[network]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Network {
    /// For dates written for people.
    #[serde(deserialize_with = "parsed")]
    pub time_zone: chrono_tz::Tz,
    /// Whose public holidays are kept.
    #[serde(deserialize_with = "parsed")]
    pub territory: Territory,
    /// Whom to write to about accessibility and data.
    pub contact: String,
    /// The referral's clocks.
    pub clocks: Clocks,
}

/// `[network.clocks]`, in days
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clocks {
    /// Acknowledgement.
    pub acknowledge: u16,
    /// Reminders.
    pub reminders: [u16; 3],
    /// The recipient's manager is told.
    pub escalate: u16,
    /// No answer.
    pub expire: u16,
    /// Longest hold.
    pub hold: u16,
    /// Accepted without contact: ask the recipient.
    pub nudge: u16,
    /// Accepted without contact: tell the sender.
    pub tell_sender: u16,
    /// Agreement asked and not given.
    pub agreement: u16,
    /// A closed referral may be reopened.
    pub reopen: u16,
}

impl Clocks {
    /// The same days in the words of the rules.
    pub fn rules(&self, calendar: Calendar) -> ClockRules {
        ClockRules {
            acknowledge_days: self.acknowledge,
            reminder_days: self.reminders,
            escalation_days: self.escalate,
            expiry_days: self.expire,
            hold_days: self.hold,
            nudge_days: self.nudge,
            no_contact_days: self.tell_sender,
            consent_days: self.agreement,
            reopen_days: self.reopen,
            calendar,
        }
    }
}

impl Database {
    /// The file of an embedded database; `None` when a server is named.
    pub fn sqlite_file(&self) -> Option<&Path> {
        self.url.strip_prefix("sqlite:").map(|path| Path::new(path.strip_prefix("//").unwrap_or(path)))
    }

    /// The address with its password, for the driver and nobody else.
    pub fn connection(&self) -> Result<Secret, ConfigError> {
        if let (Some(file), None) = (self.sqlite_file(), &self.password_file) {
            return Ok(Secret::from(relais_store::connect::sqlite_url(file)));
        }
        with_password(&self.url, self.password_file.as_deref(), "database.password_file")
    }
}

impl Keys {
    /// The key store's address with its password; `None` at level `file`.
    pub fn connection(&self) -> Result<Option<Secret>, ConfigError> {
        let url = self.url.as_ref().filter(|_| self.level == KeyLevel::Postgres);
        url.map(|url| with_password(url.as_str(), self.password_file.as_deref(), "keys.password_file"))
            .transpose()
    }
}

fn with_password(url: &str, file: Option<&Path>, key: &'static str) -> Result<Secret, ConfigError> {
    let Some(file) = file else { return Ok(Secret::from(url.to_owned())) };
    let password = read_secret(key, file)?;
    let placed = Url::parse(url).ok().and_then(|mut url| {
        url.set_password(Some(password.expose_secret())).ok()?;
        Some(url.to_string())
    });
    placed.map(Secret::from).ok_or_else(|| ConfigError::Secret {
        key,
        path: file.to_owned(),
        reason: "a password goes with an address postgres://USER@HOST:PORT/NAME only".to_owned(),
    })
}

/// Reads a value by its `FromStr`, in its own words when it refuses.
pub(super) fn parsed<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr<Err: Display>,
{
    String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
}

/// The same, an empty text meaning « not set ».
pub(super) fn filled<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr<Err: Display>,
{
    let text = String::deserialize(deserializer)?;
    if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(D::Error::custom) }
}
