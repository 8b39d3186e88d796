//! Boxes around paragraphs, and QR codes.

use fast_qr::{ECL, QRBuilder};

use super::composer::{Composer, DISTANCE};
use super::prose::Around;
use super::{Band, Op};
use crate::clean::one_line;
use crate::error::PaperError;
use crate::model::{Code, Note};
use crate::sheet::{Frame, MILLIMETRE, Style};
use crate::tags::{Kind, Place};

/// Thickness of a note's frame, and between it and the words.
const FRAME: f32 = 1.2;
const INSIDE: f32 = 12.0;
/// Least side of a QR code without its quiet zone; larger where a module would be smaller than a telephone reads.
const LEAST_SIDE: f32 = 30.0 * MILLIMETRE;
const LEAST_MODULE: f32 = 0.5 * MILLIMETRE;
/// Modules that stay white around a code (ISO/IEC 18004).
const QUIET: f32 = 4.0;

impl Composer<'_> {
    /// A box around paragraphs; over a page's end its frame stays open.
    pub(super) fn note(&mut self, note: &Note) -> Result<(), PaperError> {
        let group = self.tags.block(Kind::Group, None);
        let first = self.bands.len();
        let page = self.page();
        let inside = page.inset(INSIDE, INSIDE);
        let parent = Some(group);
        let around = Around { parent, before: 0.0, with_next: true };
        self.paragraph(&note.title, Style::LABEL, inside, around)?;
        for text in &note.paragraphs {
            let before = if self.bands.len() == first { 0.0 } else { 5.0 };
            self.paragraph(text, Style::BODY, inside, Around { parent, before, with_next: false })?;
        }
        if self.bands.len() > first {
            self.tags.put(None, group);
            self.frame(first, page);
            self.keep_distance();
        }
        Ok(())
    }

    fn frame(&mut self, first: usize, page: Frame) {
        let last = self.bands.len().saturating_sub(1);
        for (index, band) in self.bands.iter_mut().enumerate().skip(first) {
            // The frame runs through the space between its paragraphs, so that becomes part of the bands.
            let above = if index == first { INSIDE - 3.0 } else { std::mem::take(&mut band.before) };
            band.lower(above);
            if index == first {
                band.before = DISTANCE;
                band.ops.push(Op::Rule { x: page.x, y: 0.0, width: page.width, height: FRAME });
            }
            if index == last {
                band.height += INSIDE - 3.0;
                band.ops.push(Op::Rule {
                    x: page.x,
                    y: band.height - FRAME,
                    width: page.width,
                    height: FRAME,
                });
            }
            for x in [page.x, page.x + page.width - FRAME] {
                band.ops.push(Op::Rule { x, y: 0.0, width: FRAME, height: band.height });
            }
        }
    }

    /// A QR code, and its address in words on the same page.
    pub(super) fn code(&mut self, code: &Code) -> Result<(), PaperError> {
        let alternative = one_line(&code.alternative, &mut self.replaced);
        if code.content.is_empty() {
            return Err(PaperError::EmptyCode);
        }
        if alternative.is_empty() {
            return Err(PaperError::NoAlternative);
        }
        let place = self.tags.block(Kind::Figure { alternative, at: None }, None);
        self.tags.put(None, place);
        let band = modules(&code.content, self.page(), place)?;
        self.push(band);
        self.paragraph(&code.words, Style::BODY, self.page(), Around::default())
    }
}

/// A code where lines begin, in its quiet zone.
fn modules(content: &str, page: Frame, place: Place) -> Result<Band, PaperError> {
    let code = QRBuilder::new(content).ecl(ECL::M).build().map_err(|_| PaperError::CodeTooLong)?;
    let rows: Vec<Vec<bool>> = code
        .data
        .chunks(code.size)
        .take(code.size)
        .map(|row| row.iter().map(|module| module.value()).collect())
        .collect();
    let count = u16::try_from(code.size).map_or(f32::MAX, f32::from);
    let module = (LEAST_SIDE / count).max(LEAST_MODULE);
    let side = module * count;
    let quiet = module * QUIET;
    let x = page.inset(quiet, page.width - side - quiet).x;
    let ops = vec![Op::Modules { x, y: quiet, module, rows, place }];
    Ok(Band { before: 8.0, height: side + 2.0 * quiet, keep: true, ops, ..Band::default() })
}
