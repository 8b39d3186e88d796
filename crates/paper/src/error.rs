//! Why no paper came out.

use krilla::error::KrillaError;

/// Every way a document is refused. None says a word of the document's own: an error may be logged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PaperError {
    /// A title without a visible character: a reader would hear the name of a file instead.
    #[error("the document has no title")]
    NoTitle,
    /// Not a language tag: two or three letters, then groups of one to eight letters or digits after hyphens (BCP 47).
    #[error("a language tag is malformed")]
    Language,
    /// The words of the page number lack `{page}` or `{pages}`.
    #[error("the words of the page number lack a placeholder")]
    PageWords,
    /// A heading without a visible character would be a bookmark that says nothing.
    #[error("a heading is empty")]
    EmptyHeading,
    /// A subsection stands where no section is open: PDF/UA-1, 7.4.2, forbids skipped levels.
    #[error("a subsection stands before the first section")]
    HeadingSkipped,
    /// A QR code without content.
    #[error("a QR code has no content")]
    EmptyCode,
    /// A QR code that says nothing to those who do not see it.
    #[error("a QR code has no alternative text")]
    NoAlternative,
    /// More than the largest QR code holds.
    #[error("the content of a QR code is too long")]
    CodeTooLong,
    /// The footer would take more than a fifth of every page.
    #[error("the footer is too tall")]
    FooterTooTall,
    /// A piece that never splits is taller than a page, such as the label of a signature with thousands of words.
    #[error("a piece that never splits is taller than a page")]
    TooTall,
    /// More pages than [`MOST_PAGES`](crate::MOST_PAGES).
    #[error("the document has too many pages")]
    TooManyPages,
    /// The fonts lack even the sign that stands for what they lack: never with the bundled ones.
    #[error("a character can be printed in no way")]
    Unprintable,
    /// A font in the program cannot be read: the program is damaged.
    #[error("a bundled font cannot be read")]
    Font,
    /// The writer found a breach of PDF/UA-1 or of PDF itself; the names of the breaches, without their content.
    #[error("the writer refused the document: {0}")]
    Refused(String),
}

impl From<KrillaError> for PaperError {
    fn from(error: KrillaError) -> Self {
        // A breach quotes the text it was found in, which may be a person's name: only its own name is kept.
        let name = |error: String| error.split(['(', ' ']).next().unwrap_or_default().to_owned();
        Self::Refused(match error {
            KrillaError::Validation(breaches) => {
                let mut names: Vec<String> =
                    breaches.iter().map(|breach| name(format!("{breach:?}"))).collect();
                names.sort_unstable();
                names.dedup();
                names.join(", ")
            }
            other => name(format!("{other:?}")),
        })
    }
}
