//! Languages of persons and places.

use super::{error::TextError, text_type};

/// The languages a person may be said to speak, by their ISO 639 codes: those of the network's first pages
/// (`interface.md` 7), and others met at its desks.
pub const LANGUAGES: &[&str] =
    &["fr", "br", "en", "ar", "prs", "ps", "tr", "pt", "ru", "uk", "es", "so", "ti", "vi", "wo", "ka"];

text_type! {
    /// A language of [`LANGUAGES`] by its code of two or three letters, lower case: `fr`, `ar`, `prs`.
    pub struct LanguageCode: open
}

impl LanguageCode {
    /// Refuses `text.required`, `language.format` (not of the list).
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let code = text.trim().to_ascii_lowercase();
        if code.is_empty() {
            return Err(TextError::REQUIRED);
        }
        if !LANGUAGES.contains(&code.as_str()) {
            return Err(TextError::new("language.format"));
        }
        Ok(Self(code))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes() {
        assert_eq!(LanguageCode::parse(" FR ").unwrap().as_str(), "fr");
        for code in LANGUAGES {
            assert_eq!(LanguageCode::parse(code).unwrap().as_str(), *code);
        }
        for unknown in ["xx", "zz", "français", "f"] {
            assert_eq!(LanguageCode::parse(unknown).unwrap_err().code(), "language.format", "{unknown}");
        }
    }
}
