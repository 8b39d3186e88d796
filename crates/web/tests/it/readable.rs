//! What the person reads, on paper and on her phone, is written for her: three gates together (`interface.md` 6). The score alone misses
//! hard words, the words alone miss long sentences.

use std::collections::{HashMap, HashSet};

use relais_testdb::open_data;
use relais_views::{draw_samples, locale::Locale, render::Renderer};

use crate::html::tags;

/// The papers of the person, with the longest sentence each may hold and the score it must reach: what she keeps is read
/// as a page of hers, what comes by post as a letter.
const PAPERS: [(&str, usize, f64); 3] =
    [("refer/receipt.html", 15, 80.0), ("refer/withdrawal.html", 15, 80.0), ("refer/letter.html", 15, 80.0)];
/// Words of names in the samples, and those the papers explain where they stand.
const NAMES_AND_EXPLAINED: &[&str] = &[
    "amina", "benali", "brest", "guipavas", "troude", "amiral", "ccas", "siam", "caf", "guichet", "r", "sms",
];
/// Everyday words that administrations write too seldom to be among their commonest.
const EVERYDAY: &[&str] = &[
    "accepte",
    "accueil",
    "aider",
    "aidé",
    "allons",
    "appeler",
    "appelez",
    "arrivée",
    "arrête",
    "arrêter",
    "arrêté",
    "arrêtée",
    "attend",
    "attendre",
    "attendu",
    "aurez",
    "avait",
    "avant",
    "avons",
    "besoin",
    "bonjour",
    "cherche",
    "cherchons",
    "chose",
    "commencé",
    "comprendre",
    "connu",
    "contacte",
    "contacté",
    "d'abord",
    "demandé",
    "dire",
    "disait",
    "dites",
    "donnez",
    "effacé",
    "envoyé",
    "expliquer",
    "faute",
    "fini",
    "finie",
    "gardait",
    "garde",
    "gardé",
    "ici",
    "jamais",
    "juste",
    "langues",
    "lettre",
    "lire",
    "loin",
    "lu",
    "là",
    "manque",
    "mardi",
    "mars",
    "mieux",
    "mot",
    "non",
    "nos",
    "nous",
    "occupe",
    "oui",
    "papier",
    "parlent",
    "parler",
    "partage",
    "partagé",
    "partie",
    "passe",
    "passez",
    "pense",
    "personne",
    "place",
    "posé",
    "pourquoi",
    "pouvait",
    "pouvez",
    "pouvons",
    "près",
    "pu",
    "quand",
    "question",
    "recommence",
    "recommencer",
    "regarde",
    "rendez",
    "repris",
    "restée",
    "revenez",
    "rien",
    "répond",
    "répondu",
    "seul",
    "suivons",
    "terminée",
    "tout",
    "trop",
    "téléphone",
    "utile",
    "va",
    "venir",
    "vient",
    "voir",
    "voit",
    "vont",
    "voulez",
    "voyait",
    "vrai",
    "vu",
    "écrit",
    "écrive",
    "écrivez",
];
/// The text messages, as the product keeps them, with what they may be filled with.
const TEXT_MESSAGES: &str = include_str!("../../../notices/texts/fr/text_messages.ftl");
const FILLED: [(&str, &str); 3] =
    [("{ $name }", "Amina"), ("{ $day }", "mardi 22 mars"), ("{ $phone }", "02 98 00 80 80")];

/// Every text message as it may arrive: with her name and without, with a number to call and without.
fn text_messages() -> Vec<(String, Vec<String>)> {
    let filled =
        FILLED.iter().fold(TEXT_MESSAGES.to_owned(), |text, (name, value)| text.replace(name, value));
    let texts: Vec<_> =
        filled.lines().filter_map(|line| line.strip_prefix("text-")?.split_once(" = ")).collect();
    let (frames, sentences): (Vec<_>, Vec<_>) =
        texts.into_iter().partition(|(key, _)| key.starts_with("hello") || ["call", "come"].contains(key));
    let of = |start: &'static str| frames.iter().filter(move |(key, _)| key.starts_with(start));
    let mut messages = Vec::new();
    for (key, sentence) in &sentences {
        for ((_, hello), (_, end)) in of("hello").flat_map(|hello| of("c").map(move |end| (hello, end))) {
            let message = format!("{} {end}", hello.replace("{ $sentence }", sentence));
            assert!(!message.contains('{'), "{message}");
            messages.push(((*key).to_owned(), split(&message)));
        }
    }
    messages
}

/// Everything she reads: its name, its sentences, the longest one it may hold, the score it must reach. A text message
/// is far too short for a score: all of them together have one.
fn read_by_her() -> Vec<(String, Vec<String>, usize, f64)> {
    let samples = draw_samples(&Renderer::new(Locale::french()).unwrap()).unwrap();
    let mut all = Vec::new();
    for (template, longest, least) in PAPERS {
        for sample in samples.iter().filter(|sample| sample.template == template) {
            let name = format!("{template} ({})", sample.name);
            all.push((name, sentences(&sample.html), longest, least));
        }
    }
    let messages = text_messages();
    assert!(messages.len() > 12, "{messages:?}");
    let together = messages.iter().flat_map(|(_, sentences)| sentences.clone()).collect();
    all.push(("text messages".to_owned(), together, 15, 80.0));
    all
}

/// How many of the commonest words count as common.
const COMMON: usize = 3_000;

/// The sentences of a paper, as they are printed.
fn sentences(html: &str) -> Vec<String> {
    let (_, paper) = html.split_once("class=\"narrow person").unwrap();
    let (paper, _) = paper.split_once("</main>").unwrap();
    let (mut text, mut unread) = (String::new(), None);
    for tag in tags(&format!("<div class=\"{paper}")) {
        let aside = matches!(tag.name.as_str(), "a" | "button" | "address" | "title")
            || tag
                .get("class")
                .is_some_and(|class| class.split(' ').any(|it| ["head", "tel", "code"].contains(&it)));
        if unread.is_none() && aside {
            unread = Some((tag.name.clone(), 0));
        } else if let Some((name, depth)) = &mut unread {
            if tag.name == *name {
                *depth += 1;
            } else if tag.name == format!("/{name}") && *depth > 0 {
                *depth -= 1;
            } else if tag.name == format!("/{name}") {
                unread = None;
            }
        }
        if matches!(tag.name.as_str(), "/p" | "/li" | "/h1" | "/h2" | "br") {
            text.push('.');
        }
        if unread.is_none() {
            text.push_str(&tag.text);
        }
    }
    let text = text
        .replace("&#39;", "'")
        .replace("&#x27;", "'")
        .replace(['\u{a0}', '\u{202f}', '\u{2068}', '\u{2069}'], " ");
    split(&text)
}

fn split(text: &str) -> Vec<String> {
    let parts =
        text.split(['.', '?', '!', ':']).map(|part| part.split_whitespace().collect::<Vec<_>>().join(" "));
    parts.filter(|part| part.chars().any(char::is_alphabetic)).collect()
}

fn words(sentence: &str) -> impl Iterator<Item = &str> {
    sentence.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric))
}

/// Groups of vowels, without the silent end of a longer word.
fn syllables(word: &str) -> usize {
    let word = word.to_lowercase();
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    let vowel = |c: char| "aeiouyàâäéèêëîïôöùûüœæ".contains(c);
    let (mut groups, mut inside) = (0, false);
    for c in word.chars() {
        groups += usize::from(vowel(c) && !inside);
        inside = vowel(c);
    }
    let silent = ["e", "es", "ent"].iter().any(|end| word.ends_with(end));
    (groups - usize::from(silent && groups > 1)).max(1)
}

/// Kandel and Moles, 1958: 207 less the length of sentences and of words.
#[expect(clippy::cast_precision_loss, reason = "a page has some hundred words")]
fn score(sentences: &[String]) -> f64 {
    let all: Vec<_> = sentences.iter().flat_map(|sentence| words(sentence)).collect();
    let spoken: usize = all.iter().map(|word| syllables(word)).sum();
    let (count, spoken) = (all.len() as f64, spoken as f64);
    1.015f64.mul_add(-(count / sentences.len() as f64), 207.0) - 73.6 * spoken / count
}

/// The commonest words of the introductions of service-public.fr; none where the open data is not here.
fn common_words() -> Option<HashSet<String>> {
    let text = String::from_utf8(open_data("demarches/fiches-service-public-2020.csv")?).unwrap();
    let mut seen: HashMap<String, usize> = HashMap::new();
    for word in bare_words(&text) {
        *seen.entry(word).or_default() += 1;
    }
    let mut ranked: Vec<_> = seen.into_iter().collect();
    ranked.sort_by(|(one, times), (other, more)| more.cmp(times).then(one.cmp(other)));
    Some(ranked.into_iter().take(COMMON).map(|(word, _)| word).collect())
}

/// Words in small letters, without what is elided before them.
fn bare_words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

#[test]
fn all_that_the_person_reads_is_short_and_plain() {
    for (name, sentences, longest, least) in read_by_her() {
        for sentence in &sentences {
            let count = words(sentence).count();
            assert!(count <= longest, "{name}: {count} words: {sentence}");
        }
        let all: usize = sentences.iter().map(|sentence| words(sentence).count()).sum();
        let reached = score(&sentences);
        // A score of fewer words says nothing.
        assert!(all < 50 || reached >= least, "{name}: {reached:.0}");
    }
}

#[test]
fn every_word_that_the_person_reads_is_a_common_one() {
    let Some(common) = common_words() else { return };
    assert_eq!(common.len(), COMMON);
    let mut rare = Vec::new();
    for (_, sentences, ..) in read_by_her() {
        rare.extend(bare_words(&sentences.join(" ")).filter(|word| {
            let known = [NAMES_AND_EXPLAINED, EVERYDAY].iter().any(|list| list.contains(&word.as_str()));
            !known && !common.contains(word)
        }));
    }
    rare.sort_unstable();
    rare.dedup();
    assert!(rare.is_empty(), "{rare:?}");
}

#[test]
fn the_gates_tell_plain_from_hard() {
    let of = |text: &str| {
        score(&text.split('.').map(str::to_owned).filter(|it| !it.is_empty()).collect::<Vec<_>>())
    };
    let plain = of(
        "Léa travaille au CCAS. Vous pouvez lui demander d’agir pour vous. Vous pouvez arrêter quand vous voulez.",
    );
    let hard =
        of("Nonobstant les dispositions susmentionnées, la demande est réputée irrecevable en application \
                   de la réglementation précédemment communiquée par l’administration compétente.");
    assert!(plain > 85.0 && hard < 40.0, "{plain:.0} {hard:.0}");
    assert_eq!(["demande", "vous", "arrêter", "répondent", "y"].map(syllables), [2, 1, 3, 2, 1]);
}
