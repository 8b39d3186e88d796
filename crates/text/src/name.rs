//! Names of persons.

use super::{error::TextError, lines::visible, secrets, text_type};

/// Longest name kept; civil registers know none longer in use.
const MAX: usize = 100;

text_type! {
    /// A family or given name in any script: letters, marks, spaces, hyphens, apostrophes, full stops.
    /// Digits are refused, so a number never hides in a name.
    pub struct PersonName: personal
}

impl PersonName {
    /// Collapses white space and makes every apostrophe and hyphen the plain one, so that `D’Arc` and `D'Arc`
    /// are one name. Refuses `text.required`, `text.too_long`, `credential.*`, `name.format`:
    /// a number that must not be kept is called by its name before its digits are refused.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let plain = visible(text).replace(['’', '‘', 'ʼ', '`'], "'").replace(['‐', '‑', '–'], "-");
        let name = plain.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() {
            return Err(TextError::REQUIRED);
        }
        if name.chars().count() > MAX {
            return Err(TextError::TOO_LONG);
        }
        secrets::refuse(&name)?;
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
        for name in ["Dupont2", "1984", "<b>", "a@b", "--", "Marie; DROP"] {
            assert_eq!(PersonName::parse(name).unwrap_err().code(), "name.format", "{name}");
        }
    }

    #[test]
    fn a_secret_written_as_a_name_is_refused_for_what_it_is() {
        for (name, code) in [
            ("mot de passe Soleil", "credential.password"),
            ("1 85 05 78 006 084 91", "credential.nir"),
            ("FR76 3000 6000 0112 3456 7890 189", "credential.iban"),
        ] {
            assert_eq!(PersonName::parse(name).unwrap_err().code(), code, "{name}");
        }
        for name in ["Pin", "Pascale Code", "Marguerite Passe", "Soleil", "Rose Clef"] {
            assert!(PersonName::parse(name).is_ok(), "{name}");
        }
    }
}
