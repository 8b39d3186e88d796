//! From blocks to bands: the smallest pieces that never split, with what must stay together.

mod composer;
mod notes;
mod prose;
mod signatures;
mod tables;

use std::ops::Range;
use std::rc::Rc;

use crate::tags::Place;
use crate::typeset::Line;

pub(crate) use composer::{Composed, compose};

/// A strip of a page as high as a line of a paragraph, a row of a table or a box.
#[derive(Default)]
pub(crate) struct Band {
    /// Space above; none at the top of a page.
    pub before: f32,
    /// Its own height.
    pub height: f32,
    /// Whether the band below stands on the same page where that is possible.
    pub keep: bool,
    /// Whether it begins a page.
    pub fresh: bool,
    /// Bands drawn again where this one begins a page: the head of its table.
    pub head: Option<Range<usize>>,
    /// Where a bookmark leads to.
    pub mark: Option<Mark>,
    /// What is drawn, from its top.
    pub ops: Vec<Op>,
}

/// A bookmark.
#[derive(Clone, Debug)]
pub(crate) struct Mark {
    /// 1 is the title.
    pub level: u16,
    pub title: String,
}

/// Something drawn. `y` is from the band's top, `x` from the sheet's left edge.
pub(crate) enum Op {
    /// A line of a text.
    Line { x: f32, y: f32, line: Line, words: Rc<str>, places: Rc<[Place]> },
    /// A filled rectangle: a rule. Never read.
    Rule { x: f32, y: f32, width: f32, height: f32 },
    /// A square of modules, row by row, `side` in all.
    Modules { x: f32, y: f32, module: f32, rows: Vec<Vec<bool>>, place: Place },
}

impl Band {
    /// Moves everything down by `distance`, within the band.
    fn lower(&mut self, distance: f32) {
        self.height += distance;
        for op in &mut self.ops {
            match op {
                Op::Line { y, .. } | Op::Rule { y, .. } | Op::Modules { y, .. } => *y += distance,
            }
        }
    }
}

impl Op {
    /// Height and baseline of a line; of anything else nothing.
    fn line(&self) -> (f32, f32) {
        match self {
            Self::Line { line, .. } => (line.height, line.baseline),
            Self::Rule { .. } | Self::Modules { .. } => (0.0, 0.0),
        }
    }

    /// The same `y` points below the band's top.
    fn at(mut self, to: f32) -> Self {
        match &mut self {
            Self::Line { y, .. } | Self::Rule { y, .. } | Self::Modules { y, .. } => *y = to,
        }
        self
    }
}

/// Which lines of a text stay together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Keep {
    /// All of them.
    Whole,
    /// The first two and the last two, so that no line stands alone.
    Edges,
}

impl Keep {
    /// Whether line `index` of `count` stays with the next.
    pub fn holds(self, index: usize, count: usize) -> bool {
        match self {
            Self::Whole => index + 1 < count,
            Self::Edges => index + 1 < count && (index == 0 || index + 2 == count),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Keep;

    #[test]
    fn no_line_stands_alone() {
        let held = |count| (0..count).map(|index| Keep::Edges.holds(index, count)).collect::<Vec<_>>();
        assert_eq!(held(1), [false]);
        assert_eq!(held(3), [true, true, false]);
        assert_eq!(held(5), [true, false, false, true, false]);
    }
}
