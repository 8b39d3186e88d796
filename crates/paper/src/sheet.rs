//! The sheet and the sizes of type. Lengths are points (1/72 inch), `y` grows downwards.

use crate::model::Direction;

/// Width of A4.
pub(crate) const WIDTH: f32 = 595.28;
/// Height of A4.
pub(crate) const HEIGHT: f32 = 841.89;
/// Margin on every side: 18 mm.
pub(crate) const MARGIN: f32 = 18.0 * MILLIMETRE;
/// A millimetre.
pub(crate) const MILLIMETRE: f32 = 72.0 / 25.4;
/// Between the body and the footer.
pub(crate) const ABOVE_FOOTER: f32 = 10.0;
/// Thickness of a rule.
pub(crate) const HAIRLINE: f32 = 0.6;

/// How a text is set: size and height of a line, whether all of it is bold, and whether it stands where lines end.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Style {
    pub size: f32,
    pub leading: f32,
    pub strong: bool,
    pub at_end: bool,
}

impl Style {
    const fn new(size: f32, leading: f32, strong: bool) -> Self {
        Self { size, leading, strong, at_end: false }
    }

    /// Everything people read: 14 points, the least that is easy on paper.
    pub const BODY: Self = Self::new(14.0, 20.0, false);
    /// Labels and heads of columns.
    pub const LABEL: Self = Self::new(14.0, 20.0, true);
    /// The title.
    pub const TITLE: Self = Self::new(22.0, 29.0, true);
    /// A section.
    pub const SECTION: Self = Self::new(17.0, 24.0, true);
    /// A subsection.
    pub const SUBSECTION: Self = Self::new(14.5, 21.0, true);
    /// Who writes.
    pub const LETTERHEAD: Self = Self::new(14.0, 19.0, false);
    /// The footer: for filing, not for reading.
    pub const FOOTER: Self = Self::new(10.0, 14.0, false);
    /// The number of the page.
    pub const PAGE_NUMBER: Self = Self { at_end: true, ..Self::FOOTER };
}

/// Where lines stand: from `x` to `x + width`, begun on the side the direction says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Frame {
    pub x: f32,
    pub width: f32,
    pub direction: Direction,
}

impl Frame {
    /// The whole width between the margins.
    pub fn of_page(direction: Direction) -> Self {
        Self { x: MARGIN, width: WIDTH - 2.0 * MARGIN, direction }
    }

    /// Without `start` points where lines begin and `end` points where they end.
    pub fn inset(self, start: f32, end: f32) -> Self {
        let left = if self.direction == Direction::LeftToRight { start } else { end };
        Self { x: self.x + left, width: self.width - start - end, ..self }
    }

    /// Two columns with `gap` between them; `first` is the width of the one where lines begin.
    pub fn columns(self, first: f32, gap: f32) -> (Self, Self) {
        (self.inset(0.0, self.width - first), self.inset(first + gap, 0.0))
    }
}
