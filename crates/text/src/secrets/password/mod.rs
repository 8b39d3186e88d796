//! Passwords and codes: a word that announces one, and a token near it that looks like one.
//!
//! `trigger` finds the announcing words, imitated letters included (« m0t de p@sse »); `token` cuts the text;
//! `value` says what each token looks like; this file decides how near, and how linked, the two must be.
//! A word alone (« il a oublié son mot de passe ») announces nothing.

mod candidate;
mod nearby;
mod token;
mod trigger;
mod value;
mod words;

use super::{Evidence, scan::Scan};
use token::{Kind, Token};

/// Prefixes of Relais' own keys and of well-known services' tokens: recognisable by design.
const KEY_PREFIXES: [&str; 8] =
    ["relais_k_", "relais_s_", "sk_live_", "ghp_", "github_pat_", "glpat-", "xoxb-", "akia"];

/// Looks at tokens that are strong by themselves, then around each announcing word, then beside identifiers.
pub(super) fn find(scan: &Scan) -> Option<Evidence> {
    let announced = trigger::words(scan);
    if announced.is_empty() && !scan.folded.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let tokens = token::cut(scan);
    if tokens.iter().any(|t| t.kind == Kind::Word && (is_key(t) || value::is_random(t))) {
        return Some(Evidence::RandomToken);
    }
    let triggers = trigger::place(&announced, &tokens);
    if triggers.iter().any(|t| nearby::announces(t, &tokens, &triggers)) {
        return Some(Evidence::Labelled);
    }
    nearby::beside_an_identifier(&tokens).then_some(Evidence::RandomToken)
}

fn is_key(token: &Token) -> bool {
    token.plain.len() >= 16 && KEY_PREFIXES.iter().any(|prefix| token.plain.starts_with(prefix))
}
