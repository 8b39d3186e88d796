//! Words of people: one line, or several.

use unicode_normalization::UnicodeNormalization;

use super::{error::TextError, secrets};

/// One line of free words, at most `MAX` characters, white space collapsed, without credentials.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Line<const MAX: usize>(String);

/// A name, a title, an address line: one line of at most 200 characters.
pub type ShortText = Line<200>;

/// Several lines of free words, at most `MAX` characters, without credentials.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Paragraphs<const MAX: usize>(String);

/// What an agent writes in her own words: at most 2,000 characters.
pub type FreeText = Paragraphs<2000>;

impl<const MAX: usize> Line<MAX> {
    /// Trims, collapses white space (line breaks too), composes accents (NFC), drops invisible characters.
    /// Refuses `text.required`, `text.too_long`, `credential.*`.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let words = visible(text);
        checked(words.split_whitespace().collect::<Vec<_>>().join(" "), MAX).map(Self)
    }

    /// The canonical line.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const MAX: usize> Paragraphs<MAX> {
    /// Keeps line breaks (as `\n`, at most one blank line in a row), otherwise as [`Line::parse`].
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let mut kept = String::new();
        let mut blank = 0;
        for line in visible(text).trim().lines() {
            let words = line.split_whitespace().collect::<Vec<_>>().join(" ");
            blank = if words.is_empty() { blank + 1 } else { 0 };
            if blank < 2 {
                kept.push_str(&words);
                kept.push('\n');
            }
        }
        checked(kept.trim().to_owned(), MAX).map(Self)
    }

    /// The canonical text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const MAX: usize> std::fmt::Debug for Line<MAX> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Line[text]")
    }
}

impl<const MAX: usize> std::fmt::Debug for Paragraphs<MAX> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Paragraphs[text]")
    }
}

fn checked(text: String, max: usize) -> Result<String, TextError> {
    if text.is_empty() {
        return Err(TextError::REQUIRED);
    }
    if text.chars().count() > max {
        return Err(TextError::TOO_LONG);
    }
    secrets::refuse(&text)?;
    Ok(text)
}

/// The text in NFC with one kind of line break and without characters that show nothing: control codes, soft
/// hyphens, zero-width spaces, bidirectional overrides. Joiners stay, some scripts need them.
pub(super) fn visible(text: &str) -> String {
    let unix = text.replace("\r\n", "\n").replace('\r', "\n");
    if unix.is_ascii() {
        return unix.chars().filter(|c| !is_invisible(*c)).collect();
    }
    unix.chars().filter(|c| !is_invisible(*c)).nfc().collect()
}

fn is_invisible(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        || matches!(c,
            '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_one_line() {
        let line = ShortText::parse("  CCAS\u{a0}de\r\n Brest \u{200b} ").unwrap();
        assert_eq!(line.as_str(), "CCAS de Brest");
        assert_eq!(ShortText::parse(" \n "), Err(TextError::REQUIRED));
        assert!(ShortText::parse(&"é".repeat(200)).is_ok());
        assert_eq!(ShortText::parse(&"é".repeat(201)), Err(TextError::TOO_LONG));
    }

    #[test]
    fn paragraphs_keep_their_breaks() {
        let text = FreeText::parse("\r\nBesoin d'aide.\r\n\r\n\r\n\r\nLe  mardi. ").unwrap();
        assert_eq!(text.as_str(), "Besoin d'aide.\n\nLe mardi.");
    }

    #[test]
    fn bidirectional_overrides_do_not_survive() {
        assert_eq!(ShortText::parse("a\u{202e}b").unwrap().as_str(), "ab");
    }

    #[test]
    fn debug_shows_nothing() {
        assert_eq!(format!("{:?}", FreeText::parse("Marie habite seule").unwrap()), "Paragraphs[text]");
    }

    #[test]
    fn a_password_is_refused_in_any_free_text() {
        assert_eq!(FreeText::parse("mdp : Soleil29!").unwrap_err().code(), "credential.password");
        assert_eq!(ShortText::parse("mdp : Soleil29!").unwrap_err().code(), "credential.password");
    }
}
