//! Words, and what is said of them.

use super::language::Language;

/// How strongly words are said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Weight {
    /// As the text around them.
    #[default]
    Plain,
    /// Bold.
    Strong,
    /// Bold and large, for telephone numbers. Kept in its own order within a line from right to left.
    Large,
}

/// Words of one weight in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The words, as they are read. A line feed breaks the line.
    pub words: String,
    /// How strongly they are said.
    pub weight: Weight,
    /// Their language where it is not the text's: said aloud in that language, and kept in its own order.
    pub language: Option<Language>,
}

/// A text of one or more runs; several of them make no space between each other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// The language of the whole where it is not the document's; it also decides from which side the lines begin.
    pub language: Option<Language>,
    /// The words, in reading order.
    pub runs: Vec<Run>,
}

impl Text {
    /// The same text, in a language of its own.
    #[must_use]
    pub fn in_language(mut self, language: Language) -> Self {
        self.language = Some(language);
        self
    }

    /// With plain words at its end.
    #[must_use]
    pub fn plain(self, words: impl Into<String>) -> Self {
        self.with(words, Weight::Plain, None)
    }

    /// With bold words at its end.
    #[must_use]
    pub fn strong(self, words: impl Into<String>) -> Self {
        self.with(words, Weight::Strong, None)
    }

    /// With large words at its end.
    #[must_use]
    pub fn large(self, words: impl Into<String>) -> Self {
        self.with(words, Weight::Large, None)
    }

    /// With words of another language at its end, such as a name or an address within an Arabic text.
    #[must_use]
    pub fn foreign(self, words: impl Into<String>, language: Language) -> Self {
        self.with(words, Weight::Plain, Some(language))
    }

    fn with(mut self, words: impl Into<String>, weight: Weight, language: Option<Language>) -> Self {
        self.runs.push(Run { words: words.into(), weight, language });
        self
    }
}

impl From<&str> for Text {
    fn from(words: &str) -> Self {
        Self::default().plain(words)
    }
}

impl From<String> for Text {
    fn from(words: String) -> Self {
        Self::default().plain(words)
    }
}
