//! What a file says of itself, as lopdf reads it.

use lopdf::{Dictionary, Document, Object};
use relais_paper::{Block, Level, PaperError, SideBySide, Text};

use crate::specimens::{code, empty, language, mandate, mandate_in_arabic, of, paragraph, print, section};

/// An element of the tree of tags.
struct Element {
    role: String,
    language: Option<String>,
    alternative: Option<String>,
    scope: Option<String>,
    below: Vec<Element>,
    /// Pieces of pages that are its own.
    contents: usize,
}

impl Element {
    fn all(&self) -> Vec<&Self> {
        std::iter::once(self).chain(self.below.iter().flat_map(Self::all)).collect()
    }

    fn roles(&self) -> Vec<&str> {
        self.below.iter().map(|element| element.role.as_str()).collect()
    }
}

fn load(bytes: &[u8]) -> Document {
    Document::load_mem(bytes).unwrap()
}

fn name(object: &Object) -> String {
    String::from_utf8(object.as_name().unwrap().to_vec()).unwrap()
}

/// Text of a PDF string: UTF-16 after its mark, else one byte a character.
fn text(object: &Object) -> String {
    let bytes = object.as_str().unwrap();
    match bytes.strip_prefix(&[0xFE, 0xFF]) {
        Some(wide) => {
            let units: Vec<u16> = wide.chunks(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
            String::from_utf16(&units).unwrap()
        }
        None => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}

fn element(file: &Document, dictionary: &Dictionary) -> Element {
    let words = |key: &[u8]| dictionary.get_deref(key, file).ok().map(text);
    let mut attributes = Vec::new();
    if let Ok(found) = dictionary.get_deref(b"A", file) {
        attributes.extend(found.as_array().map_or_else(|_| vec![found], |all| all.iter().collect()));
    }
    let scope = attributes.iter().find_map(|object| {
        let (_, object) = file.dereference(object).ok()?;
        Some(name(object.as_dict().ok()?.get(b"Scope").ok()?))
    });
    let mut made = Element {
        role: name(dictionary.get(b"S").unwrap()),
        language: words(b"Lang"),
        alternative: words(b"Alt"),
        scope,
        below: Vec::new(),
        contents: 0,
    };
    let Ok(kids) = dictionary.get_deref(b"K", file) else { return made };
    let kids: Vec<&Object> = kids.as_array().map_or_else(|_| vec![kids], |kids| kids.iter().collect());
    for kid in kids {
        let (_, kid) = file.dereference(kid).unwrap();
        match kid.as_dict() {
            Ok(kid) if kid.has(b"S") => made.below.push(element(file, kid)),
            _ => made.contents += 1,
        }
    }
    made
}

fn tree(bytes: &[u8]) -> Element {
    let file = load(bytes);
    let root = file.catalog().unwrap().get_deref(b"StructTreeRoot", &file).unwrap().as_dict().unwrap();
    let top = root.get_deref(b"K", &file).unwrap();
    let top = top.as_array().map_or(top, |kids| file.dereference(&kids[0]).unwrap().1);
    element(&file, top.as_dict().unwrap())
}

#[test]
fn the_file_says_that_it_is_tagged_its_language_and_its_title() {
    for (document, tag) in [(mandate(), "fr"), (mandate_in_arabic(), "ar")] {
        let printed = print(&document);
        let file = load(&printed.bytes);
        assert_eq!(file.version, "1.7");
        assert_eq!(file.get_pages().len(), printed.pages);
        let catalog = file.catalog().unwrap();
        let deref = |key: &[u8]| catalog.get_deref(key, &file).unwrap();
        assert!(deref(b"MarkInfo").as_dict().unwrap().get(b"Marked").unwrap().as_bool().unwrap());
        assert_eq!(text(deref(b"Lang")), tag);
        let shown = deref(b"ViewerPreferences").as_dict().unwrap();
        assert!(shown.get(b"DisplayDocTitle").unwrap().as_bool().unwrap());
        assert_eq!(name(shown.get(b"Direction").unwrap()), if tag == "ar" { "R2L" } else { "L2R" });
        let info = file.trailer.get_deref(b"Info", &file).unwrap().as_dict().unwrap();
        assert_eq!(text(info.get(b"Title").unwrap()), document.title);
        assert!(!info.has(b"CreationDate") && !info.has(b"ModDate"));
        let metadata = deref(b"Metadata").as_stream().unwrap().get_plain_content().unwrap();
        let metadata = String::from_utf8(metadata).unwrap();
        assert!(metadata.contains("<pdfuaid:part>1</pdfuaid:part>"), "{metadata}");
    }
}

#[test]
fn every_font_is_in_the_file() {
    let file = load(&print(&mandate_in_arabic()).bytes);
    let fonts: Vec<&Dictionary> = file
        .objects
        .values()
        .filter_map(|object| object.as_dict().ok())
        .filter(|dictionary| dictionary.has_type(b"FontDescriptor"))
        .collect();
    assert!(fonts.len() >= 4);
    assert!(
        fonts
            .iter()
            .all(|font| [b"FontFile".as_slice(), b"FontFile2", b"FontFile3"].iter().any(|key| font.has(key)))
    );
}

#[test]
fn tables_have_headers_and_all_their_cells() {
    let tree = tree(&print(&mandate()).bytes);
    let all = tree.all();
    let tables: Vec<_> = all.iter().filter(|element| element.role == "Table").collect();
    assert_eq!(tables.len(), 2);
    for row in &tables[0].below {
        assert_eq!(row.roles(), ["TH", "TD"]);
        assert_eq!(row.below[0].scope.as_deref(), Some("Row"));
        assert!(row.below.iter().all(|cell| cell.contents > 0 || !cell.below.is_empty()));
    }
    assert_eq!(tables[1].roles(), ["THead", "TBody"]);
    let head = &tables[1].below[0].below[0];
    assert_eq!(head.roles(), ["TH", "TH"]);
    assert!(head.below.iter().all(|cell| cell.scope.as_deref() == Some("Column")));
    assert!(tables[1].below[1].below.iter().all(|row| row.roles() == ["TD", "TD"]));
}

#[test]
fn headings_lists_and_the_figure_are_what_they_are() {
    let tree = tree(&print(&mandate()).bytes);
    let all = tree.all();
    let headings: Vec<&str> = all
        .iter()
        .map(|element| element.role.as_str())
        .filter(|role| matches!(*role, "H1" | "H2" | "H3"))
        .collect();
    assert_eq!(headings, ["H1", "H2", "H2", "H2", "H2"]);
    for item in all.iter().filter(|element| element.role == "LI") {
        assert_eq!(item.roles(), ["Lbl", "LBody"]);
    }
    let figures: Vec<_> = all.iter().filter(|element| element.role == "Figure").collect();
    assert_eq!(figures.len(), 1);
    assert_eq!(figures[0].alternative.as_ref(), Some(&code().alternative));
    assert!(all.iter().all(|element| element.role == "Figure" || element.alternative.is_none()));
}

#[test]
fn words_of_another_language_say_so() {
    let words = Text::from("Je dis ").foreign("не згодна", language("uk")).plain(".");
    let heads = (Text::from("Français"), Text::from("العربية").in_language(language("ar")));
    let table = SideBySide { heads, rows: vec![] };
    let tree = tree(&print(&of(vec![Block::Paragraph(words), Block::SideBySide(table)])).bytes);
    let all = tree.all();
    assert_eq!(tree.language.as_deref(), Some("fr"));
    let own: Vec<_> = all
        .iter()
        .skip(1)
        .filter_map(|element| Some((element.role.as_str(), element.language.as_deref()?)))
        .collect();
    assert_eq!(own, [("Span", "uk"), ("TH", "ar")]);
}

/// Bookmarks below an item: depth, title and page, from 1.
fn bookmarks(file: &Document, item: &Dictionary, depth: usize, found: &mut Vec<(usize, String, usize)>) {
    let mut next = item.get_deref(b"First", file).ok();
    while let Some(Ok(item)) = next.map(Object::as_dict) {
        let to = item.get_deref(b"Dest", file).unwrap().as_array().unwrap()[0].as_reference().unwrap();
        let page = file.page_iter().position(|page| page == to).unwrap() + 1;
        found.push((depth, text(item.get_deref(b"Title", file).unwrap()), page));
        bookmarks(file, item, depth + 1, found);
        next = item.get_deref(b"Next", file).ok();
    }
}

#[test]
fn bookmarks_follow_the_headings() {
    let sub = Block::Heading { level: Level::Subsection, text: Text::from("Détail") };
    let file = load(&print(&of(vec![section("Un"), sub, Block::PageBreak, section("Deux")])).bytes);
    let outlines = file.catalog().unwrap().get_deref(b"Outlines", &file).unwrap().as_dict().unwrap();
    let mut found = Vec::new();
    bookmarks(&file, outlines, 0, &mut found);
    let found: Vec<_> = found.iter().map(|(depth, title, page)| (*depth, title.as_str(), *page)).collect();
    assert_eq!(found, [(0, "Mandat", 1), (1, "Un", 1), (2, "Détail", 1), (1, "Deux", 2)]);
}

#[test]
fn what_a_screen_reader_could_not_say_is_refused() {
    let paper = relais_paper::Paper::new().unwrap();
    let refused = |blocks| paper.print(&of(blocks)).unwrap_err();
    let mut untitled = empty("fr");
    untitled.title = " \u{200B}\n".to_owned();
    assert_eq!(paper.print(&untitled), Err(PaperError::NoTitle));
    let sub = || Block::Heading { level: Level::Subsection, text: Text::from("Détail") };
    assert_eq!(refused(vec![sub()]), PaperError::HeadingSkipped);
    assert_eq!(refused(vec![section("")]), PaperError::EmptyHeading);
    assert_eq!(
        refused(vec![Block::Code(relais_paper::Code { alternative: " ".to_owned(), ..code() })]),
        PaperError::NoAlternative
    );
    assert_eq!(
        refused(vec![Block::Code(relais_paper::Code { content: String::new(), ..code() })]),
        PaperError::EmptyCode
    );
    let mut footer = empty("fr");
    footer.footer.page = "Page {page}".to_owned();
    assert_eq!(paper.print(&footer), Err(PaperError::PageWords));
    assert!(paper.print(&of(vec![section("Un"), sub(), paragraph("x")])).is_ok());
}
