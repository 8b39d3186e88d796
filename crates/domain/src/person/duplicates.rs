//! Does an organisation already know this person? A warning among its own relations, never a search in others'.
//!
//! Compared: both names in either order (people swap given and family name at a desk), without accents, case and
//! hyphens; one typing error (a letter more, less, other, or two letters swapped); compound names by their parts;
//! and the birth as far as both sides have it. It warns, it never joins: only her presence joins two records.

use chrono::Datelike;

use crate::{
    codes,
    person::{Birth, Identity},
    text::{PersonName, SearchKey},
};

codes! {
    /// How alike two identities are; later is stronger.
    pub enum Likeness {
        /// Names nearly the same, birth unknown or nearly the same.
        Possible = "possible",
        /// Names the same with birth unknown or mistyped; or names nearly the same and the same birth.
        Likely = "likely",
        /// The same names and the same birth.
        Strong = "strong",
    }
}

/// How well one thing agrees with another. Ordered from contradiction to sameness.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Match {
    Different,
    Near,
    Unknown,
    Same,
}

/// How alike two identities are; `None` when there is no reason to warn.
#[must_use]
pub fn likeness(a: &Identity, b: &Identity) -> Option<Likeness> {
    let (names, births) = (names(a, b), births(a.birth, b.birth));
    match (names, births) {
        (Match::Same, Match::Same) => Some(Likeness::Strong),
        (Match::Same, Match::Unknown | Match::Near) | (Match::Near, Match::Same) => Some(Likeness::Likely),
        (Match::Near, Match::Unknown | Match::Near) | (Match::Unknown, Match::Same) => {
            Some(Likeness::Possible)
        }
        (Match::Unknown, Match::Unknown | Match::Near | Match::Different)
        | (Match::Same | Match::Near, Match::Different)
        | (Match::Different, _) => None,
    }
}

/// Both names, in the order given or swapped, whichever agrees better.
fn names(a: &Identity, b: &Identity) -> Match {
    let key = |name: Option<&PersonName>| {
        name.map(|name| SearchKey::of(name.as_str())).filter(|key| !key.as_str().is_empty())
    };
    let (given_a, family_a) = (key(a.given_name.as_ref()), key(a.family_name.as_ref()));
    let (given_b, family_b) = (key(b.given_name.as_ref()), key(b.family_name.as_ref()));
    let straight = both(one(given_a.as_ref(), given_b.as_ref()), one(family_a.as_ref(), family_b.as_ref()));
    let swapped = both(one(given_a.as_ref(), family_b.as_ref()), one(family_a.as_ref(), given_b.as_ref()));
    straight.max(swapped)
}

fn one(a: Option<&SearchKey>, b: Option<&SearchKey>) -> Match {
    match (a, b) {
        (Some(a), Some(b)) => compare(a, b),
        (None, _) | (_, None) => Match::Unknown,
    }
}

/// Two names together. Unknown: one is missing on a side and the other is the same.
fn both(first: Match, second: Match) -> Match {
    match (first, second) {
        (Match::Same, Match::Same) => Match::Same,
        (Match::Near, Match::Near | Match::Same) | (Match::Same, Match::Near) => Match::Near,
        (Match::Unknown, Match::Same) | (Match::Same, Match::Unknown) => Match::Unknown,
        (Match::Unknown, Match::Near | Match::Unknown)
        | (Match::Near, Match::Unknown)
        | (Match::Different, _)
        | (_, Match::Different) => Match::Different,
    }
}

fn compare(a: &SearchKey, b: &SearchKey) -> Match {
    let (whole_a, whole_b) = (a.compact(), b.compact());
    if whole_a == whole_b {
        Match::Same
    } else if shares_part(a, b) || one_slip(&whole_a, &whole_b) {
        Match::Near
    } else {
        Match::Different
    }
}

/// « Marie » and « Marie-Claire », « Le Goff » and « Le Goff Martin »: all parts of the shorter in the longer, and
/// at least one of them more than a particle.
fn shares_part(a: &SearchKey, b: &SearchKey) -> bool {
    let (parts_a, parts_b): (Vec<_>, Vec<_>) = (a.words().collect(), b.words().collect());
    let (short, long) = if parts_a.len() < parts_b.len() { (parts_a, parts_b) } else { (parts_b, parts_a) };
    short.iter().all(|part| long.contains(part)) && short.iter().any(|part| part.chars().count() >= 4)
}

/// One letter more, less or other, or two neighbours swapped. Names of two letters or fewer have no near names.
fn one_slip(a: &str, b: &str) -> bool {
    let (left, right): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let (short, long) = if left.len() <= right.len() { (left, right) } else { (right, left) };
    if short.len() < 3 || long.len() - short.len() > 1 {
        return false;
    }
    let start = short.iter().zip(&long).take_while(|(one, other)| one == other).count();
    let end = short
        .iter()
        .skip(start)
        .rev()
        .zip(long.iter().skip(start).rev())
        .take_while(|(one, other)| one == other)
        .count();
    let (rest_short, rest_long) = (middle(&short, start, end), middle(&long, start, end));
    match (rest_short, rest_long) {
        ([] | [_], [_]) => true,
        ([one, other], [first, second]) => one == second && other == first,
        _ => false,
    }
}

fn middle(letters: &[char], start: usize, end: usize) -> &[char] {
    letters.get(start..letters.len() - end).unwrap_or_default()
}

/// Births agree when the day, or the year where only a year is known, is the same. Nearly: day and month swapped,
/// or one of the three parts mistyped.
fn births(a: Option<Birth>, b: Option<Birth>) -> Match {
    let (Some(a), Some(b)) = (a, b) else { return Match::Unknown };
    let (Birth::Date(date_a), Birth::Date(date_b)) = (a, b) else {
        let years = i32::from(a.year().get()) - i32::from(b.year().get());
        return match years.abs() {
            0 => Match::Same,
            1 => Match::Near,
            _ => Match::Different,
        };
    };
    let (a, b) = (date_a.date(), date_b.date());
    let same = [a.year() == b.year(), a.month() == b.month(), a.day() == b.day()];
    let swapped = a.year() == b.year() && a.month() == b.day() && a.day() == b.month();
    match same.iter().filter(|part| **part).count() {
        3 => Match::Same,
        2 => Match::Near,
        _ if swapped => Match::Near,
        _ => Match::Different,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{BirthDate, BirthYear};

    fn named(given: &str, family: &str, birth: &str) -> Identity {
        let name = |text: &str| (!text.is_empty()).then(|| PersonName::parse(text).expect("a name"));
        let birth = match birth.len() {
            0 => None,
            4 => Some(Birth::Year(BirthYear::parse(birth).expect("a year"))),
            _ => Some(Birth::Date(BirthDate::parse(birth).expect("a date"))),
        };
        Identity { given_name: name(given), family_name: name(family), birth, ..Identity::default() }
    }

    #[test]
    fn alike_or_not() {
        use Likeness::{Likely, Possible, Strong};
        let cases = [
            // the same, however it is written
            (("Hélène", "Le Gall", "1984-03-12"), ("helene", "LE GALL", "1984-03-12"), Some(Strong)),
            (("Jean-Pierre", "Legall", "1984-03-12"), ("Jean Pierre", "Le Gall", "1984-03-12"), Some(Strong)),
            (("Le Gall", "Hélène", "1984-03-12"), ("Hélène", "Le Gall", "1984-03-12"), Some(Strong)),
            (("Hélène", "Le Gall", "1984"), ("Hélène", "Le Gall", "1984-03-12"), Some(Strong)),
            // birth unknown or mistyped
            (("Hélène", "Le Gall", ""), ("Hélène", "Le Gall", "1984-03-12"), Some(Likely)),
            (("Hélène", "Le Gall", "1984-12-03"), ("Hélène", "Le Gall", "1984-03-12"), Some(Likely)),
            (("Hélène", "Le Gall", "1948-03-12"), ("Hélène", "Le Gall", "1984-03-12"), Some(Likely)),
            (("Hélène", "Le Gall", "1985"), ("Hélène", "Le Gall", "1984-03-12"), Some(Likely)),
            // one slip in a name
            (("Helen", "Le Gall", "1984-03-12"), ("Helena", "Le Gall", "1984-03-12"), Some(Likely)),
            (("Mohamed", "Diallo", "1990-01-01"), ("Mohammed", "Dialo", "1990-01-01"), Some(Likely)),
            (("Amina", "Haddad", ""), ("Aminah", "Haddad", ""), Some(Possible)),
            (("Amina", "Haddad", "1990-01-02"), ("Aminah", "Haddad", "1990-01-20"), Some(Possible)),
            (("Lucas", "Martin", ""), ("Lucsa", "Martin", ""), Some(Possible)),
            // compound names
            (
                ("Marie", "Le Goff", "1970-05-05"),
                ("Marie-Claire", "Le Goff Martin", "1970-05-05"),
                Some(Likely),
            ),
            // a name missing
            (("Amina", "", "1990-01-02"), ("Amina", "Haddad", "1990-01-02"), Some(Possible)),
            (("Amina", "", ""), ("Amina", "Haddad", ""), None),
            // others
            (("Hélène", "Le Gall", "1984-03-12"), ("Hélène", "Le Gall", "1951-07-30"), None),
            (("Jean", "Martin", "1984-03-12"), ("Paul", "Martin", "1984-03-12"), None),
            (("Li", "Wu", "1984-03-12"), ("Lu", "Wu", "1984-03-12"), None),
            (("Anne", "Le Bras", ""), ("Anne", "Le Bihan", ""), None),
        ];
        for ((given, family, birth), (given_b, family_b, birth_b), expected) in cases {
            let (a, b) = (named(given, family, birth), named(given_b, family_b, birth_b));
            assert_eq!(
                likeness(&a, &b),
                expected,
                "{given} {family} {birth} / {given_b} {family_b} {birth_b}"
            );
            assert_eq!(likeness(&b, &a), expected, "the other way round: {given_b} {family_b}");
        }
    }

    #[test]
    fn nameless_identities_are_never_alike() {
        let born = named("", "", "1984-03-12");
        assert_eq!(likeness(&born, &born), None);
    }
}
