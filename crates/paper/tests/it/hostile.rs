//! Words that nobody should write, and that somebody will.

use relais_paper::{Block, Document, Fact, Footer, Marker, Note, PaperError, SideBySide, Text};

use proptest::prelude::*;

use crate::readers::{Paper, squeezed};
use crate::specimens::{code, empty, language, of, paragraph, print, section, signature};

/// Every place of a document that takes words, with these in it.
fn everywhere(words: &str) -> Document {
    let text = || Text::from(words);
    let heads = (text(), text());
    Document {
        title: format!("Titre {words}"),
        letterhead: vec![text()],
        number: words.to_owned(),
        date: words.to_owned(),
        footer: Footer { words: words.to_owned(), page: format!("{words}{{page}}/{{pages}}") },
        blocks: vec![
            section(&format!("x{words}")),
            Block::Paragraph(text().strong(words).large(words).foreign(words, language("ar"))),
            Block::List { marker: Marker::Number, items: vec![text(), text()] },
            Block::Facts(vec![Fact { label: text(), value: text() }]),
            Block::SideBySide(SideBySide { heads, rows: vec![(text(), text())] }),
            Block::Note(Note { title: text(), paragraphs: vec![text(), text()] }),
            Block::Signatures(vec![signature(words)]),
            Block::Code(relais_paper::Code { alternative: format!("x{words}"), words: text(), ..code() }),
        ],
        ..empty("fr")
    }
}

#[test]
fn no_words_break_a_paper() {
    let heap = format!("Z{}", "\u{30D}".repeat(500));
    for words in [
        "",
        " ",
        "\n\n\n",
        "\0\u{1}\u{7F}\u{9F}",
        "😀👩‍👧🏳️‍🌈",
        "漢字かなハングル",
        "שלום",
        "\u{202E}exe.fdp\u{202C}",
        "\u{2067}\u{2067}\u{2067}x",
        "\u{FFFE}\u{FFFF}\u{FDD0}\u{E000}\u{10FFFF}",
        "\u{FEFF}\u{200B}\u{2060}\u{AD}",
        "a\u{64B}b\u{302}ע\u{301}",
        "\u{301}\u{64B}",
        "لا\u{200D}ل\u{651}\u{64E}ا",
        "\u{2028}x\u{2029}\u{85}",
        "()\\<>{}%/[]",
        "{page} {pages}",
        heap.as_str(),
    ] {
        let printed = relais_paper::Paper::new().unwrap().print(&everywhere(words));
        let printed = printed.unwrap_or_else(|error| panic!("{words:?}: {error}"));
        assert_eq!(Paper::of(&printed.bytes).complaints(), "", "{words:?}");
    }
}

/// Any character, those that change their neighbours as often as all others.
fn any_words() -> impl Strategy<Value = String> {
    let steering = "\u{200C}\u{200D}\u{200E}\u{200F}\u{2066}\u{2067}\u{2068}\u{2069}\u{61C}\u{301}\u{64B}\u{651}\u{FE0F}\u{AD}\n \u{A0}";
    let steering = proptest::sample::select(steering.chars().collect::<Vec<_>>());
    let letters = proptest::char::ranges(vec!['a'..='z', 'À'..='ž', 'ء'..='ۿ', 'а'..='я', '0'..='9'].into());
    let c = prop_oneof![3 => letters, 2 => steering, 1 => any::<char>()];
    proptest::collection::vec(c, 0..60).prop_map(String::from_iter)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_words_at_all_break_a_paper(words in any_words(), tag in prop_oneof!["fr", "ar", "uk"]) {
        let document = Document { language: language(&tag), ..everywhere(&words) };
        let printed = relais_paper::Paper::new().unwrap().print(&document);
        // A footer or label of many lines is refused, and nothing else.
        prop_assert!(matches!(printed, Ok(_) | Err(PaperError::FooterTooTall)), "{printed:?}");
    }
}

#[test]
fn what_no_font_has_is_shown_and_told() {
    let printed = print(&of(vec![paragraph("avant 😀 漢\0 après")]));
    assert_eq!(printed.replaced, ['\0', '漢', '😀']);
    let said = Paper::of(&printed.bytes).said();
    assert_eq!(said, "Mandat avant \u{FFFD} \u{FFFD}\u{FFFD} après");
}

#[test]
fn a_turned_amount_is_not_hidden() {
    let printed = print(&of(vec![paragraph("verser \u{202E}0001 euros")]));
    assert_eq!(printed.replaced, ['\u{202E}']);
    assert!(squeezed(&Paper::of(&printed.bytes).text()).contains("verser \u{FFFD}0001 euros"));
}

#[test]
fn a_word_of_ten_thousand_letters_stays_on_the_sheet() {
    let word: String = ('a'..='z').cycle().take(10_000).collect();
    let heads = (Text::from(word.clone()), Text::from("x"));
    for block in [
        paragraph(&word),
        Block::List { marker: Marker::Bullet, items: vec![Text::from(word.clone())] },
        Block::Facts(vec![Fact { label: Text::from("clé"), value: Text::from(word.clone()) }]),
        Block::SideBySide(SideBySide { heads: (Text::from("a"), Text::from("b")), rows: vec![heads] }),
        Block::Note(Note { title: Text::default(), paragraphs: vec![Text::from(word.clone())] }),
    ] {
        let printed = print(&of(vec![block]));
        assert!(printed.pages > 3 && printed.replaced.is_empty());
        let paper = Paper::of(&printed.bytes);
        assert!(paper.said().replace(' ', "").contains(&word));
        let right = 595.28 - 18.0 * 72.0 / 25.4;
        for line in paper.boxes().lines().filter(|line| line.contains("xMax")) {
            let edge: f32 = line.split("xMax=\"").nth(1).unwrap().split('"').next().unwrap().parse().unwrap();
            assert!(edge < right + 3.0, "{line}");
        }
    }
}

#[test]
fn a_long_text_costs_in_proportion_to_its_length() {
    let paper = relais_paper::Paper::new().unwrap();
    let seconds = |count: usize| {
        let document = of(vec![paragraph(&"mot 😀 كلمة ".repeat(count))]);
        let time = || {
            let start = std::time::Instant::now();
            paper.print(&document).unwrap();
            start.elapsed().as_secs_f64()
        };
        // The best of three: the others tell of the machine.
        std::iter::repeat_with(time).take(3).fold(f64::MAX, f64::min)
    };
    let (short, long) = (seconds(1_000), seconds(8_000));
    assert!(long < short * 24.0, "{short} s, {long} s");
}

#[test]
fn an_empty_document_is_a_page_with_a_title() {
    let printed = print(&empty("fr"));
    assert_eq!(printed.pages, 1);
    assert_eq!(Paper::of(&printed.bytes).said(), "Mandat");
    let nothing = vec![
        paragraph(""),
        Block::List { marker: Marker::Bullet, items: vec![] },
        Block::List { marker: Marker::Bullet, items: vec![Text::default()] },
        Block::Facts(vec![]),
        Block::Signatures(vec![]),
        Block::Note(Note { title: Text::default(), paragraphs: vec![] }),
        Block::PageBreak,
    ];
    assert_eq!(Paper::of(&print(&of(nothing)).bytes).said(), "Mandat");
}

#[test]
fn an_error_says_nothing_of_the_document() {
    let error = PaperError::Refused("ContainsNotDefGlyph".to_owned());
    assert_eq!(error.to_string(), "the writer refused the document: ContainsNotDefGlyph");
}
