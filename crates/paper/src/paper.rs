//! The one door: a document in, bytes out.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use crate::clean::one_line;
use crate::draw::{About, Drawing};
use crate::error::PaperError;
use crate::flow::{Composed, compose};
use crate::fonts::Fonts;
use crate::footer::Foot;
use crate::model::Document;
use crate::paginate::paginate;
use crate::typeset::Typesetter;

/// Most pages of one document: a mistake of its author must not fill memory.
pub const MOST_PAGES: usize = 500;

/// What prints. Made once and shared by all threads: it holds the fonts and what was learned of them.
pub struct Paper {
    fonts: Arc<Fonts>,
    /// Setters that nobody uses now.
    idle: Mutex<Vec<Typesetter>>,
}

/// A printed document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printed {
    /// A PDF 1.7 file that keeps PDF/UA-1.
    pub bytes: Vec<u8>,
    /// How many pages it has.
    pub pages: usize,
    /// Characters of the document that could not be printed, each once, in the order of their codes. U+FFFD stands
    /// in their place, or, for the fifth and later marks on one letter, nothing. Whoever prints what binds a person
    /// should refuse a document where this is not empty.
    pub replaced: Vec<char>,
}

impl Paper {
    /// Reads the fonts in the program.
    pub fn new() -> Result<Self, PaperError> {
        Ok(Self { fonts: Arc::new(Fonts::load()?), idle: Mutex::default() })
    }

    /// Prints `document`. The same document gives the same bytes.
    pub fn print(&self, document: &Document) -> Result<Printed, PaperError> {
        let idle = self.idle().pop();
        let mut setter = idle.unwrap_or_else(|| Typesetter::new(Arc::clone(&self.fonts)));
        let printed = print(document, &mut setter);
        self.idle().push(setter);
        printed
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Typesetter>> {
        // Nothing under this lock can be left half done.
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn print(document: &Document, setter: &mut Typesetter) -> Result<Printed, PaperError> {
    let mut foot = Foot::new(document, setter)?;
    let Composed { bands, tags, mut replaced } = compose(document, setter)?;
    let pages = paginate(&bands, foot.body_ends(), MOST_PAGES)?;
    let mut drawing = Drawing::new(tags)?;
    for (number, placed) in (1..).zip(&pages) {
        let standing = foot.on(number, pages.len(), setter)?;
        drawing.page(&bands, placed, &foot, &standing)?;
    }
    replaced.append(&mut foot.replaced);
    let about = About {
        title: one_line(&document.title, &mut BTreeSet::new()),
        language: &document.language,
        number: one_line(&document.number, &mut BTreeSet::new()),
    };
    let bytes = drawing.finish(about)?;
    Ok(Printed { bytes, pages: pages.len(), replaced: replaced.into_iter().collect() })
}
