//! What is written comes back, in the order of reading.

use relais_paper::{Block, Fact, Marker, Note, SideBySide, Text};

use crate::readers::{Paper, squeezed};
use crate::specimens::{code, empty, language, mandate, of, paragraph, print, section, signature};

fn read(blocks: Vec<Block>) -> Paper {
    Paper::of(&print(&of(blocks)).bytes)
}

#[test]
fn a_paragraph_comes_back_as_it_was_written() {
    let words = "Le « mandat » n’est donné qu’à une personne : œuvre, Plougastel-Daoulas, Łukasz Wałęsa, Đặng Thị Hương, \
        Брест, Київ, 1 250,50 €, n° 42, 3 ≤ 4 → oui ✓.";
    let paper = read(vec![paragraph(words)]);
    assert_eq!(paper.said(), format!("Mandat {words}"));
    assert!(squeezed(&paper.text()).contains(words));
}

#[test]
fn runs_of_one_paragraph_make_one_sentence() {
    let text = Text::from("Moi, ")
        .strong("Amina")
        .plain(", je dis : ")
        .foreign("не согласна", language("uk"))
        .plain(".");
    let paper = read(vec![Block::Paragraph(text)]);
    assert_eq!(
        squeezed(&paper.text()).split(" M-2026").next(),
        Some("Mandat Moi, Amina, je dis : не согласна.")
    );
}

#[test]
fn blocks_are_said_in_their_order_and_columns_row_by_row() {
    let cell = |words: &str| Text::from(words);
    let table = SideBySide {
        heads: (cell("Loi"), cell("Clair")),
        rows: vec![(cell("un un un"), cell("1 1 1")), (cell("deux deux"), cell(""))],
    };
    let paper = read(vec![
        section("Tête"),
        Block::Facts(vec![Fact { label: cell("Nom"), value: cell("Haddad") }]),
        Block::SideBySide(table),
        Block::List { marker: Marker::Number, items: vec![cell("a"), cell(""), cell("b")] },
        Block::Note(Note { title: cell("Note"), paragraphs: vec![cell("dit")] }),
        Block::Code(code()),
        Block::Signatures(vec![signature("Amina")]),
        paragraph("Fin"),
    ]);
    let said = "Mandat Tête Nom Haddad Loi Clair un un un 1 1 1 deux deux — 1. a 2. b Note dit \
        Ce mandat est-il en cours ? Vérifiez sur relais.brest.example/verifier , numéro M-2026-0042. \
        Amina Fait à Le Signature Fin";
    assert_eq!(paper.said(), said);
}

#[test]
fn words_of_two_lines_stay_apart() {
    let words = "mot ".repeat(400);
    let paper = read(vec![paragraph(&words)]);
    assert_eq!(paper.said(), format!("Mandat {}", words.trim()));
    let paper = read(vec![paragraph("un\ndeux\r\ntrois")]);
    assert_eq!(paper.said(), "Mandat un deux trois");
    assert!(paper.text().contains("un\ndeux\ntrois"));
}

#[test]
fn a_whole_mandate_is_said_without_its_footer() {
    let paper = Paper::of(&print(&mandate()).bytes);
    let said = paper.said();
    assert!(
        said.starts_with(
            "CCAS de Brest 40 rue Jean-Macé, 29200 Brest Mandat pour des démarches en ligne Moi, "
        )
    );
    assert!(said.ends_with("Pour le CCAS de Brest : Jeanne Le Bris Fait à Le Signature"));
    assert!(!said.contains("Page 1") && !said.contains("mot de passe, aucun"));
    assert_eq!(said.matches("À la fin, le CCAS efface mes informations.").count(), 1);
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    let shared = relais_paper::Paper::new().unwrap();
    let first = shared.print(&mandate()).unwrap();
    shared.print(&empty("ar")).unwrap();
    assert_eq!(shared.print(&mandate()).unwrap(), first);
    let printed = std::thread::spawn(|| print(&mandate())).join().unwrap();
    assert_eq!(printed, first);
    assert_ne!(print(&empty("fr")).bytes, first.bytes);
}
