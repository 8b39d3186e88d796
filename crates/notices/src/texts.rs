//! The words of mails and text messages, from `crates/notices/texts`, one folder a language. They stand here and not with
//! the pages because a message leaves without any page.

use std::collections::HashMap;

use fluent_templates::{LanguageIdentifier, Loader as _, StaticLoader, fluent_bundle::FluentValue};
use relais_app::AppError;
use unic_langid::langid;

fluent_templates::static_loader! {
    static TEXTS = {
        locales: "./texts",
        fallback_language: "fr",
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// A text that could not be said: the key or one of its variables is missing.
#[derive(Debug, thiserror::Error)]
#[error("message text {key}: {reason}")]
struct MissingText {
    key: String,
    reason: String,
}

/// The texts in one language.
#[derive(Clone)]
pub(crate) struct Texts {
    language: LanguageIdentifier,
    texts: &'static StaticLoader,
}

impl Texts {
    /// French: what professionals read.
    pub(crate) fn french() -> Self {
        Self { language: langid!("fr"), texts: &TEXTS }
    }

    /// What a person reads: the first of her languages that there are texts in, else French in plain words.
    pub(crate) fn of_person(languages: &[String]) -> Self {
        let known = |language: &LanguageIdentifier| TEXTS.locales().any(|there| there == language);
        let hers = languages.iter().filter_map(|code| code.parse().ok()).find(known);
        hers.map_or_else(Self::french, |language| Self { language, texts: &TEXTS })
    }

    /// A text without variables.
    pub(crate) fn plain(&self, key: &str) -> Result<String, AppError> {
        self.say(key, [])
    }

    /// A text with its variables. What is missing is an error, never a hole.
    pub(crate) fn say<'a>(
        &self,
        key: &str,
        values: impl IntoIterator<Item = (&'static str, FluentValue<'a>)>,
    ) -> Result<String, AppError> {
        let values: HashMap<&str, FluentValue<'a>> = values.into_iter().collect();
        self.texts.lookup_single_language(&self.language, key, Some(&values)).map_err(|error| {
            AppError::internal(MissingText { key: key.to_owned(), reason: error.to_string() })
        })
    }
}

#[cfg(test)]
mod tests {
    const MAILS: &str = include_str!("../texts/fr/mails.ftl");
    const TEXT_MESSAGES: &str = include_str!("../texts/fr/text_messages.ftl");
    /// Wording that no reader is to meet (`interface.md` 6).
    const FORBIDDEN: [&str; 11] = [
        "vous avez oublié",
        "vous n'avez pas",
        "invalide",
        "incorrect",
        "refusé",
        "il suffit",
        "simplement",
        "cliquez ici",
        "veuillez",
        "conformément",
        "nonobstant",
    ];

    fn texts(file: &str) -> impl Iterator<Item = &str> {
        let lines = file.lines().filter(|line| !line.starts_with('#'));
        lines
            .filter_map(|line| line.split_once(" = ").map_or_else(|| line.split_once("] "), Some))
            .map(|pair| pair.1)
    }

    #[test]
    fn sentences_are_short_and_say_nothing_that_hurts() {
        for (file, longest) in [(MAILS, 25), (TEXT_MESSAGES, 15)] {
            assert!(texts(file).count() > 8);
            for text in texts(file) {
                let plain = text.replace('’', "'").to_lowercase();
                let met = FORBIDDEN.iter().find(|words| plain.contains(**words));
                assert_eq!(met, None, "{text}");
                for sentence in plain.split(['.', '?', '!']) {
                    let words =
                        sentence.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric));
                    assert!(words.count() <= longest, "{sentence}");
                }
            }
        }
    }
}
