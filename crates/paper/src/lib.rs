//! Papers that are handed over: a small model of a document in, the bytes of a tagged PDF out.
//!
//! Pure and offline: no other crate of Relais, no clock, no network, no font of the machine. The same document gives
//! the same bytes on every machine. What comes out is PDF/UA-1: `krilla` checks it while it writes and refuses to
//! finish a file that breaks the standard, so a paper that exists can be read by a screen reader.
//!
//! A document passes five doors: `clean` (no character reaches the page unseen), `typeset` (texts to lines, by
//! `parley`), `flow` (blocks to bands, the smallest pieces that never split), `paginate` (bands to pages), `draw`
//! (pages to bytes, with the tree of tags in reading order). See this folder's README for what is promised.
//!
//! ```
//! use relais_paper::{Block, Document, Footer, Language, Paper, Text};
//!
//! let document = Document {
//!     title: "Mandat".to_owned(),
//!     language: Language::parse("fr")?,
//!     letterhead: vec![Text::from("CCAS de Brest")],
//!     number: "M-2026-0042".to_owned(),
//!     date: "23 novembre 2026".to_owned(),
//!     footer: Footer { words: String::new(), page: "Page {page} sur {pages}".to_owned() },
//!     blocks: vec![Block::Paragraph(Text::from("Je confie la démarche à ").strong("Jeanne Le Bris"))],
//! };
//! let printed = Paper::new()?.print(&document)?;
//! assert!(printed.bytes.starts_with(b"%PDF-1.7"));
//! assert_eq!((printed.pages, printed.replaced.len()), (1, 0));
//! # Ok::<(), relais_paper::PaperError>(())
//! ```

mod clean;
mod draw;
mod error;
mod flow;
mod fonts;
mod footer;
mod model;
mod paginate;
mod paper;
mod sheet;
mod tags;
mod typeset;

pub use error::PaperError;
pub use model::{
    Block, Code, Direction, Document, Fact, Footer, Language, Level, Marker, Note, Run, SideBySide,
    Signature, Text, Weight,
};
pub use paper::{MOST_PAGES, Paper, Printed};
