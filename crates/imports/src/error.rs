//! Why a whole file could not be read.

/// A file that gives no record at all. Single rows never fail a file.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// Larger than [`super::MAX_BYTES`].
    #[error("the file is larger than 64 MiB")]
    TooLarge,
    /// Not a text: a workbook, an archive, an image.
    #[error("the file is not a text (CSV, JSON or JSON Lines)")]
    NotText,
    /// Begins as JSON and is not.
    #[error("the file is not readable as JSON (line {line})")]
    Json {
        /// Where reading stopped.
        line: usize,
    },
    /// No row at all.
    #[error("the file holds no row")]
    Empty,
    /// The columns are those of no producer that a mapping describes.
    #[error("no mapping knows these columns")]
    UnknownProducer,
    /// A mapping of organisations given for places, or the reverse.
    #[error("the mapping describes another kind of file")]
    OtherKind,
    /// A mapping or a code list does not say what it must.
    #[error("{name}: {reason}")]
    Mapping {
        /// The mapping's or the list's name.
        name: String,
        /// What is wrong with it.
        reason: String,
    },
}

impl ImportError {
    /// The stable code, for the command line and the report.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooLarge => "file.too_large",
            Self::NotText => "file.not_text",
            Self::Json { .. } => "file.json",
            Self::Empty => "file.empty",
            Self::UnknownProducer => "file.unknown_producer",
            Self::OtherKind => "file.other_kind",
            Self::Mapping { .. } => "mapping.unreadable",
        }
    }
}
