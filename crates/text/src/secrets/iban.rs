//! Bank accounts: IBAN (ISO 13616, mod 97) and the French RIB it grew from.

use super::{
    Evidence,
    scan::{Labels, Scan, words},
};

static NAMED: Labels = Labels::new(|| words(&["iban", "rib", "bancaire", "compte", "virement"]));

/// The length of an IBAN in each country of the registry (SWIFT IBAN registry, release 99).
const LENGTHS: &[(&str, usize)] = &[
    ("AD", 24),
    ("AE", 23),
    ("AL", 28),
    ("AT", 20),
    ("AZ", 28),
    ("BA", 20),
    ("BE", 16),
    ("BG", 22),
    ("BH", 22),
    ("BI", 27),
    ("BR", 29),
    ("BY", 28),
    ("CH", 21),
    ("CR", 22),
    ("CY", 28),
    ("CZ", 24),
    ("DE", 22),
    ("DJ", 27),
    ("DK", 18),
    ("DO", 28),
    ("EE", 20),
    ("EG", 29),
    ("ES", 24),
    ("FI", 18),
    ("FO", 18),
    ("FR", 27),
    ("GB", 22),
    ("GE", 22),
    ("GI", 23),
    ("GL", 18),
    ("GR", 27),
    ("GT", 28),
    ("HR", 21),
    ("HU", 28),
    ("IE", 22),
    ("IL", 23),
    ("IQ", 23),
    ("IS", 26),
    ("IT", 27),
    ("JO", 30),
    ("KW", 30),
    ("KZ", 20),
    ("LB", 28),
    ("LC", 32),
    ("LI", 21),
    ("LT", 20),
    ("LU", 20),
    ("LV", 21),
    ("LY", 25),
    ("MC", 27),
    ("MD", 24),
    ("ME", 22),
    ("MK", 19),
    ("MR", 27),
    ("MT", 31),
    ("MU", 30),
    ("NL", 18),
    ("NO", 15),
    ("PK", 24),
    ("PL", 28),
    ("PS", 29),
    ("PT", 25),
    ("QA", 29),
    ("RO", 24),
    ("RS", 22),
    ("RU", 33),
    ("SA", 24),
    ("SC", 31),
    ("SD", 18),
    ("SE", 24),
    ("SI", 19),
    ("SK", 24),
    ("SM", 27),
    ("SO", 23),
    ("ST", 25),
    ("SV", 28),
    ("TL", 23),
    ("TN", 24),
    ("TR", 26),
    ("UA", 29),
    ("VA", 22),
    ("VG", 24),
    ("XK", 20),
];

/// Looks for an IBAN at every place where two letters and two digits begin, and for a RIB at every group.
pub(super) fn find(scan: &Scan) -> Option<Evidence> {
    iban(scan).or_else(|| rib(scan))
}

fn iban(scan: &Scan) -> Option<Evidence> {
    (0..scan.chars.len()).find_map(|start| {
        let head: String = scan.chars.get(start..start + 2)?.iter().map(char::to_ascii_uppercase).collect();
        if !begins(scan, start) {
            return None;
        }
        let length = LENGTHS.iter().find(|(country, _)| *country == head)?.1;
        let (number, groups) = take(scan.chars.get(start..)?, length)?;
        judge(scan, &number, &groups, start)
    })
}

/// The number begins a word, or follows « IBAN » or « RIB » written without a space.
fn begins(scan: &Scan, start: usize) -> bool {
    let free = start.checked_sub(1).and_then(|p| scan.chars.get(p)).is_none_or(|c| !c.is_alphanumeric());
    free || scan.folded.get(..start).is_some_and(|before| before.ends_with("iban") || before.ends_with("rib"))
}

/// The next `length` letters and digits with at most two separators in a row, and the lengths of their groups.
fn take(chars: &[char], length: usize) -> Option<(String, Vec<usize>)> {
    let mut number = String::new();
    let mut groups = vec![0];
    let mut gap = 0;
    for c in chars {
        if number.len() == length {
            break;
        }
        if c.is_ascii_alphanumeric() {
            if gap > 0 {
                groups.push(0);
            }
            gap = 0;
            number.push(c.to_ascii_uppercase());
            *groups.last_mut()? += 1;
        } else if " .-_/:\t\n".contains(*c) && gap < 2 {
            gap += 1;
        } else {
            return None;
        }
    }
    (number.len() == length).then_some((number, groups))
}

fn judge(scan: &Scan, number: &str, groups: &[usize], start: usize) -> Option<Evidence> {
    let zeroed = || {
        format!(
            "{}{}",
            number.get(..2).unwrap_or_default(),
            number.get(2..).unwrap_or_default().replace('O', "0")
        )
    };
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    let in_fours = groups.len() > 3 && groups.iter().rev().skip(1).all(|g| *g == 4);
    let likely = digits * 2 > number.len();
    if is_iban(number) || (likely && is_iban(&zeroed())) {
        return Some(Evidence::Checksum);
    }
    if likely && scan.labelled(&NAMED, start, 30) {
        return Some(Evidence::Labelled);
    }
    (likely && in_fours).then_some(Evidence::Shape)
}

fn is_iban(number: &str) -> bool {
    let (Some(head), Some(body)) = (number.get(..4), number.get(4..)) else { return false };
    if !head.bytes().skip(2).all(|b| b.is_ascii_digit()) {
        return false;
    }
    let remainder = body.chars().chain(head.chars()).try_fold(0, |rest: u32, c| {
        let value = c.to_digit(36)?;
        Some(if value > 9 { (rest * 100 + value) % 97 } else { (rest * 10 + value) % 97 })
    });
    remainder == Some(1)
}

/// Bank, branch, account, key (5 + 5 + 11 + 2) in their usual groups or in one piece.
fn rib(scan: &Scan) -> Option<Evidence> {
    (0..scan.chars.len()).find_map(|start| {
        if !scan.chars.get(start)?.is_ascii_digit() || !begins(scan, start) {
            return None;
        }
        let (number, groups) = take(scan.chars.get(start..)?, 23)?;
        let end_is_digits = number.get(21..)?.bytes().all(|b| b.is_ascii_digit());
        let written = matches!(groups.as_slice(), [23] | [5, 5, 11, 2]) || scan.labelled(&NAMED, start, 30);
        (written && end_is_digits && rib_key(&number)).then_some(Evidence::Checksum)
    })
}

/// 89 × bank + 15 × branch + 3 × account + key is a multiple of 97, letters counted as on a telephone dial.
fn rib_key(number: &str) -> bool {
    let digits: Option<String> = number
        .chars()
        .map(|c| match c {
            '0'..='9' => Some(c),
            'A'..='I' => char::from_digit(u32::from(c) - u32::from('A') + 1, 10),
            'J'..='R' => char::from_digit(u32::from(c) - u32::from('J') + 1, 10),
            'S'..='Z' => char::from_digit(u32::from(c) - u32::from('S') + 2, 10),
            _ => None,
        })
        .collect();
    let part = |from: usize, to: usize| digits.as_deref()?.get(from..to)?.parse::<u64>().ok();
    match (part(0, 5), part(5, 10), part(10, 21), part(21, 23)) {
        (Some(bank), Some(branch), Some(account), Some(key)) => {
            bank > 0 && (89 * bank + 15 * branch + 3 * account + key).is_multiple_of(97)
        }
        _ => false,
    }
}
