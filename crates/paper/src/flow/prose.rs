//! Paragraphs and lists.

use super::composer::{Composer, Laid};
use super::{Band, Keep};
use crate::error::PaperError;
use crate::model::{Marker, Text};
use crate::sheet::{Frame, Style};
use crate::tags::{Kind, Place};

/// Items of up to so many lines are never split.
const FEW_LINES: usize = 5;

/// What surrounds a text.
#[derive(Clone, Copy, Default)]
pub(crate) struct Around {
    /// What it is part of; `None` is the document.
    pub parent: Option<Place>,
    /// Space above.
    pub before: f32,
    /// Whether its end stays with what follows.
    pub with_next: bool,
}

impl Around {
    /// Nothing but space above.
    pub fn below(before: f32) -> Self {
        Self { before, ..Self::default() }
    }
}

impl Composer<'_> {
    /// A paragraph; nothing at all where nothing of it would be seen.
    pub(super) fn paragraph(
        &mut self,
        text: &Text,
        style: Style,
        frame: Frame,
        around: Around,
    ) -> Result<(), PaperError> {
        let place = self.tags.block(Kind::Paragraph, text.language.clone());
        if let Some(laid) = self.lay(text, style, frame, place)? {
            self.tags.put(around.parent, place);
            self.lines(laid, Keep::Edges, around);
        }
        Ok(())
    }

    /// A band for each line.
    pub(super) fn lines(&mut self, laid: Laid, keep: Keep, around: Around) {
        let count = laid.set.lines.len();
        for (index, op) in laid.ops(0.0).enumerate() {
            let keep = keep.holds(index, count) || around.with_next && index + 1 == count;
            let before = if index == 0 { around.before } else { 0.0 };
            let (height, _) = op.line();
            self.push(Band { before, height, keep, ops: vec![op.at(0.0)], ..Band::default() });
        }
    }

    /// A list; items without words are left out and not counted.
    pub(super) fn list(&mut self, marker: Marker, items: &[Text]) -> Result<(), PaperError> {
        let list = self.tags.block(Kind::List(marker), None);
        let indent = match marker {
            Marker::Bullet => 20.0,
            Marker::Number if items.len() < 10 => 24.0,
            Marker::Number => 42.0,
        };
        let mut number = 0;
        for text in items {
            let sign = match marker {
                Marker::Bullet => "•".to_owned(),
                Marker::Number => format!("{}.", number + 1),
            };
            let before = if number == 0 { 7.0 } else { 4.0 };
            if let Some(item) = self.item(text, sign, indent, before)? {
                self.tags.put(Some(list), item);
                number += 1;
            }
        }
        if number > 0 {
            self.tags.put(None, list);
        }
        Ok(())
    }

    fn item(
        &mut self,
        text: &Text,
        sign: String,
        indent: f32,
        before: f32,
    ) -> Result<Option<Place>, PaperError> {
        let language = text.language.as_ref().unwrap_or(self.language);
        let frame = Frame { direction: language.direction(), ..self.page() };
        let sign = Text { language: text.language.clone(), ..Text::from(sign) };
        let [item, label, body] = [Kind::Item, Kind::ItemLabel, Kind::ItemBody]
            .map(|kind| self.tags.block(kind, text.language.clone()));
        let Some(laid) = self.lay(text, Style::BODY, frame.inset(indent, 0.0), body)? else {
            return Ok(None);
        };
        let sign = self.lay(&sign, Style::BODY, frame, label)?;
        self.tags.put(Some(item), label);
        self.tags.put(Some(item), body);
        let first = self.bands.len();
        let keep = if laid.set.lines.len() <= FEW_LINES { Keep::Whole } else { Keep::Edges };
        self.lines(laid, keep, Around::below(before));
        if let (Some(band), Some(sign)) = (self.bands.get_mut(first), sign) {
            band.ops.splice(0..0, sign.ops(0.0));
        }
        Ok(Some(item))
    }
}
