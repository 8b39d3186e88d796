//! A sentence to say: the key of a text and its variables, put into words only when the page is drawn.
//!
//! Views hold `Say` where the sentence is chosen by code (histories, states, errors), so that no French stands in
//! Rust and every sentence is checked with the other texts. It is said as its view is handed to the template, which
//! then holds words only.

use std::{borrow::Cow, cell::RefCell, collections::BTreeMap};

use serde::{Serialize, Serializer, ser::Error as _};

use crate::locale::Locale;

thread_local! {
    /// The language of the page whose view is being handed to its template: serialisation carries nothing beside.
    static SPOKEN: RefCell<Option<Locale>> = const { RefCell::new(None) };
}

/// Serialises views whose sentences are said in this language.
pub(crate) fn said_in<T>(locale: &Locale, serialise: impl FnOnce() -> T) -> T {
    let before = SPOKEN.replace(Some(locale.clone()));
    let done = serialise();
    SPOKEN.set(before);
    done
}

/// The value of a variable in a sentence.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A count: chooses the plural.
    Number(i64),
    /// A name, a date already in words, a number of phone.
    Text(String),
    /// Another sentence, put into words first.
    Say(Say),
}

/// A sentence of the locale files.
#[derive(Clone, Debug, PartialEq)]
pub struct Say {
    /// The key of the text.
    pub key: Cow<'static, str>,
    /// Its variables.
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

impl Serialize for Say {
    /// The sentence in words; an error where its text is missing, or outside of a page.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        SPOKEN.with_borrow(|locale| {
            let locale = locale.as_ref().ok_or_else(|| S::Error::custom("no language to say it in"))?;
            serializer.serialize_str(&locale.say(self).map_err(S::Error::custom)?)
        })
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
