//! From pages to bytes, by `krilla`: everything that is drawn is either in the tree of tags or marked as no content.

use krilla::configure::{Accessibility, ConfigurationBuilder};
use krilla::geom::{Path, PathBuilder, Point, Rect};
use krilla::metadata::{Metadata, TextDirection};
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, SpanTag};
use krilla::{Document as File, SerializeSettings};

use crate::error::PaperError;
use crate::flow::{Band, Mark, Op};
use crate::footer::{Foot, Standing};
use crate::model::{Direction, Language};
use crate::paginate::Placed;
use crate::sheet::{HEIGHT, WIDTH};
use crate::tags::{Place, Tags};
use crate::typeset::{Line, Segment};

/// What a file says of itself.
pub(crate) struct About<'a> {
    pub title: String,
    pub language: &'a Language,
    pub number: String,
}

/// A file that grows page by page.
pub(crate) struct Drawing {
    file: File,
    tags: Tags,
    marks: Vec<(Mark, usize, f32)>,
    pages: usize,
}

impl Drawing {
    /// A file without pages.
    pub fn new(tags: Tags) -> Result<Self, PaperError> {
        let standard = ConfigurationBuilder::new().with_accessibility_validator(Accessibility::UA1).finish();
        let configuration = standard.map_err(|_| PaperError::Refused("configuration".to_owned()))?;
        let file = File::new_with(SerializeSettings { configuration, ..SerializeSettings::default() });
        Ok(Self { file, tags, marks: Vec::new(), pages: 0 })
    }

    /// Draws one page with its foot.
    pub fn page(
        &mut self,
        bands: &[Band],
        placed: &[Placed],
        foot: &Foot,
        standing: &[Standing],
    ) -> Result<(), PaperError> {
        let settings = PageSettings::from_wh(WIDTH, HEIGHT).ok_or(PaperError::TooTall)?;
        let mut page = self.file.start_page_with(settings);
        let mut surface = page.surface();
        for placed in placed {
            let Some(band) = bands.get(placed.band) else { continue };
            if let (Some(mark), false) = (&band.mark, placed.again) {
                self.marks.push((mark.clone(), self.pages, placed.y));
            }
            let mut pen = Pen { surface: &mut surface, tags: &mut self.tags, page: self.pages };
            if placed.again {
                pen.again(&band.ops, placed.y);
            } else {
                band.ops.iter().for_each(|op| pen.op(op, placed.y));
            }
        }
        draw_foot(&mut surface, foot, standing);
        surface.finish();
        page.finish();
        self.pages += 1;
        Ok(())
    }

    /// The finished file, checked against PDF/UA-1.
    pub fn finish(mut self, about: About<'_>) -> Result<Vec<u8>, PaperError> {
        let direction = match about.language.direction() {
            Direction::LeftToRight => TextDirection::LeftToRight,
            Direction::RightToLeft => TextDirection::RightToLeft,
        };
        // No day of making: the same document gives the same bytes. Its date is printed on it.
        let metadata = Metadata::new()
            .title(about.title)
            .language(about.language.tag().to_owned())
            .creator("Relais".to_owned())
            .document_id(about.number)
            .text_direction(direction);
        self.file.set_metadata(metadata);
        self.file.set_outline(outline(&self.marks));
        self.file.set_tag_tree(self.tags.tree(about.language));
        Ok(self.file.finish()?)
    }
}

/// Draws on one page.
struct Pen<'a, 'b> {
    surface: &'a mut Surface<'b>,
    tags: &'a mut Tags,
    page: usize,
}

impl Pen<'_, '_> {
    fn op(&mut self, op: &Op, top: f32) {
        match op {
            Op::Line { x, y, line, words, places } => {
                self.line(Point::from_xy(*x, top + y), line, words, places);
            }
            Op::Rule { x, y, width, height } => {
                artifact(self.surface, ArtifactType::Layout, |surface| {
                    fill(surface, rectangle(*x, top + y, *width, *height));
                });
            }
            Op::Modules { x, y, module, rows, place } => {
                let (path, side) = modules(*x, top + y, *module, rows);
                let content = self.surface.start_tagged(ContentTag::Other);
                fill(self.surface, path);
                self.surface.end_tagged();
                self.tags.content(*place, content);
                if let Some(rect) = Rect::from_xywh(*x, top + y, side, side) {
                    self.tags.figure_at(*place, self.page, rect);
                }
            }
        }
    }

    /// A line, run by run in the order of reading, each at its place in the tree.
    fn line(&mut self, at: Point, line: &Line, words: &str, places: &[Place]) {
        for segments in line.segments.chunk_by(|one, next| one.run == next.run) {
            let Some(place) = segments.first().and_then(|segment| places.get(segment.run)) else { continue };
            let content = self.surface.start_tagged(ContentTag::Span(SpanTag::empty()));
            for segment in segments {
                glyphs(self.surface, at, line, segment, words);
            }
            self.surface.end_tagged();
            self.tags.content(*place, content);
        }
    }

    /// The same for the eye alone.
    fn again(&mut self, ops: &[Op], top: f32) {
        for op in ops {
            match op {
                Op::Line { x, y, line, words, .. } => {
                    artifact(self.surface, ArtifactType::PaginationOther, |surface| {
                        whole_line(surface, Point::from_xy(*x, top + y), line, words);
                    });
                }
                Op::Rule { .. } | Op::Modules { .. } => self.op(op, top),
            }
        }
    }
}

fn draw_foot(surface: &mut Surface<'_>, foot: &Foot, standing: &[Standing]) {
    artifact(surface, ArtifactType::Footer, |surface| {
        let [x, y, width, height] = foot.rule();
        fill(surface, rectangle(x, y, width, height));
        for Standing { x, y, set } in standing {
            let mut top = *y;
            for line in &set.lines {
                whole_line(surface, Point::from_xy(*x, top), line, &set.words);
                top += line.height;
            }
        }
    });
}

/// Draws something that readers of the screen pass over.
fn artifact(surface: &mut Surface<'_>, kind: ArtifactType, draw: impl FnOnce(&mut Surface<'_>)) {
    surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(kind)));
    draw(surface);
    surface.end_tagged();
}

fn whole_line(surface: &mut Surface<'_>, at: Point, line: &Line, words: &str) {
    for segment in &line.segments {
        glyphs(surface, at, line, segment, words);
    }
}

/// Draws a part of a line whose top left is `at`.
fn glyphs(surface: &mut Surface<'_>, at: Point, line: &Line, segment: &Segment, words: &str) {
    let start = Point::from_xy(at.x + segment.x, at.y + line.baseline);
    surface.draw_glyphs(start, &segment.glyphs, segment.font.clone(), words, segment.size, false);
}

fn fill(surface: &mut Surface<'_>, path: Option<Path>) {
    if let Some(path) = path {
        surface.draw_path(&path);
    }
}

fn rectangle(x: f32, y: f32, width: f32, height: f32) -> Option<Path> {
    let mut path = PathBuilder::new();
    path.push_rect(Rect::from_xywh(x, y, width, height)?);
    path.finish()
}

/// The dark modules of a code as one shape, so that no light line shows between them, and the code's side.
fn modules(x: f32, y: f32, module: f32, rows: &[Vec<bool>]) -> (Option<Path>, f32) {
    let mut path = PathBuilder::new();
    let mut top = y;
    for row in rows {
        let mut left = x;
        for run in row.chunk_by(|one, next| one == next) {
            let width = run.iter().map(|_| module).sum::<f32>();
            if let (Some(true), Some(rect)) = (run.first(), Rect::from_xywh(left, top, width, module)) {
                path.push_rect(rect);
            }
            left += width;
        }
        top += module;
    }
    (path.finish(), top - y)
}

/// The bookmarks: sections below the title, subsections below them.
fn outline(marks: &[(Mark, usize, f32)]) -> Outline {
    let mut outline = Outline::new();
    for node in nodes(marks, 1) {
        outline.push_child(node);
    }
    outline
}

fn nodes(marks: &[(Mark, usize, f32)], level: u16) -> Vec<OutlineNode> {
    let mut made = Vec::new();
    let mut rest = marks;
    while let Some(((mark, page, y), below)) = rest.split_first() {
        let deeper = below.iter().take_while(|(mark, ..)| mark.level > level).count();
        let (children, after) = below.split_at(deeper);
        let to = krilla::destination::XyzDestination::new(*page, Point::from_xy(0.0, *y));
        let mut node = OutlineNode::new(mark.title.clone(), to);
        for child in nodes(children, level + 1) {
            node.push_child(child);
        }
        made.push(node);
        rest = after;
    }
    made
}
