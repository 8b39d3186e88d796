//! A sentence to say: the key of a text and its variables, put into words only when the page is drawn.
//!
//! Views hold `Say` where the sentence is chosen by code (histories, states, errors), so that no French stands in
//! Rust and every sentence is checked with the other texts.

use std::{borrow::Cow, collections::BTreeMap};

use serde::Serialize;

/// The value of a variable in a sentence.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Value {
    /// A count: chooses the plural.
    Number(i64),
    /// A name, a date already in words, a number of phone.
    Text(String),
    /// Another sentence, put into words first.
    Say(Say),
}

/// A sentence of the locale files.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Say {
    /// The key of the text.
    pub key: Cow<'static, str>,
    /// Its variables.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub args: BTreeMap<Cow<'static, str>, Value>,
}

impl Say {
    /// A sentence without variables so far.
    pub fn new(key: impl Into<Cow<'static, str>>) -> Self {
        Self { key: key.into(), args: BTreeMap::new() }
    }

    /// The label of a code of a closed list: `theme-logement`, `state-received`. Underscores and dots become
    /// hyphens, the only sign a Fluent key allows.
    pub fn code(list: &str, code: &str) -> Self {
        Self::new(format!("{list}-{}", code.replace(['_', '.'], "-")))
    }

    /// The same sentence with one more variable.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.args.insert(Cow::Borrowed(name), value.into());
        self
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<Say> for Value {
    fn from(say: Say) -> Self {
        Self::Say(say)
    }
}
