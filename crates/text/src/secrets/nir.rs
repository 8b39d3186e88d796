//! « Numéro d'inscription au répertoire » (social security number): 13 characters, and usually a key of 2 digits.

use super::{
    Evidence,
    scan::{Group, Labels, Scan, words},
};

static NAMED: Labels = Labels::new(|| {
    words(&[
        "secu",
        "nir",
        "nss",
        "n ss",
        "no ss",
        "num ss",
        "numero ss",
        "n~ ss",
        "ss :",
        "immatricul",
        "vitale",
        "assure",
    ])
});

/// Words before a number of 13 digits that is something else: tax numbers have 13 digits too.
static OTHER: Labels = Labels::new(|| {
    words(&[
        "fiscal", "impot", "spi", "avis", "colis", "suivi", "commande", "facture", "contrat", "barre", "ref",
    ])
});

/// The lengths of the groups on the card « Vitale », without and with the key.
const ON_THE_CARD: [&[usize]; 2] = [&[1, 2, 2, 2, 3, 3], &[1, 2, 2, 2, 3, 3, 2]];

/// Looks at every run of groups that makes 13 or 15 characters.
pub(super) fn find(scan: &Scan) -> Option<Evidence> {
    (0..scan.groups.len()).find_map(|first| from(scan, first))
}

fn from(scan: &Scan, first: usize) -> Option<Evidence> {
    let mut number = String::new();
    let mut lengths = Vec::new();
    let start = scan.groups.get(first)?.start;
    if scan.is_fraction(first) {
        return None;
    }
    for (place, group) in scan.groups.iter().enumerate().skip(first).take(15) {
        let broken = place > first && (!group.linked || scan.is_fraction(place));
        if broken || !extend(&mut number, &mut lengths, group) || number.len() > 15 {
            return None;
        }
        if let Some(evidence) = judge(scan, &number, &lengths, start) {
            return Some(evidence);
        }
    }
    None
}

/// Adds a group, reading the letters people write for digits (O, I, L); `2A` and `2B` are Corsica.
fn extend(number: &mut String, lengths: &mut Vec<usize>, group: &Group) -> bool {
    if !group.text.chars().all(|c| c.is_ascii_digit() || "ABOIL".contains(c)) {
        return false;
    }
    number.extend(group.text.chars().map(|c| match c {
        'O' => '0',
        'I' | 'L' => '1',
        c => c,
    }));
    match lengths.last_mut() {
        Some(last) if group.before.is_empty() => *last += group.text.len(),
        _ => lengths.push(group.text.len()),
    }
    true
}

/// Groups that end where the number's fields end, or all of one length from three on: numbers that only happen to
/// stand in a row (prices, hours) are cut elsewhere.
fn in_fields(lengths: &[usize]) -> bool {
    let mut end = 0;
    let ends_fit = lengths.iter().all(|length| {
        end += length;
        matches!(end, 1 | 3 | 5 | 7 | 10 | 13 | 15)
    });
    let first = lengths.first().copied().unwrap_or_default();
    let even = first >= 3 && lengths.iter().rev().skip(1).all(|length| *length == first);
    ends_fit || even
}

fn judge(scan: &Scan, number: &str, lengths: &[usize], start: usize) -> Option<Evidence> {
    if number.len() != 13 && number.len() != 15 {
        return None;
    }
    let value = value(number.get(..13)?)?;
    let plausible = plausible(number);
    let named = scan.labelled(&NAMED, start, 40);
    if number.len() == 15 {
        let key: u64 = number.get(13..)?.parse().ok()?;
        if plausible && key == 97 - value % 97 && (named || in_fields(lengths)) {
            return Some(Evidence::Checksum);
        }
    }
    if named && number.starts_with(['1', '2', '3', '4', '7', '8']) {
        return Some(Evidence::Labelled);
    }
    let on_the_card = ON_THE_CARD.contains(&lengths);
    let alone = number.len() == 13
        && lengths.len() == 1
        && born_in_a_month(number)
        && !scan.labelled(&OTHER, start, 40);
    (plausible && (on_the_card || alone)).then_some(Evidence::Shape)
}

/// The 13 characters as a number, Corsica replaced (2A → 19, 2B → 18).
fn value(number: &str) -> Option<u64> {
    let department = number.get(5..7)?;
    let digits = match department {
        "2A" => format!("{}19{}", number.get(..5)?, number.get(7..)?),
        "2B" => format!("{}18{}", number.get(..5)?, number.get(7..)?),
        _ => number.to_owned(),
    };
    digits.parse().ok()
}

/// Sex 1–4, 7, 8; month of birth or one of the codes for an unknown one; a département; a rank.
fn plausible(number: &str) -> bool {
    let field = |from: usize, to: usize| number.get(from..to).unwrap_or_default();
    let month = field(3, 5).parse().unwrap_or(0);
    number.starts_with(['1', '2', '3', '4', '7', '8'])
        && matches!(month, 1..=12 | 20..=42 | 50..=99)
        && field(5, 7) != "00"
        && field(10, 13) != "000"
}

fn born_in_a_month(number: &str) -> bool {
    let field = |from: usize, to: usize| number.get(from..to).and_then(|f| f.parse::<u32>().ok());
    number.starts_with(['1', '2'])
        && field(3, 5).is_some_and(|month| (1..=12).contains(&month))
        && !matches!(field(5, 7), Some(0 | 96))
        && field(7, 10).is_some_and(|commune| commune > 0)
}
