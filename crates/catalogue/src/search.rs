//! Words to procedures.
//!
//! Linear on purpose: three thousand procedures are read in about a millisecond, and nothing has to be kept in step.

use relais_domain::text::SearchKey;

use super::{Origin, Procedure};

/// Words that say nothing of what is looked for, folded.
const SAYS_NOTHING: &[&str] = &[
    "a", "ai", "au", "aux", "avec", "avoir", "c", "ce", "cela", "ces", "cette", "comment", "d", "dans", "de",
    "demande", "demander", "des", "du", "elle", "en", "est", "et", "faire", "fais", "faut", "il", "j", "je",
    "l", "la", "le", "les", "leur", "lui", "m", "ma", "me", "mes", "mon", "n", "ne", "notre", "nous",
    "obtenir", "on", "ou", "par", "pas", "plus", "pour", "qu", "que", "qui", "s", "sa", "se", "ses", "si",
    "son", "sur", "t", "un", "une", "veut", "veux", "votre", "voudrais", "vous", "y",
];
/// A shorter word is not looked for with a wrong letter: too many others are one letter away.
const LONG_ENOUGH: usize = 5;

/// The folded texts of the procedures, in their order.
#[derive(Debug)]
pub(super) struct Index(Vec<Entry>);

#[derive(Debug)]
struct Entry {
    /// Title, other words and numbers, description: the sooner a word is found, the better it fits.
    fields: [String; 3],
}

/// How a word of the question fits a word of a text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Whole = 0,
    Begins = 1,
    Misspelt = 2,
}

/// Whether a wrong letter is forgiven: only where nothing fits without.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Spelling {
    Right,
    Nearly,
}

impl Index {
    pub fn of(procedures: &[Procedure]) -> Self {
        Self(procedures.iter().map(Entry::of).collect())
    }

    /// The procedures that fit every word, the best first.
    pub fn search<'a>(
        &self,
        procedures: &'a [Procedure],
        words: &str,
        offered: impl Fn(&Procedure) -> bool,
        limit: usize,
    ) -> Vec<&'a Procedure> {
        let key = SearchKey::of(words);
        let asked = said(&key);
        if asked.is_empty() {
            return procedures.iter().filter(|procedure| offered(procedure)).take(limit).collect();
        }
        let mut found = self.fitting(procedures, &asked, &offered, Spelling::Right);
        if found.is_empty() {
            found = self.fitting(procedures, &asked, &offered, Spelling::Nearly);
        }
        found.sort_by(|(one, a), (other, b)| one.cmp(other).then_with(|| order(a).cmp(&order(b))));
        found.into_iter().map(|(_, procedure)| procedure).take(limit).collect()
    }

    fn fitting<'a>(
        &self,
        procedures: &'a [Procedure],
        asked: &[&str],
        offered: &impl Fn(&Procedure) -> bool,
        spelling: Spelling,
    ) -> Vec<(usize, &'a Procedure)> {
        let all = self.0.iter().zip(procedures).filter(|(_, procedure)| offered(procedure));
        let fitting = |(entry, procedure): (&Entry, &'a Procedure)| {
            // what is imported stands behind what is shipped, field by field
            let behind = usize::from(procedure.origin == Origin::Imported);
            let ranks = asked.iter().map(|word| entry.rank(word, spelling).map(|rank| rank + 5 * behind));
            Some((ranks.sum::<Option<usize>>()?, procedure))
        };
        all.filter_map(fitting).collect()
    }
}

impl Entry {
    fn of(procedure: &Procedure) -> Self {
        let key = |text: &str| SearchKey::of(text).as_str().to_owned();
        let numbers = procedure.sheet.iter().chain(&procedure.cerfa);
        let others = procedure.keywords.iter().chain(numbers).map(String::as_str);
        let named = (!procedure.cerfa.is_empty()).then_some("cerfa");
        let others = others.chain(named).chain([procedure.code.as_str()]).collect::<Vec<_>>().join(" ");
        Self { fields: [key(&procedure.title), key(&others), key(&procedure.plain)] }
    }

    /// How well a word fits: 0 is best. A word of the title is better than one of the description, whatever its
    /// spelling; the whole word is better than its beginning.
    fn rank(&self, word: &str, spelling: Spelling) -> Option<usize> {
        let fields = self.fields.iter().enumerate();
        let ranks = fields.filter_map(|(field, text)| {
            let fit = text.split(' ').filter_map(|other| fit(word, other, spelling)).min()?;
            Some(4 * field + fit as usize)
        });
        ranks.min()
    }
}

/// What decides between two that fit alike: a question is no procedure, and who says it shortest means it most.
fn order(procedure: &Procedure) -> (bool, usize, &str) {
    (procedure.title.ends_with('?'), procedure.title.chars().count(), procedure.code.as_str())
}

/// The words of a question that say something; all of them where none does.
fn said(key: &SearchKey) -> Vec<&str> {
    let said: Vec<&str> = key.words().filter(|word| !SAYS_NOTHING.contains(word)).collect();
    if said.is_empty() { key.words().collect() } else { said }
}

fn fit(asked: &str, word: &str, spelling: Spelling) -> Option<Fit> {
    let (one, other) = (singular(asked), singular(word));
    if one == other {
        Some(Fit::Whole)
    } else if word.starts_with(one) {
        Some(Fit::Begins)
    } else if spelling == Spelling::Nearly && asked.len() >= LONG_ENOUGH && nearly_begins(one, word) {
        Some(Fit::Misspelt)
    } else {
        None
    }
}

/// Without the `s` of a plural; short words keep it, for it is most of them.
fn singular(word: &str) -> &str {
    word.strip_suffix('s').filter(|stem| stem.len() > 3).unwrap_or(word)
}

/// Whether one letter added, left out, changed or exchanged with its neighbour makes `asked` the beginning of `word`.
/// The first letter is taken to be right, and a number is never another number.
fn nearly_begins(asked: &str, word: &str) -> bool {
    if asked.bytes().any(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let (mut asked, mut word) = (asked.chars(), word.chars());
    let (mut same, mut rest) = (0, (asked.as_str(), word.as_str()));
    while let (Some(a), Some(b)) = (asked.next(), word.next()) {
        if a != b {
            break;
        }
        same += 1;
        rest = (asked.as_str(), word.as_str());
    }
    let (asked, word) = rest;
    let (changed, left) = (after(asked), after(word));
    let exchanged =
        left.chars().next() == asked.chars().next() && changed.chars().next() == word.chars().next();
    same > 0
        && (left.starts_with(changed)
            || word.starts_with(changed)
            || left.starts_with(asked)
            || exchanged && after(left).starts_with(after(changed)))
}

/// What follows the first letter.
fn after(text: &str) -> &str {
    let mut letters = text.chars();
    letters.next();
    letters.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_wrong_letter_is_forgiven_and_no_more() {
        for typed in ["alocation", "allocqtion", "allocaton", "allcoation", "alllocation", "allocationn"] {
            assert!(nearly_begins(typed, "allocation"), "{typed}");
        }
        assert!(nearly_begins("alocat", "allocation"), "the beginning of a word is enough");
        for typed in ["alocaton", "llocation", "allocutoin", "locataire"] {
            assert!(!nearly_begins(typed, "allocation"), "{typed}");
        }
        assert!(!nearly_begins("15482", "15481"), "a number is never another number");
    }

    #[test]
    fn words_that_say_nothing_are_passed_over_unless_they_are_all_there_is() {
        assert_eq!(said(&SearchKey::of("Je veux de l’aide pour mon loyer")), ["aide", "loyer"]);
        assert_eq!(said(&SearchKey::of("sur")), ["sur"]);
        assert!(said(&SearchKey::of("…")).is_empty());
    }
}
