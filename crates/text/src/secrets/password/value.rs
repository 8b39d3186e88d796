//! What a token looks like: a password, a bare number, a plain word, or something public.

use std::sync::LazyLock;

use regex::RegexSet;

use super::{
    token::Token,
    words::{BRANDS, COMMON, STATUS},
};

/// How much a token looks like a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Looks {
    /// Letters mixed with digits or signs, in no way a known public writing.
    Strong,
    /// A password that everybody uses (`azerty`, `doudou`).
    Common,
    /// Four to twelve digits.
    Number,
    /// A word of a language.
    Plain,
    /// A date, an hour, a unit, a reference, a brand: public, whatever stands around it.
    Public,
}

/// Writings of dates, hours, units, forms, laws, references.
static PUBLIC: LazyLock<RegexSet> = LazyLock::new(|| {
    regex_set(&[
        r"^\d{1,2}h(\d{2})?(-\d{1,2}h(\d{2})?)?$",
        r"^\d{1,2}:\d{2}(-\d{1,2}:\d{2})?$",
        r"^\d{1,4}[/.-]\d{1,2}([/.-]\d{2,4})?$",
        r"^\d+(er|ere|eme|e|nd|nde|ieme|emes)$",
        r"^\d+([.,]\d+)?(eur|euros?|e|k|km|m|m2|cm|mn|min|mins?|s|sec|ans?|mois|j|jours?|go|mo|ko|kg|g|h|fois|pers|enfants?|%|x)$",
        r"^[~$]?\d+([.,]\d+)?[~$%+]?$",
        r"^\d{5}\*\d{1,2}$",
        r"^[lrda]\.?\*?\d{2,4}(-\d+)*$",
        r"^(n~|n0|no|num)\d+$",
        r"^[a-z]{1,4}-?\d{1,3}$",
        r"^\d{1,3}[a-z]{1,3}$",
        r"^(19|20)\d{2}[-/](19|20)?\d{2}$",
        r"^[a-z]+(-[a-z]+)+-?\d{0,2}$",
        r"^(cerfa|form|dossier|ref|f|r)[-_.]?\d+$",
        r"^\+?\d[\d.-]{8,}$",
    ])
});

/// Judges a token by itself.
pub(super) fn looks(token: &Token) -> Looks {
    let word = token.plain.trim_end_matches(['!', '?']);
    if COMMON.contains(&token.plain) || COMMON.contains(word) {
        return Looks::Common;
    }
    let digits = token.plain.bytes().filter(u8::is_ascii_digit).count();
    let length = token.plain.len();
    if digits == length {
        return if (4..=12).contains(&length) && !is_phone(&token.plain) {
            Looks::Number
        } else {
            Looks::Public
        };
    }
    if is_masked(&token.plain) || BRANDS.contains(word) || PUBLIC.is_match(word) {
        return Looks::Public;
    }
    let letters = token.plain.bytes().filter(u8::is_ascii_alphabetic).count();
    let signs = signs_inside(word);
    if length >= 4 && ((letters > 0 && digits > 0) || (signs > 0 && letters + digits > 2)) {
        return Looks::Strong;
    }
    Looks::Plain
}

/// A token that no language and no reference writes: both cases, a digit and a sign inside, eight or more.
pub(super) fn is_random(token: &Token) -> bool {
    let inner = token.raw.trim_end_matches(['!', '?', '+', '%']);
    let has = |test: fn(&char) -> bool| inner.chars().any(|c| test(&c));
    inner.chars().count() >= 8
        && inner.is_ascii()
        && has(char::is_ascii_lowercase)
        && has(char::is_ascii_uppercase)
        && has(char::is_ascii_digit)
        && inner.chars().any(|c| "!#$%^&+?~".contains(c))
        && !inner.contains(['(', ')'])
        && !inner.rsplit_once('@').is_some_and(|(_, domain)| domain.contains('.'))
}

/// Letters of both cases with a digit, or letters with a sign inside: more than an identifier shows.
pub(super) fn is_mixed(token: &Token) -> bool {
    let has = |test: fn(&char) -> bool| token.raw.chars().any(|c| test(&c));
    let cases = has(char::is_ascii_lowercase) && has(char::is_ascii_uppercase) && has(char::is_ascii_digit);
    looks(token) == Looks::Strong && (cases || signs_inside(&token.plain) > 0)
}

/// Whether the word tells the state of a password (« oublié », « à changer ») or begins a sentence.
pub(super) fn is_status(token: &Token) -> bool {
    let stem = token.plain.rsplit('\'').next().unwrap_or_default();
    STATUS.contains(&token.plain)
        || STATUS.contains(stem)
        || ["é", "ée", "és", "ées"].iter().any(|end| token.raw.ends_with(end))
        || is_masked(&token.plain)
        || token.plain.len() < 3
}

/// Three letters or more and some digits: `rex12`, `paul-29`.
pub(super) fn is_short_reference(plain: &str) -> bool {
    let letters = plain.bytes().take_while(u8::is_ascii_lowercase).count();
    let rest = plain.get(letters..).unwrap_or_default();
    let digits = rest.strip_prefix('-').unwrap_or(rest);
    letters >= 3 && (2..=4).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
}

/// Ten digits from 0 on.
pub(super) fn is_phone(digits: &str) -> bool {
    digits.len() == 10 && digits.starts_with('0')
}

fn signs_inside(plain: &str) -> usize {
    plain.chars().filter(|c| "!@#$%^&*+=?~_<>{}[]\\".contains(*c)).count()
}

/// `****`, `xxxx`, `....`: the agent already hid it.
fn is_masked(plain: &str) -> bool {
    plain.chars().all(|c| "*x.•_-~#".contains(c))
}

#[expect(clippy::expect_used, reason = "the patterns are constants, compiled by the tests")]
fn regex_set(patterns: &[&str]) -> RegexSet {
    RegexSet::new(patterns).expect("constant patterns")
}
