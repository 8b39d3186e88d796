//! Where things stand.

use super::{Finding, Rule, Tree};

/// Largest file that is written by hand.
const MOST_BYTES: u64 = 200_000;
/// Files that tools write and that may be larger.
const GENERATED: [&str; 2] = ["Cargo.lock", "openapi.json"];

pub const RULES: &[Rule] = &[
    Rule {
        name: "module style",
        reason: "a folder of modules has its mod.rs inside, so that a subject is one folder and not two places",
        check: modules,
    },
    Rule {
        name: "data",
        reason: "open data is read through RELAIS_OPEN_DATA, never committed; what is shipped is small files of facts",
        check: data,
    },
];

fn modules(tree: &Tree) -> Vec<Finding> {
    let beside_its_folder = tree.rust().filter_map(|(file, _)| {
        let folder = file.path.strip_suffix(".rs")?;
        let within = format!("{folder}/");
        let has_modules = tree.rust().any(|(other, _)| other.path.starts_with(&within));
        has_modules.then(|| Finding {
            path: file.path.clone(),
            line: 0,
            what: format!("belongs at {folder}/mod.rs"),
        })
    });
    beside_its_folder.collect()
}

fn data(tree: &Tree) -> Vec<Finding> {
    let too_large = |file: &&super::tree::File| file.size > MOST_BYTES && !GENERATED.contains(&file.name());
    let finding = |file: &super::tree::File| Finding {
        path: file.path.clone(),
        line: 0,
        what: format!("{} KB", file.size / 1000),
    };
    tree.files().iter().filter(too_large).map(finding).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_beside_its_folder_is_found() {
        let tree = Tree::fixture(&[
            ("crates/a/src/person.rs", ""),
            ("crates/a/src/person/name.rs", ""),
            ("crates/a/src/place/mod.rs", ""),
            ("crates/a/src/place/city.rs", ""),
            ("crates/a/src/placement.rs", ""),
        ]);
        let found = modules(&tree);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].what, "belongs at crates/a/src/person/mod.rs");
    }

    #[test]
    fn a_committed_data_set_is_found_and_a_lock_file_is_not() {
        let large = "x".repeat(200_001);
        let tree =
            Tree::fixture(&[("config/places.csv", &large), ("Cargo.lock", &large), ("README.md", "small")]);
        let found = data(&tree);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].path, "config/places.csv");
    }
}
