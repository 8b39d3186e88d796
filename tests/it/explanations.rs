//! Every stable error code has its explanation, and every explanation its code.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use relais_app::errors;

/// Where codes are given: the rules, the use cases, the edges, the ways out, and the command that reads files.
const SOURCES: [&str; 11] = [
    "crates/text/src",
    "crates/domain/src",
    "crates/imports/src",
    "crates/app/src",
    "crates/notices/src",
    "crates/http/src",
    "crates/api/src",
    "crates/views/src",
    "crates/web/src",
    "crates/server/src/adapters",
    "crates/server/src/commands/import",
];
/// What looks like a code there and is none: letters of a mail client's name, and how files end.
const NO_CODES: [&str; 1] = ["m.d"];
const ENDINGS: [&str; 4] = ["html", "css", "js", "toml"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn is_code(text: &str) -> bool {
    let word = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    let parts = text.split_once('.');
    let shaped = parts.is_some_and(|(area, rest)| word(area) && word(rest) && !ENDINGS.contains(&rest));
    shaped && !NO_CODES.contains(&text)
}

/// The literals of a source's product part that look like codes; tests stand last in a file.
fn literals(source: &str) -> impl Iterator<Item = &str> {
    let product = source.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let lines = product.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.flat_map(|line| line.split('"').skip(1)).filter(|text| is_code(text))
}

/// Every code of the product's sources, with a file that gives it.
fn used() -> BTreeMap<String, PathBuf> {
    let mut used = BTreeMap::new();
    let mut folders: Vec<_> = SOURCES.iter().map(|folder| root().join(folder)).collect();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let path = entry.expect("an entry").path();
            if path.is_dir() && !path.ends_with("tests") {
                folders.push(path);
            } else if path.extension().is_some_and(|kind| kind == "rs") && !path.ends_with("tests.rs") {
                used.extend(literals(&read(&path)).map(|code| (code.to_owned(), path.clone())));
            }
        }
    }
    used
}

/// The codes that the JSON interface has a sentence for.
fn told() -> Vec<String> {
    let told = read(&root().join("crates/api/locales/fr.json"));
    let told: BTreeMap<String, String> = serde_json::from_str(&told).expect("sentences");
    told.into_keys().collect()
}

#[test]
fn every_code_has_its_explanation() {
    let (used, told, explained) = (used(), told(), errors::codes().collect::<BTreeSet<_>>());
    for known in
        ["referral.already_closed", "invitation.run_out", "oidc.state_unknown", "row.unclosed", "web.late"]
    {
        assert!(used.contains_key(known), "the reading of the sources misses {known}");
    }
    let unexplained: Vec<_> = used.iter().filter(|(code, _)| !explained.contains(code.as_str())).collect();
    assert!(unexplained.is_empty(), "without a section in crates/app/errors: {unexplained:#?}");
    let untold: Vec<_> = told.iter().filter(|code| !explained.contains(code.as_str())).collect();
    assert!(untold.is_empty(), "told by the interface and not explained: {untold:#?}");
}

#[test]
fn every_explanation_has_its_code() {
    let used = used();
    let dead: Vec<_> = errors::codes().filter(|code| !used.contains_key(*code)).collect();
    assert!(dead.is_empty(), "sections of codes that nothing gives: {dead:#?}");
}

#[test]
fn what_a_page_says_of_a_rule_is_of_a_code_that_is_explained() {
    let keys: BTreeSet<_> = errors::codes().map(|code| code.replace(['.', '_'], "-")).collect();
    for (file, list) in [("errors.ftl", "rule-"), ("imports.ftl", "import-problem-")] {
        let texts = read(&root().join("crates/views/locales/fr").join(file));
        let said =
            texts.lines().filter_map(|line| line.strip_prefix(list)?.split_once(" =")).map(|(key, _)| key);
        let said: Vec<_> = said.collect();
        assert!(said.len() > 20, "{file}");
        let unknown: Vec<_> = said.into_iter().filter(|key| !keys.contains(*key)).collect();
        assert!(unknown.is_empty(), "{file}: {unknown:#?}");
    }
}

#[test]
fn literals_are_found_wherever_they_stand_and_not_in_comments_or_tests() {
    let source = "//! \"a.comment\"\n#[cfg(test)]\nmod apart;\nfn f(c: u8) { c == b'\"' || g(\"a.b\", \"row.c_d\") }\n\
                  const X: &str = \"e.f g\";\n#[cfg(test)]\nmod tests {\n    g(\"in.tests\")\n}\n";
    assert_eq!(literals(source).collect::<Vec<_>>(), ["a.b", "row.c_d"]);
}
