//! Words for codes that several pages show: short names, states, themes.

use chrono::NaiveDate;
use relais_domain::{agreement::Item, text::Phone};

use crate::{
    say::Say,
    views::parts::{Phrase, Tag},
    words::Words,
};

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

#[cfg(test)]
mod tests {
    use super::*;

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
