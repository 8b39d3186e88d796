//! Texts of the pages, from Fluent files (`locales/`), one folder a language, one file an area.
//!
//! A missing key or variable is an error, never a hole in a page. What Fluent leaves to the caller is done here:
//! non-breaking spaces before French double signs, and isolation of right-to-left values (W3C qa-html-dir).

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
    sync::{Arc, PoisonError, RwLock},
};

use fluent_templates::{LanguageIdentifier, StaticLoader, fluent_bundle::FluentValue};
use unic_langid::langid;

use crate::say::{Say, Value};

fluent_templates::static_loader! {
    static TEXTS = {
        locales: "./locales",
        fallback_language: "fr",
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// A text that could not be said: the key or one of its variables is missing.
#[derive(Debug, thiserror::Error)]
#[error("text {key}: {reason}")]
pub struct MissingText {
    /// The key asked for.
    pub key: String,
    reason: String,
}

/// A language of the pages.
#[derive(Clone)]
pub struct Locale {
    id: LanguageIdentifier,
    texts: &'static StaticLoader,
    /// Texts without variables that were said before: most of a page, and always the same words.
    said: Arc<RwLock<HashMap<String, String>>>,
}

impl std::fmt::Debug for Locale {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Locale").field(&self.tag()).finish()
    }
}

impl Locale {
    /// French, the language of the law and of every page so far.
    pub fn french() -> Self {
        Self { id: langid!("fr"), texts: &TEXTS, said: Arc::default() }
    }

    /// The tag for `lang` attributes (BCP 47).
    pub fn tag(&self) -> String {
        self.id.to_string()
    }

    /// The reading direction for `dir` attributes.
    pub fn direction(&self) -> &'static str {
        match self.id.language.as_str() {
            "ar" | "fa" | "prs" | "ps" | "ur" | "he" => "rtl",
            _ => "ltr",
        }
    }

    /// A sentence in words.
    pub fn say(&self, say: &Say) -> Result<String, MissingText> {
        self.text(&say.key, &say.args)
    }

    /// The text of a key with its variables.
    pub fn text(&self, key: &str, args: &BTreeMap<Cow<'static, str>, Value>) -> Result<String, MissingText> {
        if !args.is_empty() {
            return self.format(key, args);
        }
        if let Some(said) = self.said.read().unwrap_or_else(PoisonError::into_inner).get(key) {
            return Ok(said.clone());
        }
        let text = self.format(key, args)?;
        self.said.write().unwrap_or_else(PoisonError::into_inner).insert(key.to_owned(), text.clone());
        Ok(text)
    }

    fn format(&self, key: &str, args: &BTreeMap<Cow<'static, str>, Value>) -> Result<String, MissingText> {
        let mut values = HashMap::with_capacity(args.len());
        for (name, value) in args {
            values.insert(name.as_ref(), self.value(value)?);
        }
        self.texts
            .lookup_single_language(&self.id, key, Some(&values))
            .map(|text| non_breaking(&text))
            .map_err(|error| MissingText { key: key.to_owned(), reason: error.to_string() })
    }

    /// The message for a refused field: the field's own sentence for that code where there is one
    /// (`error-phone-text-required`), else the code's (`error-text-required`), else that of the rule that stands
    /// against the whole form (`rule-referral-already-closed`).
    pub fn field_error(&self, field: &str, code: &str) -> Result<String, MissingText> {
        let none = BTreeMap::new();
        let own = Say::code("error", &format!("{field}-{code}"));
        let general = |list| self.text(&Say::code(list, code).key, &none);
        self.text(&own.key, &none).or_else(|_| general("error")).or_else(|_| general("rule"))
    }

    fn value(&self, value: &Value) -> Result<FluentValue<'static>, MissingText> {
        Ok(match value {
            Value::Number(number) => FluentValue::from(*number),
            Value::Text(text) => FluentValue::from(isolated(text)),
            Value::Say(say) => FluentValue::from(self.say(say)?),
        })
    }
}

/// Surrounds a value that holds right-to-left letters with FSI … PDI, so that it does not turn the sentence around.
fn isolated(text: &str) -> String {
    let right_to_left =
        |c: char| matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}');
    if text.chars().any(right_to_left) { format!("\u{2068}{text}\u{2069}") } else { text.to_owned() }
}

/// French sets a space before `: ; ! ? »` and after `«` at which a line must not break.
fn non_breaking(text: &str) -> String {
    let mut kept = String::with_capacity(text.len() + 8);
    let mut last = None;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let breaks = letter == ' '
            && (last == Some('«') || matches!(letters.peek(), Some(':' | ';' | '!' | '?' | '»')));
        kept.push(if breaks { '\u{a0}' } else { letter });
        last = Some(letter);
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_that_stands_against_a_whole_form_has_its_sentence() {
        let french = Locale::french();
        for code in ["referral.already_closed", "invitation.role_above", "membership.role_not_for_agents"] {
            assert!(french.field_error("form", code).is_ok(), "{code}");
        }
        assert!(french.field_error("form", "no.such_code").is_err());
    }

    #[test]
    fn a_missing_key_or_variable_is_an_error() {
        let french = Locale::french();
        assert!(french.say(&Say::new("no-such-text")).is_err());
        assert!(french.say(&Say::new("clock-answer-by")).is_err(), "its day is missing");
        let said = french.say(&Say::new("clock-answer-by").with("day", "9 avril")).unwrap();
        assert_eq!(said, "répondre avant le 9 avril");
    }

    #[test]
    fn a_field_says_its_own_sentence_first() {
        let french = Locale::french();
        assert_ne!(
            french.field_error("family_name", "text.required").unwrap(),
            french.field_error("no_such_field", "text.required").unwrap()
        );
    }

    #[test]
    fn signs_do_not_fall_to_the_next_line() {
        assert_eq!(non_breaking("Quoi ? « Rien »"), "Quoi\u{a0}? «\u{a0}Rien\u{a0}»");
    }

    #[test]
    fn a_right_to_left_name_does_not_turn_the_sentence() {
        assert_eq!(isolated("أمينة"), "\u{2068}أمينة\u{2069}");
        assert_eq!(isolated("Amina"), "Amina");
    }
}
