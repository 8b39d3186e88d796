//! Names that only some places may write. Clippy bans calls by path; these bans also catch imports,
//! re-exports and crates that are not even compiled yet.

use super::tree::File;
use super::{Finding, Rule, Tree};

/// Kits and conventions: they stand outside the product.
const KITS: [&str; 6] =
    ["crates/bench/", "crates/faults/", "crates/testdb/", "crates/testkit/", "crates/xtask/", "tests/"];

pub const RULES: &[Rule] = &[
    Rule {
        name: "database door",
        reason: "only store, its rows, their audit, the key store's own database and migrations name sea-orm, so that a query is found in one place; the server's tests play a superuser",
        check: |tree| {
            banned(
                tree,
                &["sea_orm", "sqlx"],
                &[
                    "crates/rows/",
                    "crates/store/",
                    "crates/audit/",
                    "crates/keybase/",
                    "migrations/",
                    "crates/server/tests/",
                ],
                Tests::Count,
            )
        },
    },
    Rule {
        name: "sign-in door",
        reason: "only http names openidconnect, so that the checks of a token stand in one module",
        check: |tree| banned(tree, &["openidconnect"], &["crates/http/"], Tests::Count),
    },
    Rule {
        name: "environment",
        reason: "only the server's configuration reads the environment, so that every setting is in one list",
        check: |tree| {
            let words = ["env::var", "env::vars", "env::var_os", "env::set_var", "env::remove_var"];
            banned(tree, &words, &["crates/server/"], Tests::MayUse)
        },
    },
    Rule {
        name: "clock",
        reason: "time is injected (domain::clock::Clock): a test that cannot set the time cannot test a delay",
        check: |tree| {
            let words = ["Utc::now", "Local::now", "SystemTime::now", "OffsetDateTime::now_utc"];
            banned(tree, &words, &["crates/server/src/"], Tests::Count)
        },
    },
    Rule {
        name: "randomness",
        reason: "random bits are injected (domain::random::Random), so that ids and snapshots can be repeated",
        check: |tree| {
            let words = ["Uuid::new_v4", "Uuid::now_v7", "getrandom", "thread_rng", "OsRng"];
            banned(tree, &words, &["crates/server/src/"], Tests::Count)
        },
    },
    Rule {
        name: "sleep",
        reason: "nothing sleeps: jobs wait on the runner's timer, tests advance the clock",
        check: |tree| matching(tree, |line| line.contains("thread::sleep") || line.contains("time::sleep")),
    },
    Rule {
        name: "expect, not allow",
        reason: "#[expect(lint, reason = …)] disappears with its cause; #[allow] stays for ever and says nothing",
        check: |tree| matching(tree, |line| line.contains("#[allow(") || line.contains("#![allow(")),
    },
    Rule {
        name: "unfinished",
        reason: "what is not done is an issue, not a mark in the code; a test that is skipped proves nothing",
        check: |tree| matching(tree, is_unfinished),
    },
    Rule {
        name: "errors of the edges",
        reason: "every error of a use case gets its status on purpose: no `_` arm in the error files of api and web",
        check: wildcard_arms,
    },
];

/// Whether a ban also speaks of test code.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tests {
    Count,
    MayUse,
}

/// Lines that write one of `words` outside `home` and the kits.
fn banned(tree: &Tree, words: &[&str], home: &[&str], tests: Tests) -> Vec<Finding> {
    let mut found = Vec::new();
    for (file, code) in tree.rust() {
        let exempt = home.iter().chain(&KITS).any(|place| file.path.starts_with(place));
        if exempt || tests == Tests::MayUse && file.is_test() {
            continue;
        }
        for (number, line) in
            code.lines().filter(|(number, _)| tests == Tests::Count || !code.is_test(*number))
        {
            if words.iter().any(|word| has_word(line, word)) {
                found.push(finding(file, number));
            }
        }
    }
    found
}

fn matching(tree: &Tree, breaks: impl Fn(&str) -> bool) -> Vec<Finding> {
    let mut found = Vec::new();
    for (file, code) in tree.rust() {
        found.extend(code.lines().filter(|(_, line)| breaks(line)).map(|(number, _)| finding(file, number)));
    }
    found
}

fn is_unfinished(line: &str) -> bool {
    ["todo!", "unimplemented!"].iter().any(|word| has_word(line, word)) || line.contains("#[ignore")
}

fn wildcard_arms(tree: &Tree) -> Vec<Finding> {
    let is_error_file = |file: &File| {
        ["crates/api/src/error", "crates/web/src/error"].iter().any(|start| file.path.starts_with(start))
    };
    let mut found = Vec::new();
    for (file, code) in tree.rust().filter(|(file, _)| is_error_file(file)) {
        let arms = code
            .lines()
            .filter(|(number, line)| line.trim_start().starts_with("_ =>") && !code.is_test(*number));
        found.extend(arms.map(|(number, _)| finding(file, number)));
    }
    found
}

/// The line as it stands in the file, as a finding.
fn finding(file: &File, number: usize) -> Finding {
    let line = file.text.lines().nth(number - 1).unwrap_or("").trim();
    Finding { path: file.path.clone(), line: number, what: line.to_owned() }
}

/// Whether `word` stands in `line` and is not the tail of a longer name.
fn has_word(line: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let starts_and_ends = |at: usize| {
        let before = line.get(..at).and_then(|text| text.chars().next_back());
        let after = line.get(at + word.len()..).and_then(|text| text.chars().next());
        !before.is_some_and(is_part) && !after.is_some_and(is_part)
    };
    line.match_indices(word).any(|(at, _)| starts_and_ends(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the rule of that name finds in one file.
    fn check(rule: &str, path: &str, text: &str) -> usize {
        let rule = RULES.iter().find(|known| known.name == rule).unwrap();
        (rule.check)(&Tree::fixture(&[(path, text)])).len()
    }

    #[test]
    fn sea_orm_stays_behind_its_door() {
        assert_eq!(check("database door", "crates/app/src/a.rs", "use sea_orm::Entity;\n"), 1);
        assert_eq!(check("database door", "crates/app/src/a.rs", "// sea_orm\nlet a = \"sea_orm\";\n"), 0);
        for home in ["rows", "store", "audit", "keybase"] {
            assert_eq!(
                check("database door", &format!("crates/{home}/src/a.rs"), "use sea_orm::Entity;\n"),
                0
            );
        }
        assert_eq!(check("sign-in door", "crates/web/src/a.rs", "use openidconnect::Nonce;\n"), 1);
    }

    #[test]
    fn the_environment_is_the_servers_and_the_tests() {
        let source = "fn a() { std::env::var(\"A\"); env!(\"B\"); }\n#[cfg(test)]\nmod tests {\n  use std::env::var;\n}\n";
        assert_eq!(check("environment", "crates/web/src/a.rs", source), 1);
        assert_eq!(check("environment", "crates/server/src/config.rs", source), 0);
        assert_eq!(check("environment", "crates/store/tests/it/main.rs", source), 0);
    }

    #[test]
    fn time_and_chance_are_injected_in_tests_too() {
        let source =
            "#[cfg(test)]\nmod tests {\n  fn a() { Utc::now(); Uuid::new_v4(); tokio::time::sleep(d); }\n}\n";
        for rule in ["clock", "randomness", "sleep"] {
            assert_eq!(check(rule, "crates/app/src/a.rs", source), 1, "{rule}");
        }
        assert_eq!(check("clock", "crates/server/src/adapters/clock.rs", "Utc::now()\n"), 0);
    }

    #[test]
    fn marks_and_wildcards_are_found() {
        assert_eq!(check("expect, not allow", "crates/a/src/a.rs", "#[allow(dead_code)]\n"), 1);
        assert_eq!(check("unfinished", "crates/a/src/a.rs", "todo!();\n#[ignore = \"slow\"]\n"), 2);
        let arms = "match a {\n    A => 1,\n    _ => 2,\n}\n";
        assert_eq!(check("errors of the edges", "crates/api/src/error.rs", arms), 1);
        assert_eq!(check("errors of the edges", "crates/app/src/error.rs", arms), 0);
    }
}
