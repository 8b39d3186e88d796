//! The pieces of a body.

use super::text::Text;

/// One piece of a document's body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A heading below the title; also a bookmark. Never left alone at the foot of a page.
    Heading {
        /// How deep it stands.
        level: Level,
        /// Its words; never empty.
        text: Text,
    },
    /// A paragraph.
    Paragraph(Text),
    /// A list; an item of a few lines is never split.
    List {
        /// What stands before each item.
        marker: Marker,
        /// Its items, in order.
        items: Vec<Text>,
    },
    /// Labels with their values, as a table whose labels are headers of their rows.
    Facts(Vec<Fact>),
    /// Two texts beside each other, row by row.
    SideBySide(SideBySide),
    /// A QR code with its address in words below.
    Code(Code),
    /// Places to fill in and sign by hand; each stays whole.
    Signatures(Vec<Signature>),
    /// What follows begins on a new page. Several in a row, or one at the end, leave no empty page.
    PageBreak,
    /// A box around paragraphs that must not be missed.
    Note(Note),
}

/// Depth of a heading below the title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Directly below the title.
    Section,
    /// Within a section.
    Subsection,
}

/// What stands before the items of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marker {
    /// A bullet.
    Bullet,
    /// 1, 2, 3.
    Number,
}

/// A label with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// What is told.
    pub label: Text,
    /// What is so; an empty one is shown as a dash.
    pub value: Text,
}

/// Two texts beside each other: a legal text and its simple twin, or a text and its translation.
/// The first column stands where lines of the document's language begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SideBySide {
    /// Heads of the columns, repeated on every page.
    pub heads: (Text, Text),
    /// Rows that say the same thing twice; an empty cell is shown as a dash.
    pub rows: Vec<(Text, Text)>,
}

/// A QR code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// What a telephone reads in it, mostly an address; never empty.
    pub content: String,
    /// What it is for, for those who do not see it; never empty.
    pub alternative: String,
    /// The same address in words, printed below.
    pub words: Text,
}

/// Boxes to fill in by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// Who signs.
    pub who: Text,
    /// Label of the box for the place.
    pub place: Text,
    /// Label of the box for the day.
    pub date: Text,
    /// Label of the box for the signature.
    pub signature: Text,
}

/// A box around paragraphs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Said first, in bold; may be empty.
    pub title: Text,
    /// What is noted.
    pub paragraphs: Vec<Text>,
}
