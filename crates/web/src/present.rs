//! Words for codes that several pages show: languages in their own name, short names, states, themes.

use chrono::NaiveDate;
use relais_domain::{agreement::Item, text::Phone};

use crate::{
    say::Say,
    views::parts::{Choice, Phrase, Tag},
    words::Words,
};

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
pub fn languages(codes: &[String]) -> Option<String> {
    let name = |code: &String| {
        LANGUAGES
            .iter()
            .find(|(known, ..)| known == code)
            .map_or(code.as_str(), |(_, name, _)| name)
            .to_owned()
    };
    (!codes.is_empty()).then(|| codes.iter().map(name).collect::<Vec<_>>().join(", "))
}

/// The theme of a need, or that none was chosen.
pub fn theme(code: Option<&str>) -> Say {
    code.map_or_else(|| Say::new("theme-none"), |code| Say::code("theme", code))
}

/// The state of a referral by its code in a list.
pub fn state(code: &str) -> Option<Tag> {
    code.parse().ok().map(Tag::referral)
}

/// « Amina B. »: enough for a colleague, little for whoever looks over a shoulder.
pub fn short_name(given: Option<&str>, family: Option<&str>) -> String {
    match (given, family.and_then(|family| family.chars().next())) {
        (Some(given), Some(initial)) => format!("{given} {initial}."),
        (Some(given), None) => given.to_owned(),
        (None, _) => family.unwrap_or_default().to_owned(),
    }
}

/// « Amina Benali »; empty when neither is known.
pub fn full_name(given: Option<&str>, family: Option<&str>) -> String {
    [given, family].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// A kept birth (`1991-06-04` or `1991`) in words.
pub fn birth(words: &Words, stored: &str) -> String {
    stored.parse::<NaiveDate>().map_or_else(|_| stored.to_owned(), |date| words.day(date))
}

/// A kept birth as the form takes it: `04 06 1991`.
pub fn birth_typed(stored: &str) -> String {
    stored.parse::<NaiveDate>().map_or_else(|_| stored.to_owned(), |date| date.format("%d %m %Y").to_string())
}

/// A kept phone number (E.164) as it is read aloud: French ones by pairs.
pub fn phone(stored: &str) -> String {
    Phone::parse(stored).map_or_else(|_| stored.to_owned(), |phone| phone.spaced().replace(' ', "\u{a0}"))
}

/// Words that may be absent.
pub fn given(text: Option<&String>) -> Option<Phrase> {
    text.filter(|text| !text.is_empty()).map(|text| Phrase::Plain(text.clone()))
}

/// « le nom, le téléphone »: what is passed on; none when nothing is.
pub fn items(items: impl IntoIterator<Item = Item>) -> Option<Say> {
    let labels = items.into_iter().map(|item| Say::code("item", item.as_str()));
    labels.reduce(|before, next| Say::new("items-joined").with("before", before).with("next", next))
}

/// What a field of a record holds, or that it holds nothing.
pub fn held(values: &[String]) -> Phrase {
    let values: Vec<_> = values.iter().map(String::as_str).filter(|value| !value.is_empty()).collect();
    if values.is_empty() {
        Say::new("saved-meanwhile-nothing").into()
    } else {
        Phrase::Plain(values.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_that_may_be_kept_has_its_own_name() {
        let named: Vec<_> = LANGUAGES.iter().map(|(code, _, _)| *code).collect();
        assert_eq!(named, relais_domain::text::LANGUAGES);
    }

    #[test]
    fn names_are_short_in_lists() {
        assert_eq!(short_name(Some("Amina"), Some("Benali")), "Amina B.");
        assert_eq!(short_name(None, Some("Benali")), "Benali");
        assert_eq!(short_name(Some("Amina"), None), "Amina");
        assert_eq!(full_name(None, None), "");
    }

    #[test]
    fn french_numbers_are_read_by_pairs_and_others_as_they_are() {
        assert_eq!(phone("+33612345678").replace('\u{a0}', " "), "06 12 34 56 78");
        assert_eq!(phone("+262692000000").replace('\u{a0}', " "), "06 92 00 00 00");
        assert_eq!(phone("+212612345678"), "+212612345678");
    }

    #[test]
    fn a_birth_goes_back_to_the_form_as_it_may_be_typed() {
        assert_eq!(birth_typed("1991-06-04"), "04 06 1991");
        assert_eq!(birth_typed("1991"), "1991");
    }
}
