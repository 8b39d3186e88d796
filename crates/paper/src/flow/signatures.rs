//! Places to fill in and sign by hand.

use super::composer::{Composer, Laid};
use super::prose::Around;
use super::{Band, Op};
use crate::error::PaperError;
use crate::model::{Signature, Text};
use crate::sheet::{Frame, Style};
use crate::tags::{Kind, Place};

/// Height of a box for a place or a day: room for handwriting.
const LINE: f32 = 30.0;
/// Height of a box for a signature.
const ROOM: f32 = 78.0;
/// Thickness of a box.
const EDGE: f32 = 0.8;
/// Between two boxes.
const GAP: f32 = 16.0;
/// Between a label and its box.
const BELOW_LABEL: f32 = 3.0;

impl Composer<'_> {
    /// One signature, which stays whole.
    pub(super) fn signature(&mut self, signature: &Signature) -> Result<(), PaperError> {
        let group = self.tags.block(Kind::Group, None);
        self.tags.put(None, group);
        let page = self.page();
        let first = self.bands.len();
        let around = Around { parent: Some(group), ..Around::default() };
        self.paragraph(&signature.who, Style::LABEL, page, around)?;
        let (place, date) = page.columns((page.width - GAP) * 0.6, GAP);
        self.boxes(group, &[(&signature.place, place), (&signature.date, date)], LINE)?;
        self.boxes(group, &[(&signature.signature, page)], ROOM)?;
        let last = self.bands.len().saturating_sub(1);
        for (index, band) in self.bands.iter_mut().enumerate().skip(first) {
            band.keep = index < last;
        }
        if let Some(band) = self.bands.get_mut(first) {
            band.before = 20.0;
        }
        self.keep_distance();
        Ok(())
    }

    /// Labels beside each other, and a box below each.
    fn boxes(&mut self, group: Place, boxes: &[(&Text, Frame)], height: f32) -> Result<(), PaperError> {
        let mut labels = Vec::new();
        for (label, frame) in boxes {
            let place = self.tags.block(Kind::Paragraph, label.language.clone());
            if let Some(laid) = self.lay(label, Style::BODY, *frame, place)? {
                self.tags.put(Some(group), place);
                labels.push(laid);
            }
        }
        let tallest = labels.iter().map(|laid| laid.set.height()).fold(0.0, f32::max);
        let top = tallest + BELOW_LABEL;
        let mut ops: Vec<Op> = labels.into_iter().flat_map(|laid: Laid| laid.ops(0.0)).collect();
        for (_, frame) in boxes {
            ops.extend(outline(*frame, top, height));
        }
        self.push(Band { before: 8.0, height: top + height, ops, ..Band::default() });
        Ok(())
    }
}

/// The four edges of a box.
fn outline(frame: Frame, y: f32, height: f32) -> [Op; 4] {
    let (x, width) = (frame.x, frame.width);
    [
        Op::Rule { x, y, width, height: EDGE },
        Op::Rule { x, y: y + height - EDGE, width, height: EDGE },
        Op::Rule { x, y, width: EDGE, height },
        Op::Rule { x: x + width - EDGE, y, width: EDGE, height },
    ]
}
