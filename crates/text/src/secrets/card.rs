//! Payment cards: 13 to 19 digits with a Luhn key and the prefix of a card network (ISO/IEC 7812).

use super::{
    super::identifier::luhn,
    Evidence,
    scan::{Group, Labels, Scan, words},
};

static NAMED: Labels = Labels::new(|| {
    words(&[
        "carte",
        "cb",
        "visa",
        "mastercard",
        "master card",
        "amex",
        "american express",
        "maestro",
        "diners",
        "bancaire",
        "debit",
    ])
});

/// Words before 14 digits that are an establishment.
static ESTABLISHMENT: Labels = Labels::new(|| words(&["siret", "etablissement", "siren"]));

/// Looks at every run of linked groups that makes 13 to 19 digits.
pub(super) fn find(scan: &Scan) -> Option<Evidence> {
    (0..scan.groups.len()).find_map(|first| from(scan, first))
}

fn from(scan: &Scan, first: usize) -> Option<Evidence> {
    let start = scan.groups.get(first)?.start;
    let named = scan.labelled(&NAMED, start, 40);
    if !named && (touches(scan, first) || scan.is_fraction(first)) {
        return None;
    }
    let mut number = String::new();
    for (place, group) in scan.groups.iter().enumerate().skip(first).take(19) {
        if (place > first && !group.linked) || !group.is_digits() {
            return None;
        }
        number.push_str(&group.text);
        if number.len() > 19 {
            return None;
        }
        let run = scan.groups.get(first..=place)?;
        let whole = first_of_chain(scan, first) && last_of_chain(scan, place);
        if !written_like_a_card(run, whole) || !in_a_network(&number) || touches(scan, place + 1) {
            continue;
        }
        let establishment = number.len() == 14 && (!named || scan.labelled(&ESTABLISHMENT, start, 40));
        if luhn(&number) && !establishment {
            return Some(Evidence::Checksum);
        }
        if named && number.len() == 16 {
            return Some(Evidence::Labelled);
        }
    }
    None
}

/// Whether the group is glued to the one before, as in `A4970…`.
fn touches(scan: &Scan, place: usize) -> bool {
    place > 0 && scan.groups.get(place).is_some_and(|g| g.before.is_empty())
}

fn first_of_chain(scan: &Scan, place: usize) -> bool {
    let here = scan.groups.get(place).is_some_and(|g| g.linked);
    let previous = place.checked_sub(1).and_then(|p| scan.groups.get(p));
    !here || !previous.is_some_and(Group::is_digits)
}

fn last_of_chain(scan: &Scan, place: usize) -> bool {
    !scan.groups.get(place + 1).is_some_and(|next| next.linked && next.is_digits())
}

/// In one piece; in fours (the last shorter, or 4-6-5); or, when nothing else touches the run, in equal groups
/// with one kind of separator. Phone numbers, amounts and dates in a row are none of these.
fn written_like_a_card(run: &[Group], whole: bool) -> bool {
    let lengths: Vec<usize> = run.iter().map(|g| g.text.len()).collect();
    let Some((&last, all_but_last)) = lengths.split_last() else { return false };
    let Some(&first) = all_but_last.first() else { return true };
    if matches!(lengths.as_slice(), [4, 6, 5 | 4]) {
        return true;
    }
    let equal = all_but_last.iter().all(|l| *l == first) && last <= first;
    let separator = run.get(1).map(|g| g.before.as_str());
    let uniform = run.iter().skip(1).all(|g| Some(g.before.as_str()) == separator && !g.before.contains(','));
    equal && (first == 4 || (whole && uniform))
}

/// Prefixes and lengths of Visa, Mastercard, American Express, Diners, JCB, Discover, UnionPay, Maestro.
fn in_a_network(number: &str) -> bool {
    let prefix = |length: usize| number.get(..length).and_then(|p| p.parse::<u32>().ok()).unwrap_or(0);
    let length = number.len();
    match prefix(2) {
        40..=49 => matches!(length, 13 | 16 | 19),
        51..=55 => length == 16,
        22..=27 => length == 16 && (2221..=2720).contains(&prefix(4)),
        34 | 37 => length == 15,
        30 | 36 | 38 | 39 => length == 14,
        35 => (16..=19).contains(&length) && (3528..=3589).contains(&prefix(4)),
        62 | 64 | 65 => (16..=19).contains(&length),
        60 => (16..=19).contains(&length) && prefix(4) == 6011,
        50 | 56..=58 | 61 | 63 | 66..=69 => (15..=19).contains(&length),
        _ => false,
    }
}
