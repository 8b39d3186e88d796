//! What any text of the repository may not say, and what a README promises.

use super::tree::File;
use super::{Finding, Rule, Tree};

/// Home folders and work folders of machines. Written in pieces: this file is read by its own rule.
const MACHINES: [&str; 3] = [concat!("/wo", "rk/"), concat!("/ho", "me/"), concat!("/ro", "ot/")];
/// Hosts of package registries.
const REGISTRIES: [&str; 6] = [
    concat!("registry", ".npmjs.org"),
    concat!("static", ".crates.io"),
    concat!("index", ".crates.io"),
    concat!("py", "pi.org"),
    concat!("files", ".pythonhosted.org"),
    concat!("deb", ".debian.org"),
];
/// Marks of unfinished work.
const MARKS: [&str; 2] = [concat!("FIX", "ME"), concat!("XX", "X")];
/// Endings by which a word in backticks is a path of the repository.
const ENDINGS: [&str; 14] = [
    ".rs", ".md", ".toml", ".mjs", ".js", ".json", ".html", ".css", ".ftl", ".sql", ".txt", ".csv", ".sh",
    ".lock",
];

pub const RULES: &[Rule] = &[
    Rule {
        name: "paths of machines",
        reason: "a path of one machine means nothing on another; name it from the root of the repository",
        check: |tree| lines_with(tree, |line| MACHINES.iter().any(|path| begins_a_path(line, path))),
    },
    Rule {
        name: "registry hosts",
        reason: "packages are named, not the host they come from; each machine has its own way to a registry",
        check: |tree| lines_with(tree, |line| REGISTRIES.iter().any(|host| line.contains(host))),
    },
    Rule {
        name: "marks",
        reason: "what is not done is an issue; a mark in a text is read by nobody",
        check: |tree| lines_with(tree, |line| MARKS.iter().any(|mark| is_word(line, mark))),
    },
    Rule {
        name: "true maps",
        reason: "every path that a README names exists, else the map misleads whom it should guide",
        check: readme_paths,
    },
];

fn lines_with(tree: &Tree, breaks: impl Fn(&str) -> bool) -> Vec<Finding> {
    let mut found = Vec::new();
    for file in tree.files() {
        let broken = file.lines().filter(|(_, line)| breaks(line));
        found.extend(broken.map(|(line, text)| {
            let what = text.trim().chars().take(120).collect();
            Finding { path: file.path.clone(), line, what }
        }));
    }
    found
}

/// `path` stands in `line` as the beginning of an absolute path, not inside an address or a relative one.
fn begins_a_path(line: &str, path: &str) -> bool {
    let inside = |c: char| c.is_alphanumeric() || "._-/}".contains(c);
    line.match_indices(path).any(|(at, _)| !line.get(..at).unwrap_or("").ends_with(inside))
}

fn is_word(line: &str, word: &str) -> bool {
    line.split(|c: char| !(c.is_alphanumeric() || c == '_')).any(|part| part == word)
}

fn readme_paths(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for file in tree.files().iter().filter(|file| file.name() == "README.md") {
        let mut fenced = false;
        for (line, text) in file.lines() {
            if text.trim_start().starts_with("```") {
                fenced = !fenced;
            } else if !fenced {
                let missing = text.split('`').skip(1).step_by(2).filter(|word| !is_kept(tree, file, word));
                found.extend(missing.map(|word| Finding {
                    path: file.path.clone(),
                    line,
                    what: format!("{word} does not exist"),
                }));
            }
        }
    }
    found
}

/// Whether a word in backticks is no path of ours, or a path that exists.
fn is_kept(tree: &Tree, readme: &File, word: &str) -> bool {
    let is_path_like = |c: char| c.is_alphanumeric() || "_./{},*-".contains(c);
    if !word.chars().all(is_path_like) || word.starts_with(['/', '*']) || word.starts_with("../") {
        return true;
    }
    let ends_like_a_file = ENDINGS.iter().any(|ending| word.ends_with(ending));
    let first = word.split('/').next().unwrap_or(word);
    let begins_like_ours = word.contains('/') && tree.has(first);
    let is_deep_folder = word.ends_with('/') && word.trim_end_matches('/').contains('/');
    if !(ends_like_a_file || is_deep_folder || begins_like_ours) {
        return true;
    }
    alternatives(word).iter().all(|path| exists(tree, readme, path))
}

/// Looks from the README's folder, its sources, the root and the crates, as a reader would.
fn exists(tree: &Tree, readme: &File, path: &str) -> bool {
    // A star stands for any name: the folder before it must exist.
    let path = path.split('*').next().unwrap_or(path);
    let path = if path.ends_with('/') { path.trim_end_matches('/') } else { path };
    let folder = readme.path.strip_suffix("README.md").unwrap_or("");
    let bases = [folder.to_owned(), format!("{folder}src/"), String::new(), "crates/".to_owned()];
    let name_alone = !path.contains('/')
        && tree.files().iter().any(|file| file.name() == path && file.path.starts_with(folder));
    path.is_empty() || name_alone || bases.iter().any(|base| tree.has(&format!("{base}{path}")))
}

/// `a/{b,c}.rs` is `a/b.rs` and `a/c.rs`.
fn alternatives(word: &str) -> Vec<String> {
    let Some((before, rest)) = word.split_once('{') else { return vec![word.to_owned()] };
    let Some((inside, after)) = rest.split_once('}') else { return vec![word.to_owned()] };
    inside.split(',').map(|choice| format!("{before}{choice}{after}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(rule: &str, files: &[(&str, &str)]) -> Vec<String> {
        let rule = RULES.iter().find(|known| known.name == rule).unwrap();
        (rule.check)(&Tree::fixture(files)).into_iter().map(|finding| finding.what).collect()
    }

    #[test]
    fn a_path_of_a_machine_is_found_and_an_address_is_not() {
        let here = MACHINES[1];
        let text = format!("see {here}ana/x\nhttps://example.org{here}page\ncrates{here}x\n");
        assert_eq!(check("paths of machines", &[("config/a.toml", &text)]), [format!("see {here}ana/x")]);
    }

    #[test]
    fn a_registry_host_and_a_mark_are_found_in_any_text() {
        let text = format!("https://{}/x\n// {}: later\nmktemp a-XXXXXX\n", REGISTRIES[0], MARKS[0]);
        assert_eq!(check("registry hosts", &[("tests/browser/package-lock.json", &text)]).len(), 1);
        assert_eq!(check("marks", &[("tests/browser/a.mjs", &text)]).len(), 1);
    }

    #[test]
    fn a_readme_names_only_what_exists() {
        let readme = "`src/a.rs`, `domain/src/{ids,gone}.rs`, `crates/lost/`, `text/html`, `GET /inbox`, `b.rs`\n\
            ```\nsrc/fenced.rs\n```\n`cargo xtask test`, `../shared/data`, `config/*.toml`, `nothing.md`\n";
        let files = [
            ("crates/web/README.md", readme),
            ("crates/web/src/a.rs", ""),
            ("crates/web/src/deep/b.rs", ""),
            ("crates/domain/src/ids.rs", ""),
            ("config/default.toml", ""),
        ];
        let found = check("true maps", &files);
        let missing = ["domain/src/{ids,gone}.rs", "crates/lost/", "nothing.md"];
        assert_eq!(found, missing.map(|path| format!("{path} does not exist")));
    }
}
