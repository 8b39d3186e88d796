//! Names of persons.

use super::{error::TextError, lines::visible, text_type};

/// Longest name kept; civil registers know none longer in use.
const MAX: usize = 100;

text_type! {
    /// A family or given name in any script: letters, marks, spaces, hyphens, apostrophes, full stops.
    /// Digits are refused, so a number never hides in a name.
    pub struct PersonName: personal
}

impl PersonName {
    /// Collapses white space and makes every apostrophe and hyphen the plain one, so that `D’Arc` and `D'Arc`
    /// are one name. Refuses `text.required`, `text.too_long`, `name.format`.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let plain = visible(text).replace(['’', '‘', 'ʼ', '`'], "'").replace(['‐', '‑', '–'], "-");
        let name = plain.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() {
            return Err(TextError::REQUIRED);
        }
        if name.chars().count() > MAX {
            return Err(TextError::TOO_LONG);
        }
        let allowed = |c: char| c.is_alphabetic() || is_mark(c) || " '-.".contains(c);
        if !name.chars().all(allowed) || !name.chars().any(char::is_alphabetic) {
            return Err(TextError::new("name.format"));
        }
        Ok(Self(name))
    }
}

/// Marks and joiners that names in other scripts need and that Rust does not call alphabetic.
fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c) || matches!(c, '\u{200c}' | '\u{200d}' | '·')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_world_are_names() {
        for name in
            ["Le Guen", "D’Arc", "Jean-Pierre", "Nguyễn", "Бойко", "محمد", "O'Neill", "St. Clair", "अनिता"]
        {
            assert!(PersonName::parse(name).is_ok(), "{name}");
        }
        assert_eq!(PersonName::parse("D’Arc"), PersonName::parse("D'Arc"));
    }

    #[test]
    fn numbers_and_signs_are_not() {
        for name in ["Dupont2", "1850578006084", "<b>", "a@b", "--", "Marie; DROP"] {
            assert_eq!(PersonName::parse(name).unwrap_err().code(), "name.format", "{name}");
        }
    }
}
