//! The refusal of a text: a stable code, never the text itself.

/// Why a text was refused. The code is part of the product's interface (API, locale files, import reports).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[error("{code}")]
pub struct TextError {
    /// A stable code such as `siret.checksum`; the edges hold the sentence that says what to write.
    pub code: &'static str,
}

impl TextError {
    /// Nothing was written where something must be.
    pub const REQUIRED: Self = Self::new("text.required");
    /// More characters than the field holds.
    pub const TOO_LONG: Self = Self::new("text.too_long");

    /// A refusal with this code.
    #[must_use]
    pub const fn new(code: &'static str) -> Self {
        Self { code }
    }

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        self.code
    }
}
