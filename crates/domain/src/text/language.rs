//! Languages of persons and places.

use super::{error::TextError, text_type};

text_type! {
    /// A language by its ISO 639 code of two or three letters, lower case: `fr`, `ar`, `rom`.
    pub struct LanguageCode: open
}

impl LanguageCode {
    /// Refuses `text.required`, `language.format`.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let code = text.trim().to_ascii_lowercase();
        if code.is_empty() {
            return Err(TextError::REQUIRED);
        }
        if !(2..=3).contains(&code.len()) || !code.bytes().all(|b| b.is_ascii_lowercase()) {
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
        assert!(LanguageCode::parse("rom").is_ok());
        assert_eq!(LanguageCode::parse("français").unwrap_err().code(), "language.format");
    }
}
