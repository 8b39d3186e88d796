//! The detector of secrets against labelled notes: recall ≥ 95 %, false positives ≤ 2 %; and every number a
//! generator can make is found, however it is spaced.

use proptest::prelude::*;
use relais_text::secrets::{SecretKind, detect};

const CORPUS: [(&str, &str); 4] = [
    ("nir", include_str!("corpus/nir.txt")),
    ("accounts", include_str!("corpus/accounts.txt")),
    ("passwords", include_str!("corpus/passwords.txt")),
    ("ordinary", include_str!("corpus/ordinary.txt")),
];

/// Every labelled note: the kind of secret it holds, if any, and its text.
fn samples() -> Vec<(Option<SecretKind>, String)> {
    let lines = CORPUS.iter().flat_map(|(_, text)| text.lines());
    lines
        .filter(|line| !line.starts_with('#') && !line.trim().is_empty())
        .map(|line| {
            let (kind, text) = line.split_once('|').unwrap_or_else(|| panic!("no label: {line}"));
            let kind = (kind != "none").then(|| kind.parse().expect("kind"));
            (kind, text.replace("\\n", "\n"))
        })
        .collect()
}

#[test]
#[expect(clippy::cast_precision_loss, reason = "a few hundred samples")]
fn recall_and_false_positives_stay_within_the_bars() {
    let samples = samples();
    let (secret, ordinary): (Vec<_>, Vec<_>) = samples.iter().partition(|(kind, _)| kind.is_some());
    let missed: Vec<_> = secret.iter().filter(|(_, text)| detect(text).is_none()).collect();
    let wrong: Vec<_> = ordinary.iter().filter(|(_, text)| detect(text).is_some()).collect();
    let recall = 100.0 * (1.0 - missed.len() as f64 / secret.len() as f64);
    let false_positives = 100.0 * wrong.len() as f64 / ordinary.len() as f64;
    println!(
        "secrets corpus: {} samples ({} secret, {} ordinary), recall {recall:.1} %, false positives {false_positives:.1} %",
        samples.len(),
        secret.len(),
        ordinary.len()
    );
    for (_, text) in &missed {
        println!("missed: {text}");
    }
    for (_, text) in &wrong {
        println!("false alarm: {text} ({:?})", detect(text));
    }
    assert!(secret.len() >= 150 && ordinary.len() >= 150, "the corpus shrank");
    assert!(recall >= 95.0, "recall {recall:.1} %");
    assert!(false_positives <= 2.0, "false positives {false_positives:.1} %");
}

#[test]
fn numbers_are_named_by_their_kind() {
    let numbers = samples().into_iter().filter(|(kind, _)| kind.is_some_and(|k| k != SecretKind::Password));
    for (kind, text) in numbers {
        if let Some(finding) = detect(&text) {
            assert_eq!(Some(finding.kind), kind, "{text}");
        }
    }
}

/// Separators that people put between groups.
fn separator() -> impl Strategy<Value = &'static str> {
    prop_oneof![
        Just(""),
        Just(" "),
        Just("\u{a0}"),
        Just("\u{202f}"),
        Just("."),
        Just("-"),
        Just("_"),
        Just("/"),
        Just("  "),
        Just("–"),
    ]
}

fn around() -> impl Strategy<Value = (&'static str, &'static str)> {
    prop_oneof![
        Just(("", "")),
        Just(("voici : ", ".")),
        Just(("Mme a donné ", ", à vérifier")),
        Just(("(", ")")),
        Just(("le 12/03/2024 elle dit ", " et son tél est 06 12 34 56 78")),
        Just(("n°", " !")),
    ]
}

fn nir() -> impl Strategy<Value = Vec<String>> {
    let month = prop_oneof![1_u32..=12, 20_u32..=42, 50_u32..=99];
    let department = prop_oneof![
        (1_u32..=19).prop_map(|d| format!("{d:02}")),
        (21_u32..=99).prop_map(|d| format!("{d:02}")),
        Just("2A".to_owned()),
        Just("2B".to_owned()),
    ];
    (prop_oneof![1_u32..=4, 7_u32..=8], 0_u32..100, month, department, 1_u32..=990, 1_u32..=999).prop_map(
        |(sex, year, month, department, commune, rank)| {
            let body = format!("{sex}{year:02}{month:02}{department}{commune:03}{rank:03}");
            let number: u64 = match department.as_str() {
                "2A" => body.replacen("2A", "19", 1).parse().expect("digits"),
                "2B" => body.replacen("2B", "18", 1).parse().expect("digits"),
                _ => body.parse().expect("digits"),
            };
            let key = 97 - number % 97;
            vec![
                sex.to_string(),
                format!("{year:02}"),
                format!("{month:02}"),
                department,
                format!("{commune:03}"),
                format!("{rank:03}"),
                format!("{key:02}"),
            ]
        },
    )
}

fn with_luhn(body: &str) -> String {
    let sum: u32 = body
        .bytes()
        .rev()
        .map(|b| u32::from(b - b'0'))
        .enumerate()
        .map(|(place, d)| if place % 2 == 0 { d * 2 / 10 + d * 2 % 10 } else { d })
        .sum();
    format!("{body}{}", (10 - sum % 10) % 10)
}

fn card() -> impl Strategy<Value = String> {
    prop_oneof![
        "4[0-9]{14}",
        "5[1-5][0-9]{13}",
        "2[3-6][0-9]{13}",
        "3[47][0-9]{12}",
        "62[0-9]{13}",
        "4[0-9]{17}"
    ]
    .prop_map(|body| with_luhn(&body))
}

fn iban() -> impl Strategy<Value = String> {
    let body = prop_oneof![
        "[0-9]{10}[0-9A-Z]{11}[0-9]{2}".prop_map(|b| ("FR", b)),
        "[0-9]{18}".prop_map(|b| ("DE", b)),
        "[0-9]{12}".prop_map(|b| ("BE", b)),
        "[0-9]{20}".prop_map(|b| ("ES", b)),
        "[A-Z]{4}[0-9]{10}".prop_map(|b| ("NL", b)),
    ];
    body.prop_map(|(country, body)| {
        let rest = format!("{body}{country}00").chars().fold(0_u32, |rest, c| {
            let value = c.to_digit(36).expect("alphanumeric");
            if value > 9 { (rest * 100 + value) % 97 } else { (rest * 10 + value) % 97 }
        });
        format!("{country}{:02}{body}", 98 - rest)
    })
}

fn in_groups(text: &str, size: usize, separator: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    chars.chunks(size).map(|c| c.iter().collect::<String>()).collect::<Vec<_>>().join(separator)
}

proptest! {
    #[test]
    fn every_nir_is_found(parts in nir(), separator in separator(), (before, after) in around(), letter_o in any::<bool>()) {
        let mut text = parts.join(separator);
        if letter_o {
            text = text.replace('0', "O");
        }
        let text = format!("{before}{text}{after}");
        prop_assert_eq!(detect(&text).map(|f| f.kind), Some(SecretKind::Nir), "{}", text);
    }

    #[test]
    fn every_card_is_found(number in card(), separator in separator(), (before, after) in around()) {
        let text = format!("{before}{}{after}", in_groups(&number, 4, separator));
        prop_assert!(detect(&text).is_some(), "{}", text);
    }

    #[test]
    fn every_iban_is_found(number in iban(), separator in separator(), (before, after) in around(), lower in any::<bool>()) {
        let number = if lower { number.to_lowercase() } else { number };
        let text = format!("{before}{}{after}", in_groups(&number, 4, separator));
        prop_assert!(detect(&text).is_some(), "{}", text);
    }

    #[test]
    fn detection_never_panics(text in any::<String>(), label in "(mdp|code|nir|iban|carte|mot de passe)?", sign in "[ :=]{0,2}") {
        let _ = detect(&format!("{label}{sign}{text}"));
    }

    #[test]
    fn plain_sentences_pass(words in proptest::collection::vec("[a-zéèàç]{2,9}", 1..30)) {
        let text = words.join(" ");
        prop_assume!(!["mdp", "code", "pass", "pin", "mot", "pwd", "psw", "otp", "cvv", "cvc", "puk"].iter().any(|w| text.contains(w)));
        prop_assert_eq!(detect(&text), None, "{}", text);
    }
}
