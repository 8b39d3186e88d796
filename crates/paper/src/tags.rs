//! The tree of tags: what each piece of a page is, in the order of reading.

use std::num::NonZeroU16;

use krilla::geom::Rect;
use krilla::tagging::{
    BBox, Identifier, ListNumbering, Node, TableHeaderScope, Tag, TagGroup, TagKind, TagTree,
};

use crate::model::{Language, Marker};

/// A place in the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place(usize);

/// What a place is.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    Heading { level: u16, title: String },
    Paragraph,
    List(Marker),
    Item,
    ItemLabel,
    ItemBody,
    Table,
    Head,
    Body,
    Row,
    RowHeader,
    ColumnHeader,
    Cell,
    Figure { alternative: String, at: Option<(usize, Rect)> },
    Group,
    Span,
    Strong,
}

/// The tree while it grows. Blocks enter it when they are composed, runs within a block when they are drawn.
#[derive(Default)]
pub(crate) struct Tags {
    entries: Vec<Entry>,
    roots: Vec<Place>,
}

struct Entry {
    kind: Kind,
    language: Option<Language>,
    /// A run's place, which it enters at its first content.
    waits_for: Option<Place>,
    children: Vec<Child>,
}

enum Child {
    Place(Place),
    Content(Identifier),
}

impl Tags {
    /// A block, in the tree once it is [`put`](Self::put) there: one that stays empty never enters.
    pub fn block(&mut self, kind: Kind, language: Option<Language>) -> Place {
        self.entry(kind, language, None)
    }

    /// Puts a block at the end of `parent`, or of the document.
    pub fn put(&mut self, parent: Option<Place>, place: Place) {
        match parent {
            Some(parent) => self.adopt(parent, place),
            None => self.roots.push(place),
        }
    }

    /// A run within `parent`: it enters the tree where its first content is drawn.
    pub fn run(&mut self, parent: Place, kind: Kind, language: Option<Language>) -> Place {
        self.entry(kind, language, Some(parent))
    }

    /// Content that was drawn, at the end of `place`.
    pub fn content(&mut self, place: Place, content: Identifier) {
        let waited = self.entries.get_mut(place.0).and_then(|entry| entry.waits_for.take());
        if let Some(parent) = waited {
            self.adopt(parent, place);
        }
        if let Some(entry) = self.entries.get_mut(place.0) {
            entry.children.push(Child::Content(content));
        }
    }

    /// Where a figure was drawn: its page, from 0, and its box.
    pub fn figure_at(&mut self, place: Place, page: usize, rect: Rect) {
        if let Some(Kind::Figure { at, .. }) = self.entries.get_mut(place.0).map(|entry| &mut entry.kind) {
            *at = Some((page, rect));
        }
    }

    /// The finished tree of a document in `language`.
    pub fn tree(self, language: &Language) -> TagTree {
        let mut entries: Vec<Option<Entry>> = self.entries.into_iter().map(Some).collect();
        let mut tree = TagTree::new().with_lang(Some(language.tag().to_owned()));
        for root in self.roots {
            if let Some(group) = grown(&mut entries, root) {
                tree.push(group);
            }
        }
        tree
    }

    fn entry(&mut self, kind: Kind, language: Option<Language>, waits_for: Option<Place>) -> Place {
        self.entries.push(Entry { kind, language, waits_for, children: Vec::new() });
        Place(self.entries.len() - 1)
    }

    fn adopt(&mut self, parent: Place, child: Place) {
        if let Some(entry) = self.entries.get_mut(parent.0) {
            entry.children.push(Child::Place(child));
        }
    }
}

/// Takes an entry with all below it. Its depth is the model's: no document nests deeper than a cell in a table.
fn grown(entries: &mut [Option<Entry>], place: Place) -> Option<TagGroup> {
    let entry = entries.get_mut(place.0)?.take()?;
    let tag = tag(entry.kind).with_lang(entry.language.map(|language| language.tag().to_owned()));
    let mut group = TagGroup::new(tag);
    for child in entry.children {
        match child {
            Child::Content(content) => group.push(Node::Leaf(content)),
            Child::Place(place) => grown(entries, place).into_iter().for_each(|below| group.push(below)),
        }
    }
    Some(group)
}

fn tag(kind: Kind) -> TagKind {
    match kind {
        Kind::Heading { level, title } => {
            Tag::Hn(NonZeroU16::new(level).unwrap_or(NonZeroU16::MIN), Some(title)).into()
        }
        Kind::Paragraph => Tag::P.into(),
        Kind::List(Marker::Bullet) => Tag::L(ListNumbering::Disc).into(),
        Kind::List(Marker::Number) => Tag::L(ListNumbering::Decimal).into(),
        Kind::Item => Tag::LI.into(),
        Kind::ItemLabel => Tag::Lbl.into(),
        Kind::ItemBody => Tag::LBody.into(),
        Kind::Table => Tag::Table.into(),
        Kind::Head => Tag::THead.into(),
        Kind::Body => Tag::TBody.into(),
        Kind::Row => Tag::TR.into(),
        Kind::RowHeader => Tag::TH(TableHeaderScope::Row).into(),
        Kind::ColumnHeader => Tag::TH(TableHeaderScope::Column).into(),
        Kind::Cell => Tag::TD.into(),
        Kind::Figure { alternative, at } => {
            let figure = Tag::Figure(Some(alternative));
            figure.with_bbox(at.map(|(page, rect)| BBox::new(page, rect))).into()
        }
        Kind::Group => Tag::Div.into(),
        Kind::Span => Tag::Span.into(),
        Kind::Strong => Tag::Strong.into(),
    }
}
