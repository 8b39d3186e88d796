//! What two spellings of one name have in common.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::{error::TextError, text_type};

text_type! {
    /// A text reduced for comparison: compatibility decomposition (NFKD), no accents, lower case, every
    /// other sign a single space. `L’Haÿ-les-Roses` and `l hay les roses` share the key `l hay les roses`.
    pub struct SearchKey: personal
}

impl SearchKey {
    /// Refuses `text.required` when no letter or digit remains.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let key = Self::of(text);
        if key.0.is_empty() { Err(TextError::REQUIRED) } else { Ok(key) }
    }

    /// The key of any text, empty when no letter or digit remains: for columns and ranking.
    #[must_use]
    pub fn of(text: &str) -> Self {
        if text.is_ascii() {
            return Self::of_ascii(text);
        }
        let mut key = String::with_capacity(text.len());
        for c in text.nfkd().flat_map(char::to_lowercase).nfkd().filter(|c| !is_combining_mark(*c)) {
            match latin(c) {
                Some(letters) => key.push_str(letters),
                None if c.is_alphanumeric() => key.push(c),
                None if key.ends_with(' ') => {}
                None => key.push(' '),
            }
        }
        Self(key.trim().to_owned())
    }

    fn of_ascii(text: &str) -> Self {
        let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        Self(words.collect::<Vec<_>>().join(" ").to_ascii_lowercase())
    }

    /// The words of the key, in order.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.0.split(' ').filter(|word| !word.is_empty())
    }

    /// The key without its spaces, so that `Le Guen` and `Leguen` meet.
    #[must_use]
    pub fn compact(&self) -> String {
        self.words().collect()
    }
}

/// Latin letters that no decomposition reduces to plain ones.
fn latin(c: char) -> Option<&'static str> {
    Some(match c {
        'œ' => "oe",
        'æ' => "ae",
        'ß' => "ss",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'ı' => "i",
        'þ' => "th",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_meet() {
        let same = |a: &str, b: &str| assert_eq!(SearchKey::parse(a), SearchKey::parse(b));
        same("L’HAŸ-LES-ROSES", "l hay les roses");
        same("Cœur", "coeur");
        same("Émile  Zola", "emile zola");
        same("Łukasz", "lukasz");
        assert_eq!(SearchKey::of("Le Guen").compact(), SearchKey::of("LEGUEN").compact());
        assert_eq!(SearchKey::parse(" -- "), Err(TextError::REQUIRED));
    }
}
