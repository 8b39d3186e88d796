//! The text cut once for all finders: normal characters, a folded ASCII twin, groups of digits and letters.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Signs that people put between the groups of a number.
const SEPARATORS: &str = " .-_/:,'|\t*·•";

/// A run of digits or a run of letters, upper case.
#[derive(Debug)]
pub(super) struct Group {
    pub text: String,
    /// The separators between the previous group and this one; empty when they touch.
    pub before: String,
    /// Nothing but a few separators stands between the previous group and this one.
    pub linked: bool,
    /// Where the group starts, in characters.
    pub start: usize,
}

impl Group {
    pub fn is_digits(&self) -> bool {
        self.text.bytes().all(|b| b.is_ascii_digit())
    }

    /// The decimals of a coordinate or of an amount, as in `48.39041234`.
    fn is_fraction_of(&self, whole: &Self) -> bool {
        self.before == "." && self.text.len() >= 5 && self.is_digits() && whole.is_digits()
    }
}

/// A text prepared for the finders.
#[derive(Debug)]
pub(super) struct Scan {
    /// Compatibility-composed characters, one kind of space, digit and dash, nothing invisible.
    pub chars: Vec<char>,
    /// The same length in ASCII: lower case, no accents, other scripts as `~`; so that a byte is a character.
    pub folded: String,
    pub groups: Vec<Group>,
}

impl Scan {
    pub fn new(text: &str) -> Self {
        let chars: Vec<char> = if text.is_ascii() {
            text.chars().filter(|c| !invisible(*c)).map(plain).collect()
        } else {
            text.nfkc().filter(|c| !invisible(*c)).map(plain).collect()
        };
        let folded: String = chars.iter().map(|c| fold(*c)).collect();
        // groups serve the numbers only: a text without a long one needs none
        let groups = if has_a_long_number(&folded) { groups(&chars) } else { Vec::new() };
        Self { chars, folded, groups }
    }

    /// Whether the text may hold a card, a NIR or an account: it has digits enough for the shortest.
    pub fn has_a_long_number(&self) -> bool {
        !self.groups.is_empty()
    }

    /// Whether one of `labels` stands in the `reach` characters before `at`.
    pub fn labelled(&self, labels: &Labels, at: usize, reach: usize) -> bool {
        self.folded.get(at.saturating_sub(reach)..at).is_some_and(|before| labels.is_match(before))
    }

    /// Whether the group at `place` is the decimals of a number.
    pub fn is_fraction(&self, place: usize) -> bool {
        let whole = place.checked_sub(1).and_then(|p| self.groups.get(p));
        self.groups.get(place).zip(whole).is_some_and(|(group, whole)| group.is_fraction_of(whole))
    }

    /// The text without accents, where `0`, `3`, `@`, `$`… stand for the letters they imitate; none if none does.
    pub fn leet(&self) -> Option<String> {
        let imitates = |c: char| unleet(c) != c;
        self.folded.contains(imitates).then(|| self.folded.chars().map(unleet).collect())
    }
}

/// A list of words to look for, compiled once.
pub(super) struct Labels(LazyLock<AhoCorasick>);

impl Labels {
    /// `compile` is a call of [`words`]; it is a function so that a list can be a constant.
    pub const fn new(compile: fn() -> AhoCorasick) -> Self {
        Self(LazyLock::new(compile))
    }

    /// Whether one of the words begins in the text: « nir » is not in « avenir ».
    pub fn is_match(&self, folded: &str) -> bool {
        let begins = |at: usize| {
            !folded.get(..at).is_some_and(|before| before.ends_with(|c: char| c.is_ascii_alphabetic()))
        };
        self.0.find_overlapping_iter(folded).any(|found| begins(found.start()))
    }
}

/// Compiles a list of folded words.
#[expect(clippy::expect_used, reason = "the lists are constants; every one is compiled by the tests")]
pub(super) fn words(list: &[&str]) -> AhoCorasick {
    AhoCorasick::new(list).expect("constant word list")
}

/// Twelve digits, or letters written for digits, of which six are digits.
fn has_a_long_number(folded: &str) -> bool {
    let digits = folded.bytes().filter(u8::is_ascii_digit).count();
    digits >= 12 || (digits >= 6 && digits + folded.bytes().filter(|b| b"oil".contains(b)).count() >= 12)
}

fn groups(chars: &[char]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut between = String::new();
    for (place, &c) in chars.iter().enumerate() {
        if !c.is_ascii_alphanumeric() {
            between.push(c);
            continue;
        }
        let same_run = between.is_empty()
            && groups
                .last()
                .and_then(|g| g.text.chars().last())
                .is_some_and(|l| l.is_ascii_digit() == c.is_ascii_digit());
        match groups.last_mut() {
            Some(last) if same_run => last.text.push(c.to_ascii_uppercase()),
            _ => {
                let linked = between.chars().count() <= 3 && between.chars().all(|s| SEPARATORS.contains(s));
                let before = std::mem::take(&mut between);
                groups.push(Group { text: c.to_ascii_uppercase().to_string(), before, linked, start: place });
            }
        }
    }
    groups
}

fn invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
        || (c.is_control() && c != '\n' && c != '\t')
}

/// One kind of space, dash, quote and digit.
fn plain(c: char) -> char {
    match c {
        '`' => '\'',
        c if c.is_ascii() => {
            if c == '\n' || c == '\t' || !c.is_ascii_whitespace() {
                c
            } else {
                ' '
            }
        }
        '‐' | '‑' | '‒' | '–' | '—' | '−' => '-',
        '’' | '‘' | 'ʼ' | '´' => '\'',
        '“' | '”' | '„' => '"',
        '⁄' | '∕' => '/',
        c if c.is_whitespace() => ' ',
        '٠'..='٩' => ascii_digit(c, '٠'),
        '۰'..='۹' => ascii_digit(c, '۰'),
        '०'..='९' => ascii_digit(c, '०'),
        c => c,
    }
}

fn ascii_digit(c: char, zero: char) -> char {
    char::from_digit(u32::from(c) - u32::from(zero), 10).unwrap_or(c)
}

fn fold(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_lowercase();
    }
    let base = std::iter::once(c).nfd().find(|d| !is_combining_mark(*d)).unwrap_or('~');
    match base {
        'œ' | 'Œ' => 'o',
        'æ' | 'Æ' => 'a',
        '«' | '»' => '"',
        '→' => '>',
        b if b.is_ascii() => b.to_ascii_lowercase(),
        _ => '~',
    }
}

fn unleet(c: char) -> char {
    match c {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        '|' => 'l',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folded_twin_has_one_byte_a_character() {
        let scan = Scan::new("Éléonore\u{200b} — « cœur » 日本 ١٢ ﬁn");
        assert_eq!(scan.chars.len(), scan.folded.len());
        assert!(scan.folded.is_ascii());
        assert!(scan.folded.starts_with("eleonore - \" cour \" ~~ 12 fin"));
    }

    #[test]
    fn groups_know_what_separates_them() {
        let scan = groups(&Scan::new("n° 1 85.05-2A et 12").chars);
        let texts: Vec<&str> = scan.iter().map(|g| g.text.as_str()).collect();
        assert_eq!(texts, ["N", "1", "85", "05", "2", "A", "ET", "12"]);
        let linked: Vec<bool> = scan.iter().map(|g| g.linked).collect();
        assert_eq!(linked, [true, false, true, true, true, true, true, true]);
    }
}
