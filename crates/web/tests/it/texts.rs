//! The texts: complete, used, plain, and nowhere but in their files.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use regex::Regex;
use relais_views::{locale::Locale, refer::TOLD, render, render::Renderer};

fn files(folder: &str, extension: &str) -> Vec<(PathBuf, String)> {
    fn walk(folder: &Path, extension: &str, found: &mut Vec<(PathBuf, String)>) {
        let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                walk(&path, extension, found);
            } else if path.extension().is_some_and(|it| it == extension) {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    let mut found = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), extension, &mut found);
    assert!(!found.is_empty());
    found
}

fn keys() -> BTreeMap<String, PathBuf> {
    let key = Regex::new(r"(?m)^([a-z][a-z0-9-]*) *=").unwrap();
    let mut keys = BTreeMap::new();
    for (path, text) in files("../views/locales/fr", "ftl") {
        for found in key.captures_iter(&text) {
            let before = keys.insert(found[1].to_owned(), path.clone());
            assert!(before.is_none(), "{} stands in {:?} and in {path:?}", &found[1], before);
        }
    }
    keys
}

/// Lists whose keys are made of a code: `{list}-{code}`. Every other key is written out where it is used.
const LISTS: &[&str] = &[
    "age-",
    "agreed-",
    "answer-",
    "cancel-",
    "capacity-",
    "channel-",
    "contact-outcome-",
    "day-",
    "denied-by-",
    "error-",
    "flash-",
    "ground-",
    "import-",
    "history-",
    "hold-",
    "news-",
    "reading-reason-",
    "item-",
    "happened-",
    "letter-completed-",
    "letter-on-hold-",
    "letter-rejected-",
    "kept-",
    "kind-",
    "late-",
    "method-",
    "minutes-",
    "mistake-",
    "mode-",
    "outcome-",
    "person-answer-",
    "posture-",
    "protection-",
    "reach-",
    "reading-",
    "receipt-secrecy-",
    "reject-",
    "role-",
    "rule-",
    "sheet-nothing-left-",
    "sheet-recipient-",
    "sheet-secrecy-",
    "sheet-sender-",
    "sign-in-",
    "state-",
    "struck-",
    "theme-",
    "unreached-",
    "verify-state-",
    "voice-",
    "withdraw-",
    "withdrawn-by-",
];

#[test]
fn every_text_is_used() {
    let mut sources: String = files("../views/templates", "html").into_iter().map(|(_, text)| text).collect();
    for (_, text) in files("src", "rs").into_iter().chain(files("../views/src", "rs")) {
        sources.push_str(&text);
    }
    let unused: Vec<_> = keys()
        .into_keys()
        .filter(|key| {
            !sources.contains(&format!("\"{key}\"")) && !LISTS.iter().any(|list| key.starts_with(list))
        })
        .collect();
    assert!(unused.is_empty(), "{unused:#?}");
}

#[test]
fn every_key_written_in_a_template_exists() {
    let keys = keys();
    let written = Regex::new(r#"\b(?:key|label|hint|legend)="([a-z0-9-]+)""#).unwrap();
    for (path, text) in files("../views/templates", "html") {
        for found in written.captures_iter(&text) {
            let complete = !text[found.get(0).unwrap().end()..].trim_start().starts_with('~');
            assert!(!complete || keys.contains_key(&found[1]), "{path:?}: {}", &found[1]);
        }
    }
}

#[test]
fn no_text_stands_in_a_template() {
    // Expressions go before tags, so that a `>` in one does not end a tag.
    let comment = Regex::new(r"(?s)\{#.*?#\}").unwrap();
    let expression = Regex::new(r"(?s)\{%.*?%\}|\{\{.*?\}\}").unwrap();
    let tag = Regex::new(r"<[^>]*>").unwrap();
    let attribute = Regex::new(r#" [a-z-]+="[^"]*""#).unwrap();
    let spoken = Regex::new(r#"(?:aria-label|title|alt|placeholder)="([^"{]*\p{L}[^"]*)""#).unwrap();
    let letters = Regex::new(r"\p{L}{2,}").unwrap();
    let literal = Regex::new(r#"\{[{%][^}]*?"([^"]*(?:\p{Lu}|[àâçéèêëîïôûù’])[^"]*)"[^}]*[}%]\}"#).unwrap();
    for name in Renderer::new(Locale::french()).unwrap().templates() {
        let text = render::source(&name).unwrap();
        let text = comment.replace_all(&text, "");
        let without_code = expression.replace_all(&text, "");
        let bare = tag.replace_all(&without_code, " ");
        let bare = attribute.replace_all(&bare, "");
        assert!(!letters.is_match(&bare), "{name}: {:?}", letters.find(&bare));
        assert!(!spoken.is_match(&without_code), "{name}: {:?}", spoken.captures(&without_code));
        assert!(!literal.is_match(&text), "{name}: {:?}", literal.captures(&text));
    }
}

/// `interface.md` 6: words that blame, hurry or hide, and 9: words that frighten or make help depend on a yes.
const FORBIDDEN: &[&str] = &[
    "vous avez oublié",
    "vous n’avez pas",
    "invalide",
    "incorrect",
    "il suffit de",
    "simplement",
    "cliquez ici",
    "veuillez",
    "conformément à",
    "nonobstant",
    "sinon",
    "vous risquez",
    "dommage",
    "nous ne pourrons pas vous aider",
    "refusé ",
    "refusé.",
    "refusée ",
    "refusée.",
];

#[test]
fn texts_blame_nobody() {
    for (path, text) in files("../views/locales/fr", "ftl") {
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let plain = line.to_lowercase();
            for word in FORBIDDEN {
                assert!(!plain.contains(word), "{path:?}: « {word} » in {line}");
            }
            assert!(!line.contains('\''), "{path:?}: typographic apostrophe please: {line}");
        }
    }
}

#[test]
fn sentences_of_agents_stay_under_twenty_five_words() {
    for (path, text) in files("../views/locales/fr", "ftl") {
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            for sentence in line.split(['.', '?', '!', ':', ';', '·']) {
                let words =
                    sentence.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).count();
                assert!(words <= 25, "{path:?}: {words} words: {sentence}");
            }
        }
    }
}

#[test]
fn no_text_is_empty_or_holds_markup() {
    let mut seen = BTreeSet::new();
    for (path, text) in files("../views/locales/fr", "ftl") {
        assert!(!text.contains('<') && !text.contains("://"), "{path:?}");
        assert!(seen.insert(path));
    }
}

/// A code the domain gains without a label would break the first page that shows it; one it loses leaves a dead text.
#[test]
fn every_code_of_the_closed_lists_has_its_label() {
    use relais_domain::{
        actor::Role,
        agreement::{IndicatedBy, Item, Method},
        contact::{ContactChannel, ContactMode, ContactOutcome, Minutes, Posture},
        organisation::{Capacity, OrganisationKind, Theme},
        person::{AgeBand, Channel, GroundKind, Protection, Reading},
        referral::{
            CancelReason, Clock, DeniedBy, ErrorReason, HoldReason, Outcome, PersonAnswer, ReferralEventKind,
            ReferralState, RejectReason,
        },
    };
    fn codes<T: std::fmt::Display>(all: &[T]) -> Vec<String> {
        all.iter().map(ToString::to_string).collect()
    }
    let roles: Vec<_> = codes(Role::ALL).into_iter().filter(|role| role != "integration").collect();
    let methods: Vec<_> =
        Method::ALL.iter().filter(|method| method.is_open()).map(ToString::to_string).collect();
    // Whose hands a referral is in, and what continues it, is no news for the other side; a clock is told by its name.
    let untold = ["claimed", "released", "assigned", "redirected", "clock_struck"];
    let acts = codes(ReferralEventKind::ALL).into_iter().filter(|kind| !untold.contains(&kind.as_str()));
    let clocks = Clock::ALL.iter().filter(|clock| !clock.ends()).map(ToString::to_string);
    let by_the_house = ["ground_ended", "agreement_ended"].map(str::to_owned);
    let news = acts.chain(clocks).chain(by_the_house).collect();
    let lists = [
        ("role", roles),
        ("item", codes(Item::ALL)),
        ("method", methods.clone()),
        ("agreed", methods),
        ("voice", codes(IndicatedBy::ALL).into_iter().filter(|voice| voice != "person").collect()),
        ("mode", codes(ContactMode::ALL)),
        ("posture", codes(Posture::ALL)),
        ("channel", codes(ContactChannel::ALL)),
        ("minutes", codes(Minutes::ALL)),
        ("contact-outcome", codes(ContactOutcome::ALL)),
        ("theme", codes(Theme::ALL)),
        ("kind", codes(OrganisationKind::ALL)),
        ("capacity", codes(Capacity::ALL)),
        ("age", codes(AgeBand::ALL)),
        ("ground", codes(GroundKind::ALL)),
        ("reach", codes(Channel::ALL)),
        ("protection", codes(Protection::ALL)),
        ("reading", codes(Reading::ALL)),
        ("state", codes(ReferralState::ALL)),
        ("reject", codes(RejectReason::ALL)),
        ("denied-by", codes(DeniedBy::ALL)),
        ("outcome", codes(Outcome::ALL)),
        ("hold", codes(HoldReason::ALL)),
        ("happened", codes(TOLD)),
        ("letter-completed", codes(Outcome::ALL)),
        ("letter-on-hold", codes(HoldReason::ALL)),
        ("letter-rejected", codes(RejectReason::ALL)),
        ("cancel", codes(CancelReason::ALL)),
        ("history", codes(ReferralEventKind::ALL)),
        ("news", news),
        ("struck", codes(Clock::ALL)),
        ("mistake", codes(ErrorReason::ALL)),
        ("person-answer", codes(PersonAnswer::ALL)),
    ];
    let keys = keys();
    let key = |list: &str, code: &str| format!("{list}-{}", code.replace('_', "-"));
    let missing: Vec<_> = lists
        .iter()
        .flat_map(|(list, codes)| codes.iter().map(|code| key(list, code)))
        .filter(|key| !keys.contains_key(key))
        .collect();
    assert!(missing.is_empty(), "{missing:#?}");
}
