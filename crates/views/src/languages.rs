//! The languages persons speak, by the name that agents read and by their own.

use crate::parts::Choice;

/// The languages a person may be said to speak: the name that agents read, and the language's own,
/// in its script, for whoever points at it.
pub const LANGUAGES: &[(&str, &str, &str)] = &[
    ("fr", "français", ""),
    ("br", "breton", "brezhoneg"),
    ("en", "anglais", "English"),
    ("ar", "arabe", "العربية"),
    ("prs", "dari", "دری"),
    ("ps", "pachto", "پښتو"),
    ("tr", "turc", "Türkçe"),
    ("pt", "portugais", "português"),
    ("ru", "russe", "русский"),
    ("uk", "ukrainien", "українська"),
    ("es", "espagnol", "español"),
    ("so", "somali", "Soomaali"),
    ("ti", "tigrigna", "ትግርኛ"),
    ("vi", "vietnamien", "Tiếng Việt"),
    ("wo", "wolof", "Wolof"),
    ("ka", "géorgien", "ქართული"),
];

/// Isolates a name from the direction of the words around it (U+2068, U+2069).
fn isolated(name: &str) -> String {
    format!("\u{2068}{name}\u{2069}")
}

/// Every language as a choice: « arabe · العربية ».
pub fn language_choices() -> Vec<Choice> {
    let label = |name: &str, own: &str| {
        if own.is_empty() { name.to_owned() } else { format!("{name} · {}", isolated(own)) }
    };
    LANGUAGES.iter().map(|(code, name, own)| Choice::new(*code, label(name, own))).collect()
}

/// Languages by the names that agents read, joined; none when the list is empty.
pub fn named(codes: &[String]) -> Option<String> {
    let name = |code: &String| {
        LANGUAGES
            .iter()
            .find(|(known, ..)| known == code)
            .map_or(code.as_str(), |(_, name, _)| name)
            .to_owned()
    };
    (!codes.is_empty()).then(|| codes.iter().map(name).collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_that_may_be_kept_has_its_own_name() {
        let named: Vec<_> = LANGUAGES.iter().map(|(code, _, _)| *code).collect();
        assert_eq!(named, relais_domain::text::LANGUAGES);
    }
}
