//! The name of an organisation in commands and addresses.

use crate::text::{SearchKey, TextError};

/// Lower-case letters and digits in words joined by hyphens, at most 63 characters: `ccas-de-brest`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Slug(String);

const LONGEST: usize = 63;

impl Slug {
    /// Reads a slug as it must be written. Refuses `text.required`, `text.too_long`, `slug.format`.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        if text.is_empty() {
            return Err(TextError::REQUIRED);
        }
        if text.len() > LONGEST {
            return Err(TextError::TOO_LONG);
        }
        let word = |word: &str| {
            !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        };
        if text.split('-').all(word) { Ok(Self(text.to_owned())) } else { Err(TextError::new("slug.format")) }
    }

    /// Makes one from a name, cut at a word's end; refuses `slug.format` when no plain letter or digit remains.
    pub fn from_name(name: &str) -> Result<Self, TextError> {
        let key = SearchKey::of(name);
        let mut slug = String::new();
        for word in key.words().map(plain).filter(|word| !word.is_empty()) {
            if slug.len() + 1 + word.len() > LONGEST {
                break;
            }
            if !slug.is_empty() {
                slug.push('-');
            }
            slug.push_str(&word);
        }
        if slug.is_empty() { Err(TextError::new("slug.format")) } else { Ok(Self(slug)) }
    }

    /// The slug.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn plain(word: &str) -> String {
    word.chars().filter(char::is_ascii_alphanumeric).take(LONGEST - 1).collect()
}

impl std::fmt::Display for Slug {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_words_joined_by_single_hyphens() {
        assert_eq!(Slug::parse("ccas-de-brest").map(|slug| slug.to_string()).as_deref(), Ok("ccas-de-brest"));
        for wrong in ["CCAS", "ccas--brest", "-ccas", "ccas-", "ccas brest", "été", "a/b"] {
            assert_eq!(Slug::parse(wrong), Err(TextError::new("slug.format")), "{wrong}");
        }
        assert_eq!(Slug::parse(""), Err(TextError::REQUIRED));
        assert_eq!(Slug::parse(&"a".repeat(64)), Err(TextError::TOO_LONG));
    }

    #[test]
    fn a_slug_made_from_a_name_parses_back() {
        let names =
            ["CCAS de Brest", "Point d'accueil — Le Relecq-Kerhuon", &"Maison ".repeat(20), &"x".repeat(90)];
        for name in names {
            let slug = Slug::from_name(name).expect("letters");
            assert_eq!(Slug::parse(slug.as_str()), Ok(slug));
        }
        assert_eq!(Slug::from_name("  — "), Err(TextError::new("slug.format")));
    }
}
