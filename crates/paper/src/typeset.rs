//! From words to lines of glyphs, by `parley`: shaping, order of mixed directions, line breaks.

use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use krilla::text::{Font, GlyphId, KrillaGlyph};
use parley::style::{FontWeight, LineHeight, OverflowWrap, StyleProperty};
use parley::{Alignment, AlignmentOptions, BaseDirection, FontContext, Layout, LayoutContext};

use crate::clean::{Words, is_silent};
use crate::error::PaperError;
use crate::fonts::{Fonts, families};
use crate::model::{Direction, Language, Weight};
use crate::sheet::{Frame, Style};

/// Naskh letters look smaller than Latin ones of the same size.
const ARABIC_SIZE: f32 = 1.15;
/// They also reach further up and down: height of a line to the size of type.
const ARABIC_LEADING: f32 = 1.7;
/// Size of large words to the size around them, and height of their line to that size.
const LARGE: (f32, f32) = (1.5, 1.35);
/// Rounds of setting and replacing. One finds everything; a second may meet what new neighbours made of the rest.
const ROUNDS: usize = 4;

/// A text set in a frame.
#[derive(Clone)]
pub(crate) struct Set {
    /// Its lines, from the top.
    pub lines: Vec<Line>,
    /// The words the glyphs of all lines stand for.
    pub words: Rc<str>,
}

impl Set {
    /// Height of all lines.
    pub fn height(&self) -> f32 {
        self.lines.iter().map(|line| line.height).sum()
    }
}

/// One line.
#[derive(Clone)]
pub(crate) struct Line {
    pub height: f32,
    /// From its top.
    pub baseline: f32,
    /// In the order they are read.
    pub segments: Vec<Segment>,
}

/// Glyphs of one run in one font, which stand beside each other.
#[derive(Clone)]
pub(crate) struct Segment {
    /// Index of the run in its text.
    pub run: usize,
    pub font: Font,
    pub size: f32,
    /// From the frame's left edge.
    pub x: f32,
    /// From left to right.
    pub glyphs: Vec<KrillaGlyph>,
    /// The first byte of the words that it stands for.
    starts: usize,
}

/// Sets texts, one after the other; keeps what it learned of the fonts.
pub(crate) struct Typesetter {
    fonts: Arc<Fonts>,
    families: FontContext,
    context: LayoutContext<u16>,
    layout: Layout<u16>,
}

impl Typesetter {
    /// A setter with a context of its own.
    pub fn new(fonts: Arc<Fonts>) -> Self {
        Self { families: fonts.context(), fonts, context: LayoutContext::new(), layout: Layout::new() }
    }

    /// Sets `words`, which are of `language`. What the fonts lack is replaced in `words`.
    pub fn set(
        &mut self,
        words: &mut Words,
        language: &Language,
        style: Style,
        frame: Frame,
    ) -> Result<Set, PaperError> {
        for _ in 0..ROUNDS {
            let text = self.lay(words, language, style, frame);
            let missing = missing(&self.layout, &text);
            if missing.is_empty() {
                let lines = lines(&self.layout, &self.fonts, &text)?;
                return Ok(Set { lines, words: text.into() });
            }
            words.replace(&missing);
        }
        Err(PaperError::Unprintable)
    }

    /// Shapes and breaks; answers the words as one string. The number of a run is the colour of its glyphs, which
    /// `parley` hands back with them.
    fn lay(&mut self, words: &Words, language: &Language, style: Style, frame: Frame) -> String {
        let text = words.joined();
        let mut builder = self.context.ranged_builder(&mut self.families, &text, 1.0, false);
        builder.set_base_direction(match frame.direction {
            Direction::LeftToRight => BaseDirection::Ltr,
            Direction::RightToLeft => BaseDirection::Rtl,
        });
        builder.push_default(StyleProperty::OverflowWrap(OverflowWrap::Anywhere));
        for property in properties(language, style, Weight::Plain) {
            builder.push_default(property);
        }
        let mut start = 0;
        for (run, piece) in (0_u16..).zip(&words.pieces) {
            let range = start..start + piece.words.len();
            start = range.end;
            builder.push(StyleProperty::Brush(run), range.clone());
            if piece.weight != Weight::Plain || piece.language.is_some() {
                let language = piece.language.as_ref().unwrap_or(language);
                for property in properties(language, style, piece.weight) {
                    builder.push(property, range.clone());
                }
            }
        }
        builder.build_into(&mut self.layout, &text);
        self.layout.break_all_lines(Some(frame.width));
        let alignment = if style.at_end { Alignment::End } else { Alignment::Start };
        self.layout.align(alignment, AlignmentOptions::default());
        text
    }
}

/// What a run of this language and weight looks like in a text of this style.
fn properties(language: &Language, style: Style, weight: Weight) -> [StyleProperty<'static, u16>; 5] {
    let (mut size, mut leading) = (style.size, style.leading);
    if language.is_arabic() {
        size *= ARABIC_SIZE;
        leading = leading.max(size * ARABIC_LEADING);
    }
    if weight == Weight::Large {
        size *= LARGE.0;
        leading = leading.max(size * LARGE.1);
    }
    let bold = style.strong || weight != Weight::Plain;
    [
        StyleProperty::FontFamily(families(language.is_arabic())),
        StyleProperty::FontSize(size),
        StyleProperty::FontWeight(if bold { FontWeight::BOLD } else { FontWeight::NORMAL }),
        StyleProperty::LineHeight(LineHeight::Absolute(leading)),
        StyleProperty::Locale(language.tag().parse().ok()),
    ]
}

/// Bytes of the words for which no font has a glyph, in their order.
fn missing(layout: &Layout<u16>, text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for run in layout.lines().flat_map(|line| line.runs().collect::<Vec<_>>()) {
        let atoms = atoms(&run, text).into_iter();
        let lacking = atoms.filter(|atom| atom.glyphs.iter().any(|glyph| glyph.id == 0));
        found.extend(lacking.map(|atom| atom.range));
    }
    found.sort_unstable_by_key(|range: &Range<usize>| range.start);
    found
}

fn lines(layout: &Layout<u16>, fonts: &Fonts, text: &str) -> Result<Vec<Line>, PaperError> {
    let mut made = Vec::with_capacity(layout.len());
    for line in layout.lines() {
        let metrics = line.metrics();
        let mut segments = Vec::new();
        let mut x = metrics.offset;
        for run in line.runs() {
            x = segments_of(&run, text, (x, fonts.of(run.font())?), &mut segments);
        }
        // Drawn in the order of reading, which is also the order of the tags.
        segments.sort_by_key(|segment: &Segment| segment.starts);
        let baseline = metrics.baseline - metrics.block_min_coord;
        made.push(Line { height: metrics.line_height, baseline, segments });
    }
    Ok(made)
}

/// Cuts a run of glyphs where the run of the text changes. Begins at `x` in `font`; answers where it ends.
fn segments_of(
    run: &parley::Run<'_, u16>,
    text: &str,
    (mut x, font): (f32, Font),
    made: &mut Vec<Segment>,
) -> f32 {
    let size = run.font_size();
    let mut signs = Vec::new();
    for atom in atoms(run, text) {
        let ranges = ranges(&atom, text, run.is_rtl());
        for (glyph, range) in atom.glyphs.into_iter().zip(ranges) {
            signs.push(Sign { run: atom.run, x, glyph, range });
            x += glyph.advance;
        }
    }
    for signs in signs.chunk_by(|one, next| one.run == next.run) {
        let Some(first) = signs.first() else { continue };
        let glyphs = signs.iter().map(|Sign { glyph, range, .. }| {
            let (x, y) = (glyph.x / size, -glyph.y / size);
            KrillaGlyph::new(GlyphId::new(glyph.id), glyph.advance / size, x, y, 0.0, range.clone(), None)
        });
        let (run, x, font) = (first.run, first.x, font.clone());
        let starts = signs.iter().map(|sign| sign.range.start).min().unwrap_or_default();
        made.push(Segment { run, font, size, x, glyphs: glyphs.collect(), starts });
    }
    x
}

/// One glyph, where its pen begins and the bytes of the words it stands for.
struct Sign {
    run: usize,
    x: f32,
    glyph: parley::Glyph,
    range: Range<usize>,
}

/// Glyphs that stand together for some bytes of the words: a letter with its marks, or a ligature.
struct Atom {
    run: usize,
    range: Range<usize>,
    /// From left to right.
    glyphs: Vec<parley::Glyph>,
}

/// The bytes of each glyph of an atom. Where there are as many glyphs as characters, a letter and its marks are told
/// apart; from right to left they stay one, for marks come before their letter there and readers would lose them.
fn ranges(atom: &Atom, text: &str, rtl: bool) -> Vec<Range<usize>> {
    let words = text.get(atom.range.clone()).unwrap_or_default();
    if rtl || words.chars().count() != atom.glyphs.len() {
        return vec![atom.range.clone(); atom.glyphs.len()];
    }
    let one = |(at, c): (usize, char)| atom.range.start + at..atom.range.start + at + c.len_utf8();
    words.char_indices().map(one).collect()
}

/// The atoms of a run from left to right, without those that are never drawn.
fn atoms(run: &parley::Run<'_, u16>, text: &str) -> Vec<Atom> {
    let mut made: Vec<Atom> = Vec::new();
    for cluster in run.clusters() {
        let range = cluster.text_range();
        // The later letters of a ligature have no glyphs: their bytes belong to those of its first.
        if let (true, Some(last)) = (cluster.is_ligature_continuation(), made.last_mut()) {
            last.range.end = range.end;
            continue;
        }
        let run = usize::from(cluster.style().brush);
        made.push(Atom { run, range, glyphs: cluster.glyphs().collect() });
    }
    made.retain(|atom| {
        let words = text.get(atom.range.clone()).unwrap_or_default();
        words != "\n" && !words.chars().all(is_silent)
    });
    if run.is_rtl() {
        made.reverse();
    }
    made
}
