//! The text cut into words, operators, addresses and line ends.

use crate::secrets::scan::Scan;

/// What a token is, before anything is asked about its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A word, a number, or a password.
    Word,
    /// `:`, `=`, `->`: what follows is the value of what precedes.
    Assign,
    /// `/`, `|`, `-`, `,`, `(`: a pause that separates without ending the sentence.
    Pause,
    /// The end of a sentence.
    Stop,
    /// A line break.
    Line,
    /// An e-mail address.
    Email,
    /// A web address.
    Url,
}

/// A piece of the text and its place in characters.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub kind: Kind,
    /// As written, without the quotes and brackets around it.
    pub raw: String,
    /// Lower case ASCII, the same length as `raw`.
    pub plain: String,
    pub start: usize,
    /// Between quotes.
    pub quoted: bool,
    /// An opening bracket stands before.
    pub bracketed: bool,
    /// A comma, a semicolon or a bracket follows.
    pub pause_after: bool,
}

/// Cuts the text. White space and operators separate; a slash separates unless it stands in a date.
pub(super) fn cut(scan: &Scan) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut start = None;
    for (place, c) in scan.chars.iter().chain(std::iter::once(&'\n')).enumerate() {
        if c.is_whitespace() {
            if let Some(from) = start.take() {
                word(scan, from, place, &mut tokens);
            }
            if *c == '\n' {
                tokens.push(bare(Kind::Line, place));
            }
        } else if start.is_none() {
            start = Some(place);
        }
    }
    tokens
}

fn bare(kind: Kind, start: usize) -> Token {
    Token {
        kind,
        raw: String::new(),
        plain: String::new(),
        start,
        quoted: false,
        bracketed: false,
        pause_after: false,
    }
}

/// One run without white space: an address, or words around operators.
fn word(scan: &Scan, from: usize, to: usize, tokens: &mut Vec<Token>) {
    let plain = scan.folded.get(from..to).unwrap_or_default();
    if plain.contains("://") || plain.starts_with("www.") || is_host(plain) {
        tokens.push(bare(Kind::Url, from));
        return;
    }
    let mut begin = from;
    for (offset, c) in plain.char_indices() {
        let place = from + offset;
        let rest = plain.get(offset..).unwrap_or_default();
        let operator = match c {
            ':' if !between_digits(plain, offset) => Some(Kind::Assign),
            '=' if !rest.trim_end_matches('=').is_empty() || offset == 0 => Some(Kind::Assign),
            '>' if plain.get(..offset).is_some_and(|p| p.is_empty() || p.ends_with(['-', '='])) => {
                Some(Kind::Assign)
            }
            '/' | '|' if !is_fraction(plain) => Some(Kind::Pause),
            _ => None,
        };
        if let Some(kind) = operator {
            piece(scan, begin, place, tokens);
            tokens.push(bare(kind, place));
            begin = place + 1;
        }
    }
    piece(scan, begin, to, tokens);
}

/// `12/03/2024`, `3/10`: slashes that do not separate.
fn is_fraction(plain: &str) -> bool {
    let numbers = plain.trim_matches(|c: char| !c.is_ascii_digit());
    !numbers.is_empty() && numbers.chars().all(|c| c.is_ascii_digit() || c == '/')
}

fn between_digits(plain: &str, at: usize) -> bool {
    let bytes = plain.as_bytes();
    let digit = |place: Option<usize>| place.and_then(|p| bytes.get(p)).is_some_and(u8::is_ascii_digit);
    digit(at.checked_sub(1)) && digit(Some(at + 1))
}

/// `impots.gouv.fr`, `ameli.fr/mdp`: a host name of letters, ending as French public sites do.
fn is_host(plain: &str) -> bool {
    let host = plain.split(['/', '?', ',', ';', ')']).next().unwrap_or_default().trim_end_matches('.');
    !host.contains('@')
        && host.rsplit_once('.').is_some_and(|(name, top)| {
            matches!(top, "fr" | "com" | "org" | "net" | "eu" | "bzh" | "html" | "php")
                && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '.' || c == '-')
        })
}

/// A word without its wrapping; what the wrapping says is kept as flags and tokens.
fn piece(scan: &Scan, from: usize, to: usize, tokens: &mut Vec<Token>) {
    let opening = |c: char| "\"'([{<*_".contains(c) || c == '«';
    let closing = |c: char| "\"')]}>,;.…*_".contains(c) || c == '»';
    let whole = scan.chars.get(from..to).unwrap_or_default();
    let head = whole.iter().take_while(|c| opening(**c)).count();
    let tail = whole.iter().skip(head).rev().take_while(|c| closing(**c)).count();
    let core: String = whole.iter().skip(head).take(whole.len() - head - tail).collect();
    let ended: String = whole.iter().skip(whole.len() - tail).collect();
    if core.is_empty() || core.chars().all(|c| "-+>!?&#~".contains(c)) {
        let kind = if ended.contains('.') || core.contains(['!', '?']) { Kind::Stop } else { Kind::Pause };
        if !whole.is_empty() {
            tokens.push(bare(kind, from));
        }
        return;
    }
    let start = from + head;
    let plain = scan.folded.get(start..start + core.chars().count()).unwrap_or_default().to_owned();
    let kind = if is_email(&plain) { Kind::Email } else { Kind::Word };
    let spoken = tokens.last().is_some_and(|t| t.kind == Kind::Pause && is_quote(scan, t.start));
    let quoted = spoken || whole.iter().take(head).any(|c| "\"'«".contains(*c));
    let exclaimed = core.ends_with(['!', '?']) && !core.contains(|c: char| c.is_ascii_digit());
    let sentence_end = ended.contains('.') || exclaimed;
    let bracketed = whole.iter().take(head).any(|c| "([".contains(*c));
    let pause_after = !ended.is_empty();
    tokens.push(Token { kind, raw: core, plain, start, quoted, bracketed, pause_after });
    if sentence_end {
        tokens.push(bare(Kind::Stop, to));
    }
}

fn is_quote(scan: &Scan, at: usize) -> bool {
    scan.chars.get(at).is_some_and(|c| "\"'«".contains(*c))
}

fn is_email(plain: &str) -> bool {
    plain.rsplit_once('@').is_some_and(|(local, domain)| {
        !local.is_empty()
            && domain.split('.').count() >= 2
            && domain.chars().all(|c| c.is_ascii_alphanumeric() || c == '.' || c == '-')
    })
}
