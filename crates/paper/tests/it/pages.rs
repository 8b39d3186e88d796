//! Pages: their numbers, and what stays together.

use relais_paper::{Block, Document, Fact, Footer, PaperError, SideBySide, Text};

use crate::readers::{Paper, squeezed};
use crate::specimens::{code, empty, of, paragraph, print, section, signature};

fn pages(document: &Document) -> Vec<String> {
    let printed = print(document);
    let paper = Paper::of(&printed.bytes);
    (1..=printed.pages).map(|number| squeezed(&paper.page(number))).collect()
}

/// A paragraph of so many lines.
fn lines(count: usize) -> Block {
    paragraph(&vec!["ligne"; count].join("\n"))
}

#[test]
fn every_page_says_which_it_is() {
    let long = of((0..300).map(|number| paragraph(&format!("Paragraphe {number}."))).collect());
    let pages = pages(&long);
    assert!(pages.len() > 8, "{}", pages.len());
    for (number, page) in (1..).zip(&pages) {
        let foot = format!("M-2026-0042 · 23 novembre 2026 Page {number} sur {}", pages.len());
        assert!(page.ends_with(&foot), "{page}");
    }
    let said: Vec<&str> = pages.iter().flat_map(|page| page.split("Paragraphe ").skip(1)).collect();
    let numbers: Vec<usize> =
        said.iter().map(|said| said.split('.').next().unwrap().parse().unwrap()).collect();
    assert_eq!(numbers, (0..300).collect::<Vec<_>>());
}

#[test]
fn a_heading_goes_with_the_text_below_it() {
    for above in 20..34 {
        let pages = pages(&of(vec![lines(above), section("Tête"), lines(3)]));
        let page = pages.iter().find(|page| page.contains("Tête")).unwrap();
        assert!(page.contains("Tête ligne"), "after {above} lines: {page}");
    }
}

#[test]
fn no_line_stands_alone_and_no_signature_is_torn() {
    for above in 20..34 {
        let two = pages(&of(vec![lines(above), paragraph("un\ndeux\ntrois\nquatre")]));
        assert!(!two.iter().any(|page| page.starts_with("quatre") || page.contains(" un M-2026")), "{above}");
        let two = pages(&of(vec![lines(above), Block::Signatures(vec![signature("Amina")])]));
        assert!(two.iter().any(|page| page.contains("Amina Fait à Le Signature")), "{above}");
        let two = pages(&of(vec![lines(above), Block::Code(code())]));
        let paper = Paper::of(&print(&of(vec![lines(above), Block::Code(code())])).bytes);
        let page = (1..).zip(&two).find(|(_, page)| page.contains("Vérifiez")).unwrap().0;
        if above % 5 == 0 {
            assert_eq!(paper.codes(page), [code().content], "{above}");
        }
    }
}

#[test]
fn breaks_begin_pages_and_leave_none_empty() {
    let blocks = vec![
        Block::PageBreak,
        paragraph("un"),
        Block::PageBreak,
        Block::PageBreak,
        paragraph("deux"),
        Block::PageBreak,
    ];
    let pages = pages(&of(blocks));
    assert_eq!(pages.len(), 3);
    assert!(
        pages[0].starts_with("Mandat M-") && pages[1].starts_with("un M-") && pages[2].starts_with("deux M-")
    );
}

#[test]
fn the_heads_of_columns_stand_on_every_page_and_are_said_once() {
    let row = |number: usize| (Text::from(format!("Article {number}.")), Text::from("C’est clair."));
    let heads = (Text::from("Le texte"), Text::from("En clair"));
    let document = of(vec![Block::SideBySide(SideBySide { heads, rows: (0..60).map(row).collect() })]);
    let pages = pages(&document);
    assert!(pages.len() >= 3);
    assert!(pages.iter().all(|page| page.contains("Le texte") && page.contains("En clair")), "{pages:?}");
    let said = Paper::of(&print(&document).bytes).said();
    assert_eq!(said.matches("Le texte").count(), 1);
    assert_eq!(said.matches("Article").count(), 60);
}

#[test]
fn a_row_of_several_pages_keeps_both_columns() {
    let left = (0..400).map(|number| format!("gauche{number}")).collect::<Vec<_>>().join(" ");
    let right = (0..700).map(|number| format!("droite{number}")).collect::<Vec<_>>().join(" ");
    let table = SideBySide {
        heads: (Text::from("Un"), Text::from("Deux")),
        rows: vec![(Text::from(left.clone()), Text::from(right.clone()))],
    };
    let document = of(vec![Block::SideBySide(table)]);
    assert!(pages(&document).len() > 3);
    assert_eq!(Paper::of(&print(&document).bytes).said(), format!("Mandat Un Deux {left} {right}"));
}

#[test]
fn what_can_never_fit_is_refused() {
    let paper = relais_paper::Paper::new().unwrap();
    let long = "mot ".repeat(2000);
    let tall = Document { footer: Footer { words: long.clone(), ..empty("fr").footer }, ..empty("fr") };
    assert_eq!(paper.print(&tall), Err(PaperError::FooterTooTall));
    let mut label = signature("Amina");
    label.place = Text::from(long);
    assert_eq!(paper.print(&of(vec![Block::Signatures(vec![label])])), Err(PaperError::TooTall));
    let endless =
        of(vec![paragraph("x"); 1].into_iter().chain((0..20_000).map(|_| paragraph("x"))).collect());
    assert_eq!(paper.print(&endless), Err(PaperError::TooManyPages));
}

#[test]
fn facts_over_many_pages_stay_in_their_rows() {
    let fact = |number: usize| Fact {
        label: Text::from(format!("Clé {number}")),
        value: Text::from(format!("valeur {number}")),
    };
    let document = of(vec![Block::Facts((0..80).map(fact).collect())]);
    let pages = pages(&document);
    assert!(pages.len() > 2);
    for number in 0..80 {
        let row = format!("Clé {number} valeur {number} ");
        assert!(pages.iter().any(|page| page.contains(&row)), "{row}");
    }
}
