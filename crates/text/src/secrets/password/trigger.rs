//! The words that announce a password or a code.

use std::{ops::Range, sync::LazyLock};

use aho_corasick::AhoCorasick;
use regex::Regex;

use super::{
    token::{Kind, Token},
    words::NEUTRAL,
};
use crate::secrets::scan::{self, Scan};

/// How strongly the words announce a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Strength {
    /// « mot de passe », « mdp », « code secret », « code PIN ».
    Password,
    /// « code » with anything else: « code Ameli », « code de sa carte ».
    Code,
    /// « pass », « pin », which are also a bus ticket and a tree: only what is assigned to it, or strong and next to it.
    Pass,
}

/// An announcing word and its place among the tokens.
#[derive(Debug, Clone, Copy)]
pub(super) struct Trigger {
    pub strength: Strength,
    /// The first token of the words.
    pub first: usize,
    /// The token after the words.
    pub after: usize,
}

/// Words of the first kind, in folded text. « d'accès » may be followed by the name of a service.
static PASSWORD: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?x)(?-u:\b)(?:
          mot?s?[\ ._'-]{0,2}(?:(?:de|2|d)[\ ._'-]{0,2})?pass?(?:es|e)?
        | m[\ ._-]?d[\ ._-]?p(?:asse|s)? | mpd
        | pass?[\ ._-]?(?:words?|wd|code|phrase)
        | pwd | pswd | psw | passe-partout
        | (?:phrase|reponse|question|mot|chiffre|numero|combinaison|nom)s?\ (?:secrete?s?|confidentiels?|de\ passe)
        | codes?\ (?:[a-z]+\ ){0,2}(?:secret|confidentiel|personnel|pin|puk|sim|provisoire|temporaire|parental)s?
        | codes?\ d[e']?\ ?(?:acces|connexion|securite|verrouillage|deverrouillage|activation|validation|verification|recuperation)
        | (?:cle|clef|code)s?\ (?:d[eu]\ (?:la\ )?)?(?:wifi|wi-fi|wpa2?|box|reseau|alarme|coffre|boite\ a\ cles?)
        | pin[\ -]?code | cvv | cvc | cryptogramme | otp
        )(?-u:\b)",
    )
});

static CODE: LazyLock<Regex> = LazyLock::new(|| regex(r"(?-u:\b)codes?(?-u:\b)"));

static PASS: LazyLock<Regex> = LazyLock::new(|| regex(r"(?-u:\b)(?:pass|pin|puk)(?-u:\b)"));

/// Words that may stand between « code » and what it is the code of.
const SMALL: &[&str] =
    &["de", "du", "des", "d", "la", "le", "les", "l", "son", "sa", "ses", "a", "un", "une"];

/// An announcing word and where it stands in the folded text.
pub(super) type Words = (Strength, Range<usize>);

/// What every announcing word holds: most texts hold none and need no further look.
static HINTS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    scan::words(&[
        "pas", "mdp", "mpd", "m.d", "m d", "m-d", "m_d", "code", "pwd", "ps", "pin", "puk", "cle", "secr",
        "confid", "cv", "crypto", "otp",
    ])
});

/// Every announcing word of the text, as written and with the imitated letters read.
pub(super) fn words(scan: &Scan) -> Vec<Words> {
    let leet = scan.leet();
    let mut words = Vec::new();
    for text in
        [Some(&scan.folded), leet.as_ref()].into_iter().flatten().filter(|text| HINTS.is_match(text.as_str()))
    {
        for (list, strength) in
            [(&PASSWORD, Strength::Password), (&CODE, Strength::Code), (&PASS, Strength::Pass)]
        {
            words.extend(list.find_iter(text).map(|found| (strength, found.range())));
        }
    }
    words
}

/// The announcing words among the tokens, in order; not those inside an address, nor a code that is public.
pub(super) fn place(words: &[Words], tokens: &[Token]) -> Vec<Trigger> {
    let mut triggers: Vec<Trigger> = Vec::new();
    for (strength, range) in words {
        let first = tokens.partition_point(|t| t.start <= range.start).saturating_sub(1);
        let after = tokens.partition_point(|t| t.start < range.end);
        let trigger = Trigger { strength: *strength, first, after };
        let inside = tokens.get(first..after).unwrap_or_default();
        let in_words = inside.iter().all(|t| !matches!(t.kind, Kind::Url | Kind::Email | Kind::Line));
        let known = triggers.iter().any(|t| t.first == first && t.strength == *strength);
        if in_words && !known && (*strength != Strength::Code || !is_neutral(&trigger, tokens)) {
            triggers.push(trigger);
        }
    }
    triggers.sort_by_key(|t| (t.first, t.after));
    triggers
}

/// Whether the first full word after « code » names something public.
fn is_neutral(trigger: &Trigger, tokens: &[Token]) -> bool {
    let following = tokens.iter().skip(trigger.after).take_while(|t| t.kind == Kind::Word).take(4);
    for token in following {
        let word = token.plain.rsplit('\'').next().unwrap_or_default();
        if NEUTRAL.contains(word) {
            return true;
        }
        if !SMALL.contains(&word) {
            return false;
        }
    }
    false
}

#[expect(clippy::expect_used, reason = "the patterns are constants; all are compiled by the tests")]
fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("constant pattern")
}
