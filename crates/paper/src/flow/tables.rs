//! Facts and texts side by side, as tables with headers.

use super::composer::{Composer, DISTANCE, Laid};
use super::{Band, Keep, Op};
use crate::error::PaperError;
use crate::model::{Fact, SideBySide, Text};
use crate::sheet::{Frame, HAIRLINE, HEIGHT, Style};
use crate::tags::{Kind, Place};

/// Above and below the words of a cell.
const PADDING: f32 = 5.0;
/// Between the words of two columns.
const GAP: f32 = 18.0;
/// A row higher than this may be split between its lines.
const TALL: f32 = HEIGHT / 3.0;
/// Share of the width that labels take.
const LABELS: f32 = 0.36;
/// What an empty cell shows, so that no cell is missing and nobody wonders whether something was left out.
const EMPTY: &str = "—";

/// What one row is.
struct Row<'a> {
    cells: [(&'a Text, Style, Kind); 2],
    parent: Place,
    /// Bands of the head of its table.
    head: Option<std::ops::Range<usize>>,
    /// Whether a rule stands between its columns.
    divided: bool,
    frames: (Frame, Frame),
}

impl Composer<'_> {
    /// Labels with their values.
    pub(super) fn facts(&mut self, facts: &[Fact]) -> Result<(), PaperError> {
        if facts.is_empty() {
            return Ok(());
        }
        let table = self.tags.block(Kind::Table, None);
        self.tags.put(None, table);
        let page = self.page();
        let first = self.bands.len();
        for fact in facts {
            self.row(Row {
                cells: [(&fact.label, Style::LABEL, Kind::RowHeader), (&fact.value, Style::BODY, Kind::Cell)],
                parent: table,
                head: None,
                divided: false,
                frames: page.columns(page.width * LABELS, GAP),
            })?;
        }
        self.set_off(first);
        Ok(())
    }

    /// Two columns that say the same thing twice.
    pub(super) fn side_by_side(&mut self, table: &SideBySide) -> Result<(), PaperError> {
        let [whole, head, body] =
            [Kind::Table, Kind::Head, Kind::Body].map(|kind| self.tags.block(kind, None));
        self.tags.put(None, whole);
        self.tags.put(Some(whole), head);
        let page = self.page();
        let frames = page.columns((page.width - GAP) / 2.0, GAP);
        let first = self.bands.len();
        self.row(Row {
            cells: [&table.heads.0, &table.heads.1].map(|text| (text, Style::LABEL, Kind::ColumnHeader)),
            parent: head,
            head: None,
            divided: true,
            frames,
        })?;
        let bands = first..self.bands.len();
        for band in self.bands.iter_mut().skip(first) {
            band.keep = true;
        }
        if !table.rows.is_empty() {
            self.tags.put(Some(whole), body);
        }
        for (left, right) in &table.rows {
            self.row(Row {
                cells: [(left, Style::BODY, Kind::Cell), (right, Style::BODY, Kind::Cell)],
                parent: body,
                head: Some(bands.clone()),
                divided: true,
                frames,
            })?;
        }
        self.set_off(first);
        Ok(())
    }

    /// Space around a table.
    fn set_off(&mut self, first: usize) {
        if let Some(band) = self.bands.get_mut(first) {
            band.before = band.before.max(DISTANCE);
        }
        self.keep_distance();
    }

    fn row(&mut self, row: Row<'_>) -> Result<(), PaperError> {
        let place = self.tags.block(Kind::Row, None);
        self.tags.put(Some(row.parent), place);
        let [one, two] = row.cells;
        let one = self.cell(one, row.frames.0, place)?;
        let two = self.cell(two, row.frames.1, place)?;
        let first = self.bands.len();
        let cells: Vec<Laid> = one.into_iter().chain(two).collect();
        // The first lines of both columns stand on one baseline, however large their letters are.
        let baseline = cells.iter().map(Laid::baseline).fold(0.0, f32::max);
        let height = |laid: &Laid| baseline - laid.baseline() + laid.set.height();
        let height = cells.iter().map(height).fold(0.0, f32::max);
        if height > TALL {
            self.split_row(cells);
        } else {
            let ops = |laid: Laid| {
                let y = baseline - laid.baseline();
                laid.ops(y)
            };
            self.push(Band { height, ops: cells.into_iter().flat_map(ops).collect(), ..Band::default() });
        }
        self.rule_row(first, &row.frames, row.divided);
        for band in self.bands.iter_mut().skip(first) {
            band.head.clone_from(&row.head);
        }
        Ok(())
    }

    fn cell(
        &mut self,
        (text, style, kind): (&Text, Style, Kind),
        frame: Frame,
        row: Place,
    ) -> Result<Option<Laid>, PaperError> {
        let place = self.tags.block(kind, text.language.clone());
        self.tags.put(Some(row), place);
        match self.lay(text, style, frame, place)? {
            Some(laid) => Ok(Some(laid)),
            None => self.lay(&Text::from(EMPTY), style, frame, place),
        }
    }

    /// A band for each pair of lines.
    fn split_row(&mut self, cells: Vec<Laid>) {
        let lines = |laid: Laid| laid.ops(0.0).collect::<Vec<_>>().into_iter();
        let mut columns: Vec<_> = cells.into_iter().map(lines).collect();
        let count = columns.iter().map(ExactSizeIterator::len).max().unwrap_or_default();
        for index in 0..count {
            let pair: Vec<Op> = columns.iter_mut().filter_map(Iterator::next).collect();
            let baseline = pair.iter().map(|op| op.line().1).fold(0.0, f32::max);
            let mut band = Band { keep: Keep::Edges.holds(index, count), ..Band::default() };
            for op in pair {
                let (height, own) = op.line();
                band.height = band.height.max(baseline - own + height);
                band.ops.push(op.at(baseline - own));
            }
            self.push(band);
        }
    }

    /// Rules around a row, and the room between them and its words.
    fn rule_row(&mut self, first: usize, frames: &(Frame, Frame), divided: bool) {
        let last = self.bands.len().saturating_sub(1);
        let page = self.page();
        let left = frames.0.x.min(frames.1.x);
        let middle = if (left - frames.0.x).abs() < HAIRLINE { frames.1.x } else { frames.0.x } - GAP / 2.0;
        for (index, band) in self.bands.iter_mut().enumerate().skip(first) {
            if index == first {
                band.lower(PADDING);
            }
            if index == last {
                band.height += PADDING;
            }
            let rule = |y, width, x, height| Op::Rule { x, y, width, height };
            if index == first {
                band.ops.push(rule(0.0, page.width, page.x, HAIRLINE));
            }
            if index == last {
                band.ops.push(rule(band.height, page.width, page.x, HAIRLINE));
            }
            if divided {
                band.ops.push(rule(0.0, HAIRLINE, middle, band.height));
            }
        }
    }
}
