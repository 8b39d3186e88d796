//! How near a value must stand to the words that announce it, and how it may be linked to them.

use super::{
    token::{Kind, Token},
    trigger::{Strength, Trigger},
    value::{Looks, is_mixed, is_phone, is_status, looks},
    words::{AFTER_A_NUMBER, BEFORE_A_NUMBER, OTHER_SUBJECT},
};

/// How many tokens after the words a value may stand.
const REACH: usize = 9;

/// « est », and its like: the word after it is the value if it looks like one.
const IS: &[&str] = &["est", "c'est", "cest", "etait", "sera", "devient", "serait", "donne", "soit"];

/// Words that tie a value before to the announcing word after: « Soleil29 est son mot de passe ».
const TIES: &[&str] = &["est", "comme", "c'est", "pour", "sera", "etait"];

/// Words allowed between the tie and the announcing word.
const ARTICLES: &[&str] =
    &["le", "la", "les", "son", "sa", "ses", "leur", "mon", "un", "de", "en", "qui", "nouveau", "ancien"];

/// Words that name an identifier; a strong token beside the identifier is its password.
const IDENTIFIERS: &[&str] = &[
    "identifiant",
    "identifiants",
    "login",
    "logins",
    "user",
    "username",
    "utilisateur",
    "connexion",
    "connecter",
    "connecte",
    "pseudo",
    "ident",
    "id",
    "acces",
];

/// Whether a value stands after the words, or is tied to them from before.
pub(super) fn announces(trigger: &Trigger, tokens: &[Token], triggers: &[Trigger]) -> bool {
    after(trigger, tokens, triggers) || before(trigger, tokens)
}

/// How a candidate is tied to what precedes it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Link {
    /// It only stands near.
    Near,
    /// `:` or `=` stands right before it.
    Assigned,
    /// « est », « c'est » stands right before it.
    Is,
}

/// A token under judgement.
struct Candidate<'a> {
    strength: Strength,
    tokens: &'a [Token],
    triggers: &'a [Trigger],
    place: usize,
    link: Link,
    /// Words between the announcing words and this one.
    steps: usize,
}

fn after(trigger: &Trigger, tokens: &[Token], triggers: &[Trigger]) -> bool {
    let mut link = Link::Near;
    let mut steps = 0;
    for (place, token) in tokens.iter().enumerate().skip(trigger.after) {
        match token.kind {
            Kind::Assign => link = Link::Assigned,
            Kind::Pause => {}
            Kind::Line if link == Link::Assigned => {}
            Kind::Line | Kind::Stop => return false,
            Kind::Url | Kind::Email => (link, steps) = (Link::Near, steps + 1),
            Kind::Word => {
                let candidate =
                    Candidate { strength: trigger.strength, tokens, triggers, place, link, steps };
                if candidate.is_value(token) {
                    return true;
                }
                let paused = tokens.get(..place).and_then(<[Token]>::last).is_some_and(|t| t.pause_after);
                let turns = (steps > 1 || paused) && OTHER_SUBJECT.contains(stem(&token.plain));
                if steps >= REACH || turns {
                    return false;
                }
                link = if IS.contains(&token.plain.as_str()) { Link::Is } else { Link::Near };
                steps += 1;
            }
        }
    }
    false
}

impl Candidate<'_> {
    fn is_value(&self, token: &Token) -> bool {
        if self.strength == Strength::Pass && self.link == Link::Near {
            return self.steps == 0 && looks(token) == Looks::Strong;
        }
        match looks(token) {
            Looks::Strong => self.link != Link::Near || self.steps <= self.reach(),
            Looks::Common => self.link != Link::Near || self.steps == 0 || token.quoted,
            Looks::Number => self.is_number(&token.plain),
            Looks::Plain => self.is_plain_word(token),
            Looks::Public => self.is_spaced_number() || self.is_assigned_reference(token),
        }
    }

    /// How many words may stand before a strong token that nothing links.
    fn reach(&self) -> usize {
        match self.strength {
            Strength::Password => REACH,
            Strength::Code | Strength::Pass => 5,
        }
    }

    fn is_number(&self, digits: &str) -> bool {
        let linked = self.link != Link::Near;
        let next = self.word(self.place + 1);
        let town = digits.len() == 5 && self.tokens.get(self.place + 1).is_some_and(starts_upper);
        let counted = next.is_some_and(|w| AFTER_A_NUMBER.contains(w)) || next.is_some_and(is_digits);
        if town || (counted && !self.is_spaced_number()) {
            return false;
        }
        let year = self.strength != Strength::Password
            && digits.len() == 4
            && (digits.starts_with("19") || digits.starts_with("20"));
        let dated = self
            .place
            .checked_sub(1)
            .and_then(|p| self.word(p))
            .is_some_and(|w| BEFORE_A_NUMBER.contains(stem(w)));
        linked || (digits.len() <= 8 && (self.steps == 0 || (self.steps <= 5 && !dated && !year)))
    }

    /// « 45 89 », « 458 921 »: groups that make four to eight digits, neither a telephone number nor a date.
    fn is_spaced_number(&self) -> bool {
        if self.link == Link::Near && self.steps > 0 {
            return false;
        }
        let groups: Vec<&str> =
            (self.place..).map_while(|p| self.word(p)).take_while(|w| is_digits(w)).collect();
        let end = self.place + groups.len();
        let joined = groups.concat();
        let date = matches!(groups.as_slice(), [d, m, y] if d.len() <= 2 && m.len() <= 2 && y.len() == 4);
        groups.len() > 1
            && (4..=8).contains(&joined.len())
            && !is_phone(&joined)
            && !date
            && self.word(end).is_none_or(|w| !AFTER_A_NUMBER.contains(w))
    }

    /// A word right after `:` that ends the clause; after « est » only a name-like or quoted one.
    fn is_plain_word(&self, token: &Token) -> bool {
        if is_status(token) {
            return false;
        }
        match self.link {
            Link::Assigned => token.quoted || self.ends_clause(token),
            Link::Is => token.quoted || (starts_upper(token) && self.ends_clause(token)),
            Link::Near => token.quoted && self.steps <= 4 && self.ends_clause(token),
        }
    }

    /// « mdp : caf29 », « mdp : 12/03/1984 »: public elsewhere, but here it is the value.
    fn is_assigned_reference(&self, token: &Token) -> bool {
        self.link == Link::Assigned
            && self.strength == Strength::Password
            && token.plain.len() >= 4
            && token.plain.bytes().any(|b| b.is_ascii_digit())
            && !is_status(token)
            && !is_phone(&token.plain.replace(['.', '-'], ""))
            && self.ends_clause(token)
    }

    fn ends_clause(&self, token: &Token) -> bool {
        let next = self.place + 1;
        token.pause_after
            || self.triggers.iter().any(|t| t.first == next)
            || self.tokens.get(next).is_none_or(|t| t.kind != Kind::Word)
            || self
                .word(next)
                .is_some_and(|w| ["et", "ou", "puis", "login", "identifiant", "id"].contains(&w))
    }

    fn word(&self, place: usize) -> Option<&str> {
        self.tokens.get(place).filter(|t| t.kind == Kind::Word).map(|t| t.plain.as_str())
    }
}

/// « Soleil29 est son mot de passe », « 2580 comme code », « Soleil29! (mdp Ameli) ».
fn before(trigger: &Trigger, tokens: &[Token]) -> bool {
    let bracketed = tokens.get(trigger.first).is_some_and(|t| t.bracketed);
    let mut tied = false;
    for token in tokens.get(..trigger.first).unwrap_or_default().iter().rev().take(5) {
        match token.kind {
            Kind::Assign => tied = true,
            Kind::Pause => {}
            Kind::Word if !tied && TIES.contains(&token.plain.as_str()) => tied = true,
            Kind::Word if tied => {
                return matches!(looks(token), Looks::Strong | Looks::Common | Looks::Number);
            }
            Kind::Word if bracketed => return is_mixed(token),
            Kind::Word if ARTICLES.contains(&token.plain.as_str()) => {}
            Kind::Word | Kind::Stop | Kind::Line | Kind::Email | Kind::Url => return false,
        }
    }
    false
}

/// A strong token beside an e-mail address or after the value of an identifier.
pub(super) fn beside_an_identifier(tokens: &[Token]) -> bool {
    tokens.iter().enumerate().any(|(place, token)| {
        let rest = tokens.get(place + 1..).unwrap_or_default();
        let named = token.kind == Kind::Word && IDENTIFIERS.contains(&stem(&token.plain));
        (token.kind == Kind::Email && beside_email(rest)) || (named && after_identifier(rest))
    })
}

fn beside_email(rest: &[Token]) -> bool {
    let separated = rest.first().is_some_and(|t| matches!(t.kind, Kind::Pause | Kind::Assign | Kind::Line));
    rest.iter()
        .find(|t| !matches!(t.kind, Kind::Pause | Kind::Assign | Kind::Line))
        .is_some_and(|t| t.kind == Kind::Word && looks(t) == Looks::Strong && (separated || is_mixed(t)))
}

fn after_identifier(rest: &[Token]) -> bool {
    let mut value_seen = false;
    let mut separated = false;
    for token in rest.iter().take(12).take_while(|t| t.kind != Kind::Stop) {
        match token.kind {
            Kind::Pause | Kind::Line => separated = true,
            Kind::Email => value_seen = true,
            Kind::Word if ["et", "puis", "avec"].contains(&token.plain.as_str()) => separated = true,
            Kind::Word if looks(token) == Looks::Strong => {
                if (value_seen && separated) || has_sign(token) {
                    return true;
                }
                (value_seen, separated) = (true, token.pause_after);
            }
            Kind::Word if looks(token) == Looks::Number => {
                (value_seen, separated) = (true, token.pause_after);
            }
            Kind::Word | Kind::Assign | Kind::Url | Kind::Stop => {}
        }
    }
    false
}

/// A sign that identifiers do not hold.
fn has_sign(token: &Token) -> bool {
    is_mixed(token) && token.raw.chars().any(|c| "!#$%&*+?~".contains(c))
}

fn starts_upper(token: &Token) -> bool {
    token.raw.chars().next().is_some_and(char::is_uppercase)
}

/// The word without its elided article: « d'allocataire ».
fn stem(word: &str) -> &str {
    word.rsplit('\'').next().unwrap_or_default()
}

fn is_digits(word: &str) -> bool {
    word.bytes().all(|b| b.is_ascii_digit())
}
