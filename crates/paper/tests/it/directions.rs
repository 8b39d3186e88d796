//! From right to left.

use relais_paper::{Block, Document, Text};

use crate::readers::{Paper, squeezed};
use crate::specimens::{code, empty, language, mandate_in_arabic, print};

fn read(blocks: Vec<Block>, tag: &str) -> Paper {
    Paper::of(&print(&Document { title: "اختبار".to_owned(), blocks, ..empty(tag) }).bytes)
}

#[test]
fn arabic_and_dari_come_back_letter_by_letter() {
    for (tag, words) in [
        ("ar", "يمكنني أن أوقف هذا التوكيل متى أشاء ولا يجب أن أقول لماذا"),
        ("prs", "من می توانم این وکالت را هر وقت بخواهم پایان دهم گچ پژوهش"),
        ("ps", "زه کولی شم دا وکالت هر وخت ودروم ښځه"),
    ] {
        let paper = read(vec![Block::Paragraph(Text::from(words))], tag);
        let text = squeezed(&paper.text());
        assert!(text.contains(words), "{tag}: {text}");
    }
}

#[test]
fn digits_and_names_keep_their_order_within_arabic() {
    let text = Text::from("اتصلوا بـ ")
        .foreign("Jeanne Le Bris", language("fr"))
        .plain(" على ")
        .large("02 98 00 80 80")
        .plain(" غدا");
    let paper = read(vec![Block::Paragraph(text)], "ar");
    let text = squeezed(&paper.text());
    assert!(text.contains("Jeanne Le Bris"), "{text}");
    assert!(text.contains("02 98 00 80 80"), "{text}");
    assert!(
        text.contains("M-2026-0042 · 23 novembre 2026") || text.contains("23 novembre 2026 · M-2026-0042"),
        "{text}"
    );
}

/// Left edges of the words of the first page, by `pdftotext -bbox`.
fn edges(paper: &Paper, word: &str) -> (f32, f32) {
    let boxes = paper.boxes();
    let line = boxes.lines().find(|line| line.contains(&format!(">{word}<"))).unwrap();
    let number = |key: &str| {
        line.split(&format!("{key}=\"")).nth(1).unwrap().split('"').next().unwrap().parse().unwrap()
    };
    (number("xMin"), number("xMax"))
}

#[test]
fn lines_begin_on_the_right_and_columns_are_mirrored() {
    let foreign = |word: &str| Text::default().foreign(word, language("fr"));
    let table = relais_paper::SideBySide { heads: (foreign("premier"), foreign("second")), rows: vec![] };
    let blocks =
        || vec![Block::Paragraph(foreign("debut")), Block::SideBySide(table.clone()), Block::Code(code())];
    let arabic = read(blocks(), "ar");
    let french = read(blocks(), "fr");
    let right = 595.28 - 18.0 * 72.0 / 25.4;
    assert!((edges(&arabic, "debut").1 - right).abs() < 0.5, "{:?}", edges(&arabic, "debut"));
    assert!((edges(&french, "debut").0 - (595.28 - right)).abs() < 1.5);
    assert!(edges(&arabic, "premier").0 > edges(&arabic, "second").0);
    assert!(edges(&french, "premier").0 < edges(&french, "second").0);
    assert_eq!(arabic.codes(1), [code().content]);
}

#[test]
fn a_whole_mandate_in_arabic_loses_nothing() {
    let printed = print(&mandate_in_arabic());
    assert!(printed.replaced.is_empty());
    let paper = Paper::of(&printed.bytes);
    let text = squeezed(&paper.text());
    for words in [
        "توكيل للقيام بإجراءات عبر الإنترنت",
        "CCAS de Brest",
        "Jeanne Le Bris",
        "02 98 00 80 80",
        "En français",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert_eq!(paper.codes(printed.pages), [code().content]);
    assert_eq!(paper.complaints(), "");
}
