//! `cargo xtask tidy`: the conventions that no compiler checks, each with its reason.
//!
//! A rule reads the tree and returns findings. A review remark that comes twice becomes a rule here.

mod code;
mod crates;
mod layout;
mod manifest;
mod names;
mod prose;
mod size;
mod tree;

use anyhow::Result;

pub use self::tree::Tree;

/// A place that breaks a rule.
#[derive(Debug, PartialEq, Eq)]
pub struct Finding {
    /// Path from the root, with slashes.
    pub path: String,
    /// Line, from 1; 0 speaks of the file.
    pub line: usize,
    /// What stands there.
    pub what: String,
}

/// A convention.
pub struct Rule {
    /// Short name for the reader.
    pub name: &'static str,
    /// Why the project keeps to it; printed with every finding.
    pub reason: &'static str,
    /// Finds every place that breaks it.
    pub check: fn(&Tree) -> Vec<Finding>,
}

/// Every rule, in the order of printing.
fn rules() -> impl Iterator<Item = &'static Rule> {
    [size::RULES, layout::RULES, crates::RULES, names::RULES, prose::RULES].into_iter().flatten()
}

/// Checks the tree and prints what breaks; `false` when anything does.
pub fn run(root: &std::path::Path) -> Result<bool> {
    let tree = Tree::load(root)?;
    let (mut kept, mut broken) = (0, 0);
    for rule in rules() {
        let findings = (rule.check)(&tree);
        if findings.is_empty() {
            kept += 1;
            continue;
        }
        broken += 1;
        println!("{}: {}", rule.name, rule.reason);
        for finding in findings {
            println!("  {}:{}: {}", finding.path, finding.line, finding.what);
        }
    }
    println!("tidy: {} files, {kept} conventions kept, {broken} broken", tree.files().len());
    Ok(broken == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_has_a_name_of_its_own_and_a_reason() {
        let mut names: Vec<&str> = rules().map(|rule| rule.name).collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
        assert!(rules().all(|rule| rule.reason.len() > 20));
    }
}
