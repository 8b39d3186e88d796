//! Which crate may name which: the table of the architecture, and crates kept out of the pure ones.

use super::manifest::{Dependency, dependencies};
use super::tree::File;
use super::{Finding, Rule, Tree};

/// Who may name whom. Second list: in tests only.
const DIRECTION: [(&str, &[&str], &[&str]); 27] = [
    ("text", &[], &[]),
    ("domain", &["text"], &[]),
    ("crypto", &[], &[]),
    ("journal", &[], &[]),
    ("paper", &[], &[]),
    ("migrations", &[], &[]),
    ("xtask", &[], &[]),
    ("live", &["domain"], &["testdb"]),
    ("rows", &["journal"], &[]),
    ("store", &["domain", "crypto", "journal", "live", "rows"], &["migrations", "testdb", "app"]),
    ("keybase", &["crypto", "store"], &["testdb"]),
    ("audit", &["domain", "crypto", "journal", "rows", "store"], &["testdb", "app"]),
    ("catalogue", &["domain"], &[]),
    ("imports", &["domain", "catalogue"], &[]),
    (
        "app",
        &["domain", "crypto", "journal", "store", "audit", "catalogue", "imports", "paper"],
        &["migrations", "testdb"],
    ),
    ("notices", &["domain", "store", "app"], &["testdb"]),
    ("testdb", &["domain", "crypto", "store", "migrations", "app", "notices"], &[]),
    ("http", &["domain", "app"], &[]),
    ("api", &["domain", "app", "http"], &["testdb"]),
    ("views", &["domain"], &[]),
    ("web", &["domain", "app", "http", "views"], &["testdb"]),
    ("demo", &["domain", "app", "notices"], &["testdb"]),
    ("server", BELOW_SERVER, &["testdb", "faults"]),
    ("testkit", SERVER_AND_BELOW, &[]),
    ("bench", &["domain", "crypto", "migrations", "store", "app", "notices", "server"], &[]),
    ("faults", &["domain", "crypto", "store", "app", "server", "testkit", "bench"], &[]),
    ("tests", &["testkit"], SERVER_AND_BELOW),
];
const BELOW_SERVER: &[&str] = &[
    "domain",
    "crypto",
    "journal",
    "migrations",
    "live",
    "store",
    "keybase",
    "catalogue",
    "imports",
    "app",
    "notices",
    "http",
    "api",
    "views",
    "web",
    "demo",
];
const SERVER_AND_BELOW: &[&str] = &[
    "domain",
    "crypto",
    "journal",
    "migrations",
    "store",
    "keybase",
    "catalogue",
    "imports",
    "app",
    "notices",
    "http",
    "api",
    "views",
    "web",
    "demo",
    "server",
    "testdb",
    "testkit",
];

/// Crates of rules and bytes: they know no runtime, no network, no database.
const PURE: [&str; 7] = ["text", "domain", "crypto", "journal", "catalogue", "imports", "paper"];
/// What the pure crates never name, by the beginning of the name.
const IMPURE: [&str; 10] =
    ["tokio", "futures", "async-", "axum", "hyper", "tower", "reqwest", "sea-orm", "sqlx", "rusqlite"];

pub const RULES: &[Rule] = &[
    Rule {
        name: "crate direction",
        reason: "dependencies point one way (crates/xtask/src/tidy/crates.rs holds the table): a rule that can \
                 see an edge will one day depend on it",
        check: direction,
    },
    Rule {
        name: "pure crates",
        reason: "what is pure is tested without runtime, network or database, so it names none",
        check: purity,
    },
    Rule {
        name: "one table of versions",
        reason: "versions stand in the root Cargo.toml only, so that no crate is present twice by oversight",
        check: versions,
    },
];

/// The member manifests with the crate's short name.
fn members(tree: &Tree) -> impl Iterator<Item = (&File, &str)> {
    tree.files().iter().filter_map(|file| {
        let folder = file.path.strip_suffix("/Cargo.toml")?;
        Some((file, folder.strip_prefix("crates/").unwrap_or(folder)))
    })
}

fn each(tree: &Tree, breaks: impl Fn(&str, &Dependency<'_>) -> Option<String>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (file, member) in members(tree) {
        for dependency in dependencies(&file.text) {
            if let Some(what) = breaks(member, &dependency) {
                found.push(Finding { path: file.path.clone(), line: dependency.line, what });
            }
        }
    }
    found
}

fn direction(tree: &Tree) -> Vec<Finding> {
    each(tree, |member, dependency| {
        let other = dependency.name.strip_prefix("relais-")?;
        let Some((_, may, in_tests)) = DIRECTION.iter().find(|(name, _, _)| *name == member) else {
            return Some(format!("{member} is not in the table of directions"));
        };
        let allowed = may.contains(&other) || dependency.is_dev && in_tests.contains(&other);
        (!allowed).then(|| format!("{member} may not name {other}"))
    })
}

fn purity(tree: &Tree) -> Vec<Finding> {
    each(tree, |member, dependency| {
        let impure = PURE.contains(&member) && IMPURE.iter().any(|start| dependency.name.starts_with(start));
        impure.then(|| format!("{member} may not name {}", dependency.name))
    })
}

fn versions(tree: &Tree) -> Vec<Finding> {
    each(tree, |_, dependency| {
        (!dependency.from_workspace).then(|| format!("{} without workspace = true", dependency.name))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(rule: fn(&Tree) -> Vec<Finding>, path: &str, text: &str) -> Vec<String> {
        rule(&Tree::fixture(&[(path, text)])).into_iter().map(|finding| finding.what).collect()
    }

    #[test]
    fn a_dependency_against_the_direction_is_found() {
        let text = "[dependencies]\nrelais-store.workspace = true\nrelais-app.workspace = true\n";
        assert_eq!(check(direction, "crates/web/Cargo.toml", text), ["web may not name store"]);
    }

    #[test]
    fn tests_may_name_more_than_the_product() {
        let dev = "[dev-dependencies]\nrelais-migrations.workspace = true\n";
        assert!(check(direction, "crates/store/Cargo.toml", dev).is_empty());
        let product = "[dependencies]\nrelais-migrations.workspace = true\n";
        assert_eq!(check(direction, "crates/store/Cargo.toml", product), ["store may not name migrations"]);
    }

    #[test]
    fn a_new_crate_must_enter_the_table() {
        let text = "[dependencies]\nrelais-domain.workspace = true\n";
        assert_eq!(
            check(direction, "crates/new/Cargo.toml", text),
            ["new is not in the table of directions"]
        );
    }

    #[test]
    fn a_runtime_in_a_pure_crate_is_found() {
        let text = "[dependencies]\ntokio-util.workspace = true\n";
        assert_eq!(check(purity, "crates/domain/Cargo.toml", text), ["domain may not name tokio-util"]);
        assert!(check(purity, "crates/http/Cargo.toml", text).is_empty());
    }

    #[test]
    fn a_version_in_a_member_is_found() {
        let text = "[dependencies]\nrand = \"0.9\"\n";
        assert_eq!(check(versions, "crates/app/Cargo.toml", text), ["rand without workspace = true"]);
    }
}
