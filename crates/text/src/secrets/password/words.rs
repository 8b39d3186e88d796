//! The word lists of the detector: one file of facts each, folded (lower case, no accents), one word a line.

use std::{collections::HashSet, sync::LazyLock};

/// A list read once from its file; lines that begin with `#` say what the list is.
pub(super) struct WordList(LazyLock<HashSet<&'static str>>);

impl WordList {
    const fn new(read: fn() -> HashSet<&'static str>) -> Self {
        Self(LazyLock::new(read))
    }

    pub fn contains(&self, word: &str) -> bool {
        self.0.contains(word)
    }
}

macro_rules! list {
    ($file:literal) => {
        WordList::new(|| {
            include_str!(concat!("words/", $file)).lines().filter(|l| !l.starts_with('#')).collect()
        })
    };
}

/// Before a number, these say that it is a date, a place, a file, a quantity.
pub(super) static BEFORE_A_NUMBER: WordList = list!("before-a-number.txt");

/// After a number, these say what it counts.
pub(super) static AFTER_A_NUMBER: WordList = list!("after-a-number.txt");

/// Words that open another subject: what follows is no longer announced.
pub(super) static OTHER_SUBJECT: WordList = list!("other-subjects.txt");

/// What may follow « code » without being a secret: postcodes, classifications, laws, doors (`secrets/mod.rs`).
pub(super) static NEUTRAL: WordList = list!("neutral-codes.txt");

/// The passwords that leak most in France, lower case.
pub(super) static COMMON: WordList = list!("common-passwords.txt");

/// Words that mix letters and digits and are public.
pub(super) static BRANDS: WordList = list!("public-tokens.txt");

/// Words that say what became of a password instead of giving it.
pub(super) static STATUS: WordList = list!("status-words.txt");
