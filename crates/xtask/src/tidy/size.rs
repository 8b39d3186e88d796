//! Nothing longer than a reader can hold.

use std::collections::BTreeMap;

use super::{Finding, Rule, Tree};

/// Limit of a crate, in lines of code without tests, comments and blanks.
const CRATE: usize = 8_000;
/// Hard limit of a file before its tests.
const FILE: usize = 500;
/// Hard limit of a function's body, in lines of code.
const FUNCTION: usize = 80;
/// Limit of a handler's body: an edge parses, calls one use case and answers.
const HANDLER: usize = 30;
/// The two edges.
const EDGES: [&str; 2] = ["crates/web/src/", "crates/api/src/"];

pub const RULES: &[Rule] = &[
    Rule {
        name: "crate size",
        reason: "a crate above 8,000 lines of code has become the place for everything; split it by what may see what",
        check: crates,
    },
    Rule {
        name: "file length",
        reason: "a file above 500 lines before its tests holds more than one subject; split it by subject",
        check: files,
    },
    Rule {
        name: "function length",
        reason: "a function above 80 lines cannot be read at once; name its parts",
        check: functions,
    },
    Rule {
        name: "handler length",
        reason: "a handler above 30 lines does work of the use case; move it to crates/app",
        check: handlers,
    },
];

fn crates(tree: &Tree) -> Vec<Finding> {
    let mut lines: BTreeMap<String, usize> = BTreeMap::new();
    for (file, code) in tree.rust().filter(|(file, _)| !file.is_test()) {
        if let Some((folder, _)) = file.path.split_once("/src/") {
            *lines.entry(folder.to_owned()).or_default() += code.length_without_tests();
        }
    }
    let too_large = lines.into_iter().filter(|(_, lines)| *lines > CRATE);
    too_large.map(|(path, lines)| Finding { path, line: 0, what: format!("{lines} lines of code") }).collect()
}

fn files(tree: &Tree) -> Vec<Finding> {
    let too_long = tree.rust().filter_map(|(file, code)| {
        let lines = code.length_before_tests();
        (lines > FILE).then(|| Finding { path: file.path.clone(), line: 0, what: format!("{lines} lines") })
    });
    too_long.collect()
}

fn functions(tree: &Tree) -> Vec<Finding> {
    longer_than(tree, FUNCTION, |_, _| true)
}

fn handlers(tree: &Tree) -> Vec<Finding> {
    longer_than(tree, HANDLER, |path, is_async| is_async && EDGES.iter().any(|edge| path.starts_with(edge)))
}

fn longer_than(tree: &Tree, limit: usize, concerns: impl Fn(&str, bool) -> bool) -> Vec<Finding> {
    let mut found = Vec::new();
    for (file, code) in tree.rust().filter(|(file, _)| !file.is_test()) {
        for function in code.functions() {
            let counts = function.lines > limit && !code.is_test(function.line);
            if counts && concerns(&file.path, function.is_async) {
                let what = format!("{} has {} lines", function.name, function.lines);
                found.push(Finding { path: file.path.clone(), line: function.line, what });
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn function(head: &str, lines: usize) -> String {
        format!("{head} {{\n{}}}\n", "    step();\n".repeat(lines))
    }

    #[test]
    fn a_crate_is_measured_without_its_tests_comments_and_blanks() {
        let half = "step();\n\n// why\n".repeat(CRATE / 2);
        let tests = format!("{half}#[cfg(test)]\nmod tests {{\n{half}}}\n");
        let whole = [
            ("crates/a/src/one.rs", tests.as_str()),
            ("crates/a/src/two.rs", &half),
            ("crates/a/tests/it.rs", &half),
        ];
        assert!(crates(&Tree::fixture(&whole)).is_empty());
        let more = [&whole[..], &[("crates/a/src/three.rs", "step();\n")]].concat();
        let found = crates(&Tree::fixture(&more));
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].path.as_str(), found[0].what.as_str()), ("crates/a", "8001 lines of code"));
    }

    #[test]
    fn a_file_is_measured_before_its_tests() {
        let tests = format!("{}#[cfg(test)]\nmod tests {{\n{}}}\n", "//\n".repeat(500), "//\n".repeat(400));
        let long = "//\n".repeat(501);
        let tree = Tree::fixture(&[("crates/a/src/fits.rs", &tests), ("crates/a/src/long.rs", &long)]);
        let found = files(&tree);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].path.as_str(), found[0].what.as_str()), ("crates/a/src/long.rs", "501 lines"));
    }

    #[test]
    fn a_long_function_is_named_unless_it_is_a_test() {
        let long = function("fn long()", 81);
        let source = format!("{}#[cfg(test)]\nmod tests {{\n{long}}}\n{long}", function("fn fits()", 80));
        let tree = Tree::fixture(&[("crates/a/src/lib.rs", &source), ("tests/it/a.rs", &long)]);
        let found = functions(&tree);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].what, "long has 81 lines");
    }

    #[test]
    fn a_handler_has_its_own_limit() {
        let source = function("pub async fn accept()", 31) + &function("fn helper()", 31);
        let tree = Tree::fixture(&[("crates/web/src/a.rs", &source), ("crates/app/src/a.rs", &source)]);
        let found = handlers(&tree);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].path, "crates/web/src/a.rs");
    }
}
