//! From words as they were given to words that can be printed.
//!
//! - No character is printed unseen or lost unsaid: what has no glyph, controls, private use and what is no character
//!   become U+FFFD, a visible sign, and the caller is told which they were.
//! - No run reaches into its neighbours: isolates are closed where the run ends, and the old controls that turn the
//!   order of everything after them (U+202A to U+202E) are replaced.
//! - A letter carries at most four marks, so that no heap of marks covers the lines above it.
//! - What only steers the drawing of its neighbour (soft hyphens, variation selectors, tags, byte order marks) is
//!   dropped: it has no form of its own that could be missed.

use std::collections::BTreeSet;
use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use crate::model::{Direction, Language, Text, Weight};

/// What stands where a character cannot be printed.
pub(crate) const REPLACEMENT: char = '\u{FFFD}';
/// Most marks on one letter.
const MOST_MARKS: usize = 4;
/// Deepest nesting of isolates in one run; the bidirectional algorithm (UAX 9) itself gives up at 125.
const DEEPEST: usize = 8;
const LEFT_TO_RIGHT_ISOLATE: char = '\u{2066}';
const RIGHT_TO_LEFT_ISOLATE: char = '\u{2067}';
const FIRST_STRONG_ISOLATE: char = '\u{2068}';
const POP_ISOLATE: char = '\u{2069}';

/// The words of a text, ready to be set.
#[derive(Clone, Debug, Default)]
pub(crate) struct Words {
    /// One for each run, in order.
    pub pieces: Vec<Piece>,
    /// What was replaced.
    pub replaced: BTreeSet<char>,
}

/// The words of a run.
#[derive(Clone, Debug)]
pub(crate) struct Piece {
    pub words: String,
    pub weight: Weight,
    /// Where it is not the text's.
    pub language: Option<Language>,
}

impl Words {
    /// The words of `text`, whose language is `language`.
    pub fn of(text: &Text, language: &Language) -> Self {
        let mut made = Self::default();
        for run in &text.runs {
            let own = run.language.clone().filter(|own| own != language);
            let mut words = cleaned(&run.words, &mut made.replaced);
            if let Some(opening) = isolate(own.as_ref(), run.weight) {
                words.insert(0, opening);
                words.push(POP_ISOLATE);
            }
            made.pieces.push(Piece { words, weight: run.weight, language: own });
        }
        made.trim();
        made
    }

    /// Whether nothing of it would be seen.
    pub fn is_blank(&self) -> bool {
        self.pieces.iter().all(|piece| piece.words.chars().all(|c| c.is_whitespace() || is_silent(c)))
    }

    /// All pieces as one string.
    pub fn joined(&self) -> String {
        self.pieces.iter().map(|piece| piece.words.as_str()).collect()
    }

    /// Puts the replacement for every character in the ranges of bytes of [`joined`](Self::joined), which come in
    /// their order and do not overlap.
    pub fn replace(&mut self, ranges: &[Range<usize>]) {
        let mut ranges = ranges.iter().peekable();
        let mut at = 0;
        for piece in &mut self.pieces {
            let mut words = String::with_capacity(piece.words.len());
            for c in piece.words.chars() {
                while ranges.next_if(|range| range.end <= at).is_some() {}
                let missing = ranges.peek().is_some_and(|range| range.contains(&at)) && !is_silent(c);
                if missing {
                    self.replaced.insert(c);
                }
                words.push(if missing { REPLACEMENT } else { c });
                at += c.len_utf8();
            }
            piece.words = words;
        }
    }

    /// Line breaks at the edges of the whole would print empty lines.
    fn trim(&mut self) {
        if let Some(first) = self.pieces.first_mut() {
            let kept = first.words.trim_start_matches([' ', '\n']).len();
            first.words.drain(..first.words.len() - kept);
        }
        if let Some(last) = self.pieces.last_mut() {
            let kept = last.words.trim_end_matches([' ', '\n']).len();
            last.words.truncate(kept);
        }
    }
}

/// Words for where nothing is set: titles, bookmarks, alternatives. One line without isolates; nothing at all where
/// nothing would be seen.
pub(crate) fn one_line(words: &str, replaced: &mut BTreeSet<char>) -> String {
    let clean: String = cleaned(words, replaced).chars().filter(|c| !is_isolate(*c)).collect();
    if clean.chars().all(|c| c.is_whitespace() || is_silent(c)) {
        return String::new();
    }
    clean.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Words that keep their own order among others: the number of a document within an Arabic line.
pub(crate) fn isolated(words: &str) -> String {
    format!("{FIRST_STRONG_ISOLATE}{words}{POP_ISOLATE}")
}

/// Characters that are laid out and never drawn: joiners, marks of direction, places where a line may break.
pub(crate) fn is_silent(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{061C}') || is_isolate(c)
}

fn is_isolate(c: char) -> bool {
    (LEFT_TO_RIGHT_ISOLATE..=POP_ISOLATE).contains(&c)
}

/// What opens a run that keeps its own order: of its language where it has one, else of its first letter.
fn isolate(language: Option<&Language>, weight: Weight) -> Option<char> {
    match (language.map(Language::direction), weight) {
        (Some(Direction::LeftToRight), _) => Some(LEFT_TO_RIGHT_ISOLATE),
        (Some(Direction::RightToLeft), _) => Some(RIGHT_TO_LEFT_ISOLATE),
        (None, Weight::Large) => Some(FIRST_STRONG_ISOLATE),
        (None, Weight::Plain | Weight::Strong) => None,
    }
}

fn cleaned(words: &str, replaced: &mut BTreeSet<char>) -> String {
    let mut made = String::with_capacity(words.len());
    let (mut open, mut marks, mut feeds) = (0_usize, 0_usize, 0_usize);
    let words = words.replace("\r\n", "\n");
    for c in words.chars() {
        marks = if is_combining_mark(c) { marks + 1 } else { 0 };
        feeds = if is_feed(c) { feeds + 1 } else { 0 };
        match c {
            // A space before the break, so that no reader joins the words on both sides.
            _ if is_feed(c) && feeds <= 2 => made.push_str(" \n"),
            _ if is_feed(c) || is_steering(c) => {}
            '\t' => made.push(' '),
            POP_ISOLATE if open == 0 => {}
            POP_ISOLATE => {
                open -= 1;
                made.push(c);
            }
            _ if is_isolate(c) && open >= DEEPEST => {}
            _ if is_isolate(c) => {
                open += 1;
                made.push(c);
            }
            _ if marks > MOST_MARKS => {
                replaced.insert(c);
            }
            _ if is_unprintable(c) => {
                replaced.insert(c);
                made.push(REPLACEMENT);
            }
            _ => made.push(c),
        }
    }
    made.extend(std::iter::repeat_n(POP_ISOLATE, open));
    made
}

/// Every way to say that a line ends.
fn is_feed(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// What only changes how its neighbour is drawn or broken.
fn is_steering(c: char) -> bool {
    matches!(
        c,
        '\u{AD}' | '\u{34F}' | '\u{180B}'..='\u{180F}' | '\u{2061}'..='\u{2064}' | '\u{206A}'..='\u{206F}'
            | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{E0000}'..='\u{E01EF}'
    )
}

/// What no font may be asked for.
fn is_unprintable(c: char) -> bool {
    let is_no_character = (u32::from(c) & 0xFFFE) == 0xFFFE || ('\u{FDD0}'..='\u{FDEF}').contains(&c);
    let is_private = matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..);
    let turns_what_follows = ('\u{202A}'..='\u{202E}').contains(&c);
    let annotates = ('\u{FFF9}'..='\u{FFFC}').contains(&c);
    c.is_control() || is_no_character || is_private || turns_what_follows || annotates
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clean(words: &str) -> (String, Vec<char>) {
        let mut replaced = BTreeSet::new();
        let made = cleaned(words, &mut replaced);
        (made, replaced.into_iter().collect())
    }

    #[test]
    fn controls_and_what_is_no_character_become_visible() {
        assert_eq!(clean("a\0b\u{7}c"), ("a\u{FFFD}b\u{FFFD}c".to_owned(), vec!['\0', '\u{7}']));
        assert_eq!(clean("x\u{FFFE}\u{E000}").0, "x\u{FFFD}\u{FFFD}");
        assert_eq!(clean("so\u{AD}ft\u{FEFF} \u{FE0F}"), ("soft ".to_owned(), vec![]));
    }

    #[test]
    fn no_run_turns_what_follows_it() {
        assert_eq!(clean("amount \u{202E}0001"), ("amount \u{FFFD}0001".to_owned(), vec!['\u{202E}']));
        assert_eq!(clean("a\u{2067}b").0, "a\u{2067}b\u{2069}");
        assert_eq!(clean("a\u{2069}\u{2069}b").0, "ab");
        let deep: String = std::iter::repeat_n(RIGHT_TO_LEFT_ISOLATE, 500).collect();
        assert_eq!(clean(&deep).0.chars().count(), 2 * DEEPEST);
    }

    #[test]
    fn lines_end_in_one_way_and_never_join_words() {
        assert_eq!(clean("a\r\nb\u{2028}c\rd").0, "a \nb \nc \nd");
        assert_eq!(clean(&format!("a{}b", "\n".repeat(900))).0, "a \n \nb");
    }

    #[test]
    fn a_letter_carries_few_marks() {
        let heap = format!("e{}", "\u{301}".repeat(300));
        assert_eq!(clean(&heap), (format!("e{}", "\u{301}".repeat(4)), vec!['\u{301}']));
    }

    #[test]
    fn what_is_replaced_stays_in_its_run() {
        let text = Text::from("a😀").strong("b😀c");
        let mut words = Words::of(&text, &Language::parse("fr").unwrap());
        words.replace(&[1..5, 6..10]);
        let pieces: Vec<_> = words.pieces.iter().map(|piece| piece.words.as_str()).collect();
        assert_eq!(pieces, ["a\u{FFFD}", "b\u{FFFD}c"]);
        assert_eq!(words.replaced.into_iter().collect::<String>(), "😀");
    }

    #[test]
    fn a_large_run_and_a_foreign_one_keep_their_order() {
        let language = Language::parse("ar").unwrap();
        let text = Text::from("x").large("02 98").foreign("rue", Language::parse("fr").unwrap());
        assert_eq!(Words::of(&text, &language).joined(), "x\u{2068}02 98\u{2069}\u{2066}rue\u{2069}");
        assert!(Words::of(&Text::default().large(" "), &language).is_blank());
    }
}
