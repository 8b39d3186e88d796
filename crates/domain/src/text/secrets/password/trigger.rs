//! The words that announce a password or a code.

use std::sync::LazyLock;

use regex::Regex;

use super::{
    token::{Kind, Token},
    words::NEUTRAL,
};
use crate::text::secrets::scan::Scan;

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
        r"(?x)\b(?:
          mot?s?[\ ._'-]{0,2}(?:(?:de|2|d)[\ ._'-]{0,2})?pass?(?:es|e)?
        | m[\ ._-]?d[\ ._-]?p(?:asse|s)?
        | pass?[\ ._-]?(?:words?|wd|code|phrase)
        | pwd | pswd | psw | passe-partout
        | (?:phrase|reponse|question|mot|chiffre|numero|combinaison|nom)s?\ (?:secrete?s?|confidentiels?|de\ passe)
        | codes?\ (?:[a-z]+\ ){0,2}(?:secret|confidentiel|personnel|pin|puk|sim|provisoire|temporaire|parental)s?
        | codes?\ d[e']?\ ?(?:acces|connexion|securite|verrouillage|deverrouillage|activation|validation|verification|recuperation)
        | (?:cle|clef|code)s?\ (?:d[eu]\ (?:la\ )?)?(?:wifi|wi-fi|wpa2?|box|reseau|alarme|coffre|boite\ a\ cles?)
        | pin[\ -]?code | cvv | cvc | cryptogramme | otp
        )\b",
    )
});

static CODE: LazyLock<Regex> = LazyLock::new(|| regex(r"\bcodes?\b"));

static PASS: LazyLock<Regex> = LazyLock::new(|| regex(r"\b(?:pass|pin|puk)\b"));

/// Words that may stand between « code » and what it is the code of.
const SMALL: &[&str] =
    &["de", "du", "des", "d", "la", "le", "les", "l", "son", "sa", "ses", "a", "un", "une"];

/// Every announcing word of the text, in order.
pub(super) fn find(scan: &Scan, tokens: &[Token]) -> Vec<Trigger> {
    let leet = scan.leet();
    let mut triggers = Vec::new();
    for text in [scan.folded.as_str(), leet.as_str()] {
        collect(&PASSWORD, Strength::Password, text, tokens, &mut triggers);
        collect(&CODE, Strength::Code, text, tokens, &mut triggers);
        collect(&PASS, Strength::Pass, text, tokens, &mut triggers);
    }
    triggers.retain(|t| t.strength != Strength::Code || !is_neutral(t, tokens));
    triggers.sort_by_key(|t| (t.first, t.after));
    triggers
}

fn collect(words: &Regex, strength: Strength, text: &str, tokens: &[Token], triggers: &mut Vec<Trigger>) {
    for found in words.find_iter(text) {
        let before = tokens.partition_point(|t| t.start <= found.start());
        let after = tokens.partition_point(|t| t.start < found.end());
        let first = before.saturating_sub(1);
        let in_words = tokens.get(first..after).unwrap_or_default();
        let same = |t: &Trigger| t.first == first && t.strength == strength;
        if in_words.iter().all(|t| !matches!(t.kind, Kind::Url | Kind::Email | Kind::Line))
            && !triggers.iter().any(same)
        {
            triggers.push(Trigger { strength, first, after });
        }
    }
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
