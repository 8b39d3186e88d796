//! What a paper is made of, as its author says it: no size, no place, no page.

mod blocks;
mod language;
mod text;

pub use blocks::{Block, Code, Fact, Level, Marker, Note, SideBySide, Signature};
pub use language::{Direction, Language};
pub use text::{Run, Text, Weight};

/// One paper. Its direction is its language's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Printed as the first heading and shown in the title bar; never empty.
    pub title: String,
    /// Of every word that says nothing else of itself.
    pub language: Language,
    /// Who writes, a line each, above the title.
    pub letterhead: Vec<Text>,
    /// The document's number, in the footer of every page. Also the file's own id.
    pub number: String,
    /// The day, in words or digits as people of this language read it, in the footer of every page.
    pub date: String,
    /// The foot of every page.
    pub footer: Footer,
    /// The body, in reading order.
    pub blocks: Vec<Block>,
}

/// What stands at the foot of every page beside number and date. Readers of the screen pass over it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Footer {
    /// Words above number and date; may be empty.
    pub words: String,
    /// The page's number in words, with `{page}` and `{pages}` in it: `Page {page} sur {pages}`.
    pub page: String,
}
