//! One token under judgement: is it the value that the announcing words announce?

use super::{
    token::{Kind, Token},
    trigger::{Strength, Trigger},
    value::{Looks, is_phone, is_short_reference, is_status, looks},
    words::{AFTER_A_NUMBER, BEFORE_A_NUMBER, OTHER_SUBJECT},
};

/// How many tokens after the words a value may stand.
pub(super) const REACH: usize = 9;

/// How a candidate is tied to what precedes it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Link {
    /// It only stands near.
    Near,
    /// `:` or `=` stands right before it.
    Assigned,
    /// « est », « c'est » stands right before it.
    Is,
}

/// A token under judgement.
pub(super) struct Candidate<'a> {
    pub strength: Strength,
    pub tokens: &'a [Token],
    pub triggers: &'a [Trigger],
    pub place: usize,
    pub link: Link,
    /// Words between the announcing words and this one.
    pub steps: usize,
}

impl Candidate<'_> {
    pub fn is_value(&self, token: &Token) -> bool {
        if self.strength == Strength::Pass && self.link == Link::Near {
            return self.steps == 0 && looks(token) == Looks::Strong;
        }
        match looks(token) {
            Looks::Strong => self.link != Link::Near || self.steps <= self.reach(),
            Looks::Common => self.link != Link::Near || self.steps == 0 || token.quoted,
            Looks::Number => self.is_number(&token.plain),
            Looks::Plain => self.is_plain_word(token),
            Looks::Public => {
                self.is_spaced_number() || self.is_assigned_reference(token) || self.is_told_at_once(token)
            }
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
        let groups: Vec<&str> =
            (self.place..).map_while(|p| self.word(p)).take_while(|w| is_digits(w)).collect();
        let end = self.place + groups.len();
        let joined = groups.concat();
        let date = matches!(groups.as_slice(), [d, m, y] if d.len() <= 2 && m.len() <= 2 && y.len() == 4);
        // far from the words, only the ways codes are sent: 458 921, 4589 2013
        let sent =
            matches!(groups.as_slice(), [a, b] if a.len() == b.len() && a.len() > 2) && self.steps <= 5;
        (sent || self.link != Link::Near || self.steps == 0)
            && groups.len() > 1
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
            Link::Assigned => token.quoted || self.ends_clause(token) || self.is_phrase(),
            Link::Is => token.quoted || (self.ends_clause(token) && (starts_upper(token) || self.is_told())),
            Link::Near => token.quoted && self.steps <= 4 && self.ends_clause(token),
        }
    }

    /// « mot de passe est marguerite », « le code est tulipe »: nothing but « est » stands between.
    fn is_told(&self) -> bool {
        self.steps == 1 && self.strength != Strength::Pass
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

    /// « mdp rex12 », « pwd toto123 »: a reference elsewhere, a value right behind the words that announce one.
    fn is_told_at_once(&self, token: &Token) -> bool {
        self.link == Link::Near
            && self.steps == 0
            && self.strength == Strength::Password
            && is_short_reference(&token.plain)
            && !is_status(token)
    }

    /// « : tulipe bleue 29 »: one to three words and a number that ends the clause.
    fn is_phrase(&self) -> bool {
        let rest = self.tokens.get(self.place..).unwrap_or_default();
        let words = rest.iter().take_while(|t| t.kind == Kind::Word && !is_digits(&t.plain) && !is_status(t));
        let words: Vec<&Token> = words.take(4).collect();
        let public = |t: &&Token| BEFORE_A_NUMBER.contains(&t.plain) || OTHER_SUBJECT.contains(&t.plain);
        let number = rest.get(words.len()).filter(|t| t.kind == Kind::Word && is_digits(&t.plain));
        let ended = rest.get(words.len() + 1).is_none_or(|t| t.kind != Kind::Word);
        words.len() <= 3 && !words.iter().any(public) && number.is_some() && ended
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

fn starts_upper(token: &Token) -> bool {
    token.raw.chars().next().is_some_and(char::is_uppercase)
}

/// The word without its elided article: « d'allocataire ».
pub(super) fn stem(word: &str) -> &str {
    word.rsplit('\'').next().unwrap_or_default()
}

fn is_digits(word: &str) -> bool {
    word.bytes().all(|b| b.is_ascii_digit())
}
