//! Reading a form or a JSON body field by field: every wrong field is named at once, and nothing is guessed.

use relais_domain::text::TextError;

use crate::{AppError, FieldError};

/// Gathers what is wrong while fields are read.
#[derive(Debug, Default)]
pub struct Fields {
    errors: Vec<FieldError>,
}

impl Fields {
    /// A field that must be there.
    pub fn required<T>(
        &mut self,
        field: &'static str,
        text: &str,
        parse: impl FnOnce(&str) -> Result<T, TextError>,
    ) -> Option<T> {
        if text.trim().is_empty() {
            self.refuse(field, "text.required");
            return None;
        }
        self.keep(field, parse(text))
    }

    /// A field that may be empty.
    pub fn optional<T>(
        &mut self,
        field: &'static str,
        text: &str,
        parse: impl FnOnce(&str) -> Result<T, TextError>,
    ) -> Option<T> {
        if text.trim().is_empty() { None } else { self.keep(field, parse(text)) }
    }

    /// A field that must be there when something else that was said asks for it.
    pub fn required_if<T>(
        &mut self,
        asked: bool,
        field: &'static str,
        text: &str,
        parse: impl FnOnce(&str) -> Result<T, TextError>,
    ) -> Option<T> {
        if asked { self.required(field, text, parse) } else { self.optional(field, text, parse) }
    }

    /// A code of a closed list that must be chosen.
    pub fn code<T: std::str::FromStr>(&mut self, field: &'static str, text: &str) -> Option<T> {
        let chosen = text.trim();
        let code = if chosen.is_empty() { "choice.required" } else { "choice.unknown" };
        chosen.parse().map_err(|_| self.refuse(field, code)).ok()
    }

    /// A code that may be left open.
    pub fn optional_code<T: std::str::FromStr>(&mut self, field: &'static str, text: &str) -> Option<T> {
        if text.trim().is_empty() { None } else { self.code(field, text) }
    }

    /// Notes that a field is wrong.
    pub fn refuse(&mut self, field: &'static str, code: &'static str) {
        self.errors.push(FieldError::new(field, code));
    }

    /// Everything that is wrong, or nothing.
    pub fn finish(self) -> Result<(), AppError> {
        if self.errors.is_empty() { Ok(()) } else { Err(AppError::Invalid(self.errors)) }
    }

    fn keep<T>(&mut self, field: &'static str, parsed: Result<T, TextError>) -> Option<T> {
        parsed.map_err(|error| self.refuse(field, error.code())).ok()
    }
}

/// What cannot happen once [`Fields::finish`] has passed: a required field that is not there.
pub fn present<T>(field: &'static str, value: Option<T>) -> Result<T, AppError> {
    value.ok_or_else(|| AppError::field(field, "text.required"))
}
