//! What composing needs at hand, and the order of blocks.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::prose::Around;
use super::{Band, Keep, Mark, Op};
use crate::clean::{Words, one_line};
use crate::error::PaperError;
use crate::model::{Block, Document, Language, Level, Text, Weight};
use crate::sheet::{Frame, Style};
use crate::tags::{Kind, Place, Tags};
use crate::typeset::{Set, Typesetter};

/// Space around tables, notes and signatures.
pub(super) const DISTANCE: f32 = 13.0;

/// A document as bands.
pub(crate) struct Composed {
    pub bands: Vec<Band>,
    pub tags: Tags,
    pub replaced: BTreeSet<char>,
}

/// Composes one document.
pub(crate) struct Composer<'a> {
    setter: &'a mut Typesetter,
    pub(super) language: &'a Language,
    pub(super) tags: Tags,
    pub(super) bands: Vec<Band>,
    pub(super) replaced: BTreeSet<char>,
    /// The next band begins a page.
    fresh: bool,
    /// Least space above the next band: what has a frame keeps its distance.
    distance: f32,
    /// A section is open, so that a subsection may follow.
    has_section: bool,
}

/// A text set in its frame, with the places of its runs.
pub(crate) struct Laid {
    pub set: Set,
    pub places: Rc<[Place]>,
    pub frame: Frame,
}

/// Everything of a document but its footer.
pub(crate) fn compose(document: &Document, setter: &mut Typesetter) -> Result<Composed, PaperError> {
    let mut composer = Composer::new(&document.language, setter);
    composer.opening(document)?;
    for block in &document.blocks {
        composer.block(block)?;
    }
    Ok(Composed { bands: composer.bands, tags: composer.tags, replaced: composer.replaced })
}

impl<'a> Composer<'a> {
    /// A composer with nothing composed.
    pub fn new(language: &'a Language, setter: &'a mut Typesetter) -> Self {
        Self {
            setter,
            language,
            tags: Tags::default(),
            bands: Vec::new(),
            replaced: BTreeSet::new(),
            fresh: false,
            distance: 0.0,
            has_section: false,
        }
    }

    /// The frame between the margins.
    pub(super) fn page(&self) -> Frame {
        Frame::of_page(self.language.direction())
    }

    /// Letterhead and title.
    fn opening(&mut self, document: &Document) -> Result<(), PaperError> {
        for line in &document.letterhead {
            let around = Around { with_next: true, ..Around::default() };
            self.paragraph(line, Style::LETTERHEAD, self.page(), around)?;
        }
        let title = one_line(&document.title, &mut self.replaced);
        if title.is_empty() {
            return Err(PaperError::NoTitle);
        }
        let mark = Mark { level: 1, title: title.clone() };
        self.heading(&Text::from(title), mark, Style::TITLE, 16.0)
    }

    fn block(&mut self, block: &Block) -> Result<(), PaperError> {
        match block {
            Block::Heading { level, text } => self.section(*level, text),
            Block::Paragraph(text) => self.paragraph(text, Style::BODY, self.page(), Around::below(9.0)),
            Block::List { marker, items } => self.list(*marker, items),
            Block::Facts(facts) => self.facts(facts),
            Block::SideBySide(table) => self.side_by_side(table),
            Block::Code(code) => self.code(code),
            Block::Signatures(signatures) => signatures.iter().try_for_each(|one| self.signature(one)),
            Block::Note(note) => self.note(note),
            Block::PageBreak => {
                self.fresh = true;
                Ok(())
            }
        }
    }

    fn section(&mut self, level: Level, text: &Text) -> Result<(), PaperError> {
        let words = Words::of(text, self.language).joined();
        let title = one_line(&words, &mut self.replaced);
        match level {
            Level::Section => {
                self.has_section = true;
                self.heading(text, Mark { level: 2, title }, Style::SECTION, 20.0)
            }
            Level::Subsection if !self.has_section => Err(PaperError::HeadingSkipped),
            Level::Subsection => self.heading(text, Mark { level: 3, title }, Style::SUBSECTION, 14.0),
        }
    }

    fn heading(&mut self, text: &Text, mark: Mark, style: Style, before: f32) -> Result<(), PaperError> {
        let kind = Kind::Heading { level: mark.level, title: mark.title.clone() };
        let place = self.tags.block(kind, text.language.clone());
        self.tags.put(None, place);
        let Some(laid) = self.lay(text, style, self.page(), place)? else {
            return Err(PaperError::EmptyHeading);
        };
        let first = self.bands.len();
        self.lines(laid, Keep::Whole, Around { before, with_next: true, ..Around::default() });
        if let Some(band) = self.bands.get_mut(first) {
            band.mark = Some(mark);
        }
        Ok(())
    }

    /// Sets a text for a place in the tree; `None` when nothing of it would be seen.
    pub(super) fn lay(
        &mut self,
        text: &Text,
        style: Style,
        frame: Frame,
        place: Place,
    ) -> Result<Option<Laid>, PaperError> {
        let language = text.language.as_ref().unwrap_or(self.language);
        let mut words = Words::of(text, language);
        if words.is_blank() {
            self.replaced.append(&mut words.replaced);
            return Ok(None);
        }
        let frame = Frame { direction: language.direction(), ..frame };
        let set = self.setter.set(&mut words, language, style, frame)?;
        self.replaced.append(&mut words.replaced);
        let places = words.pieces.iter().map(|piece| match (&piece.language, piece.weight) {
            (Some(own), _) => self.tags.run(place, Kind::Span, Some(own.clone())),
            (None, Weight::Plain) => place,
            (None, Weight::Strong | Weight::Large) => self.tags.run(place, Kind::Strong, None),
        });
        let places = places.collect();
        Ok(Some(Laid { set, places, frame }))
    }

    /// What was pushed last has a frame: what follows keeps its distance.
    pub(super) fn keep_distance(&mut self) {
        self.distance = DISTANCE;
    }

    /// A band at the end; begins a page where a break was asked for.
    pub(super) fn push(&mut self, mut band: Band) {
        band.fresh = std::mem::take(&mut self.fresh);
        band.before = band.before.max(std::mem::take(&mut self.distance));
        self.bands.push(band);
    }
}

impl Laid {
    /// From its top to the baseline of its first line.
    pub(super) fn baseline(&self) -> f32 {
        self.set.lines.first().map_or(0.0, |line| line.baseline)
    }

    /// Its lines as something drawn, the first `y` below the band's top.
    pub(super) fn ops(self, mut y: f32) -> impl Iterator<Item = Op> {
        let Self { set, places, frame } = self;
        let words = set.words;
        set.lines.into_iter().map(move |line| {
            let top = y;
            y += line.height;
            Op::Line { x: frame.x, y: top, line, words: words.clone(), places: places.clone() }
        })
    }
}
