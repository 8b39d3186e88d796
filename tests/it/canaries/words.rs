//! The strings themselves, and the look for them.

use std::collections::BTreeSet;

/// Strings that stand nowhere else on this machine: the process is in them.
#[derive(Debug)]
pub(super) struct Words {
    mark: String,
    said: Vec<(String, String)>,
}

impl Words {
    pub(super) fn new(name: &str) -> Self {
        let process = std::process::id().to_string();
        let letters: String = process.bytes().map(|digit| char::from(digit - b'0' + b'b')).collect();
        Self { mark: format!("Zq{name}{letters}y"), said: Vec::new() }
    }

    /// Another word, letters only, as names must be.
    pub(super) fn word(&mut self, field: &str) -> String {
        let number = u8::try_from(self.said.len()).expect("few words");
        let word =
            format!("{}{}{}", self.mark, char::from(b'a' + number / 26), char::from(b'a' + number % 26));
        self.said.push((field.to_owned(), word.clone()));
        word
    }

    /// Another telephone number, of those kept for fiction.
    pub(super) fn phone(&mut self) -> String {
        let number = 8_461 + self.said.len() * 7;
        self.said.push(("PersonBody.phone".to_owned(), format!("63998{number}")));
        let digits = number.to_string();
        format!("06 39 98 {} {}", &digits[..2], &digits[2..])
    }

    /// How many different ones were said.
    pub(super) fn distinct(&self) -> usize {
        self.said.iter().map(|(_, word)| word).collect::<BTreeSet<_>>().len()
    }

    /// The words said in a field since `from`.
    pub(super) fn said_since(&self, from: usize) -> &[(String, String)] {
        &self.said[from..]
    }

    /// How many were said.
    pub(super) fn len(&self) -> usize {
        self.said.len()
    }

    /// Those that stand there. Most places hold none: the words' common beginning is looked for first.
    pub(super) fn found_in(&self, looked: &Looked) -> Vec<String> {
        if !looked.holds(&self.mark) && !looked.holds("63998") {
            return Vec::new();
        }
        let there = self.said.iter().filter(|(_, word)| looked.holds(word));
        let mut found: Vec<String> = there.map(|(field, word)| format!("{field} {word}")).collect();
        if found.is_empty() && looked.holds(&self.mark) {
            found.push(self.mark.clone());
        }
        found
    }
}

/// Bytes to be looked at, capitals made small.
pub(super) struct Looked(String);

impl Looked {
    pub(super) fn at(bytes: &[u8]) -> Self {
        let mut text = String::from_utf8_lossy(bytes).into_owned(); // what is not text cannot hold a word
        text.make_ascii_lowercase();
        Self(text)
    }

    /// Whether a word stands there: as it is, in other capitals, or as hexadecimal digits.
    pub(super) fn holds(&self, word: &str) -> bool {
        let small = word.to_ascii_lowercase();
        [hex(word), hex(&small), small].iter().any(|form| self.0.contains(form))
    }
}

fn hex(text: &str) -> String {
    text.bytes().flat_map(|byte| format!("{byte:02x}").into_bytes()).map(char::from).collect()
}
