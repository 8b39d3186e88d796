//! How near a value must stand to the words that announce it, and how it may be linked to them.

use super::{
    candidate::{Candidate, Link, REACH, stem},
    token::{Kind, Token},
    trigger::Trigger,
    value::{Looks, is_mixed, looks},
    words::OTHER_SUBJECT,
};

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
                link = match link {
                    _ if IS.contains(&token.plain.as_str()) => Link::Is,
                    Link::Is if ["le", "la", "les"].contains(&token.plain.as_str()) => Link::Is,
                    Link::Near | Link::Assigned | Link::Is => Link::Near,
                };
                steps += 1;
            }
        }
    }
    false
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
