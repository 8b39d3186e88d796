//! Layers of one configuration: the defaults name every key and its kind; each later layer may only change values.

use super::ConfigError;
use std::{collections::BTreeMap, fmt, path::PathBuf};
use toml::{Table, Value};

/// The defaults, with their comments: the reference of every key.
pub const DEFAULT: &str = include_str!("../../../../config/default.toml");

/// Where a value was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The defaults inside the binary.
    Default,
    /// A configuration file.
    File(PathBuf),
    /// A variable of the environment.
    Environment(String),
    /// `--set` on the command line.
    Flag,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("the defaults"),
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Environment(variable) => write!(f, "the environment variable {variable}"),
            Self::Flag => f.write_str("--set"),
        }
    }
}

/// The values so far, and where each that is not a default came from.
#[derive(Debug)]
pub(super) struct Layers {
    values: Table,
    origins: BTreeMap<String, Origin>,
}

impl Layers {
    pub(super) fn defaults() -> Result<Self, ConfigError> {
        let values = parse(DEFAULT, &Origin::Default)?;
        Ok(Self { values, origins: BTreeMap::new() })
    }

    /// Lays a file's text over the values.
    pub(super) fn lay(&mut self, text: &str, origin: &Origin) -> Result<(), ConfigError> {
        merge(&mut self.values, parse(text, origin)?, "", origin, &mut self.origins)
    }

    /// Sets one value from a text (environment, command line), read as the kind of value the key has.
    pub(super) fn set(&mut self, key: &str, text: &str, origin: &Origin) -> Result<(), ConfigError> {
        let present =
            key.split('.').try_fold(&Value::Table(self.values.clone()), |at, part| at.get(part)).cloned();
        let value = match present {
            Some(present) => read_as(&present, text).ok_or_else(|| kind_error(key, &present, origin))?,
            None => Value::String(text.to_owned()), // unknown: the merge says so, with the keys there are
        };
        let nested = key
            .rsplit('.')
            .fold(value, |value, part| Value::Table(Table::from_iter([(part.to_owned(), value)])));
        match nested {
            Value::Table(table) => merge(&mut self.values, table, "", origin, &mut self.origins),
            _ => Ok(()),
        }
    }

    /// Turns the values into the typed configuration.
    pub(super) fn read<T: serde::de::DeserializeOwned>(self) -> Result<T, ConfigError> {
        let Self { values, origins } = self;
        Value::Table(values).try_into().map_err(|error: toml::de::Error| {
            let shown = error.to_string(); // "reason\nin `section.key`\n"
            let key =
                shown.rsplit_once("in `").and_then(|(_, rest)| rest.split('`').next()).unwrap_or_default();
            let origin = origins.get(key).cloned().unwrap_or(Origin::Default);
            ConfigError::Value { origin, key: key.to_owned(), reason: error.message().to_owned() }
        })
    }
}

fn parse(text: &str, origin: &Origin) -> Result<Table, ConfigError> {
    text.parse().map_err(|source| ConfigError::Syntax { origin: origin.clone(), source })
}

fn merge(
    into: &mut Table,
    from: Table,
    section: &str,
    origin: &Origin,
    origins: &mut BTreeMap<String, Origin>,
) -> Result<(), ConfigError> {
    for (name, value) in from {
        let key = if section.is_empty() { name.clone() } else { format!("{section}.{name}") };
        let known = into.keys().cloned().collect::<Vec<_>>().join(", ");
        match (into.get_mut(&name), value) {
            (None, _) => return Err(ConfigError::UnknownKey { origin: origin.clone(), key, known }),
            (Some(Value::Table(inner)), Value::Table(value)) => merge(inner, value, &key, origin, origins)?,
            (Some(present), value) if present.same_type(&value) => {
                *present = value;
                origins.insert(key, origin.clone());
            }
            (Some(present), _) => return Err(kind_error(&key, present, origin)),
        }
    }
    Ok(())
}

fn read_as(present: &Value, text: &str) -> Option<Value> {
    match present {
        Value::String(_) => Some(Value::String(text.to_owned())),
        Value::Integer(_) => text.trim().parse().ok().map(Value::Integer),
        Value::Boolean(_) => text.trim().parse().ok().map(Value::Boolean),
        Value::Array(items) => {
            let texts = text.split(',').map(str::trim).filter(|item| !item.is_empty());
            match items.first() {
                Some(first) => {
                    texts.map(|item| read_as(first, item)).collect::<Option<_>>().map(Value::Array)
                }
                None => Some(Value::Array(texts.map(|item| Value::String(item.to_owned())).collect())),
            }
        }
        Value::Float(_) | Value::Datetime(_) | Value::Table(_) => None,
    }
}

fn kind_error(key: &str, present: &Value, origin: &Origin) -> ConfigError {
    let reason = format!("a value of kind {} is expected", present.type_str());
    ConfigError::Value { origin: origin.clone(), key: key.to_owned(), reason }
}

/// What the defaults' comments say of a key: the lines right above it, and its default.
pub fn documentation(key: &str) -> String {
    let (section, name) = key.rsplit_once('.').unwrap_or(("", key));
    let mut current = "";
    let mut comment: Vec<&str> = Vec::new();
    for line in DEFAULT.lines() {
        if let Some(header) = line.strip_prefix('[') {
            current = header.trim_end_matches(']');
            comment.clear();
        } else if let Some(text) = line.strip_prefix("# ") {
            comment.push(text);
        } else if let Some((found, default)) = line.split_once(" = ") {
            if current == section && found == name {
                return format!("{} (default: {default})", comment.join(" "));
            }
            comment.clear();
        }
    }
    "see config/default.toml".to_owned()
}
