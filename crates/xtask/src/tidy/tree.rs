//! The files of the checkout, without what is built, fetched or ignored.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result};

use super::code::Code;

/// One file.
pub struct File {
    /// Path from the root, with slashes.
    pub path: String,
    /// Its size in bytes.
    pub size: u64,
    /// Its text; empty for a file that is not UTF-8.
    pub text: String,
    /// Rust source as the rules read it; `None` for every other file.
    pub code: Option<Code>,
}

impl File {
    fn new(path: String, size: u64, text: String) -> Self {
        let code = path.strip_suffix(".rs").map(|_| Code::read(&text));
        Self { path, size, text, code }
    }

    /// Whether the whole file is test code by its place or name.
    pub fn is_test(&self) -> bool {
        self.path.starts_with("tests/") || self.path.contains("/tests/") || self.path.ends_with("/tests.rs")
    }

    /// Lines of the text with their numbers from 1.
    pub fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().map(|(index, line)| (index + 1, line))
    }

    /// The file's name without its folders.
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }
}

/// All files of the checkout.
pub struct Tree {
    files: Vec<File>,
    folders: BTreeSet<String>,
}

impl Tree {
    /// Reads everything below `root` that `.gitignore` does not name.
    pub fn load(root: &Path) -> Result<Self> {
        let ignored = ignored(&std::fs::read_to_string(root.join(".gitignore")).unwrap_or_default());
        let mut files = Vec::new();
        walk(root, "", &ignored, &mut files)?;
        Ok(Self::of(files))
    }

    fn of(mut files: Vec<File>) -> Self {
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let mut folders = BTreeSet::new();
        for file in &files {
            let mut rest = file.path.as_str();
            while let Some((folder, _)) = rest.rsplit_once('/') {
                folders.insert(folder.to_owned());
                rest = folder;
            }
        }
        Self { files, folders }
    }

    /// A tree of a few texts, for the tests of the rules.
    #[cfg(test)]
    pub fn fixture(files: &[(&str, &str)]) -> Self {
        let file = |(path, text): &(&str, &str)| {
            File::new((*path).to_owned(), text.len() as u64, (*text).to_owned())
        };
        Self::of(files.iter().map(file).collect())
    }

    /// Every file, by path.
    pub fn files(&self) -> &[File] {
        &self.files
    }

    /// Rust files with their code.
    pub fn rust(&self) -> impl Iterator<Item = (&File, &Code)> {
        self.files.iter().filter_map(|file| Some((file, file.code.as_ref()?)))
    }

    /// The file at a path.
    pub fn file(&self, path: &str) -> Option<&File> {
        self.files
            .binary_search_by(|file| file.path.as_str().cmp(path))
            .ok()
            .and_then(|at| self.files.get(at))
    }

    /// Whether a file or folder stands at a path.
    pub fn has(&self, path: &str) -> bool {
        self.folders.contains(path) || self.file(path).is_some()
    }
}

/// The plain names of an ignore file: `/target`, `node_modules`. Patterns are not needed here.
fn ignored(text: &str) -> Vec<String> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| line.trim_end_matches('/').to_owned())
        .collect()
}

fn walk(folder: &Path, prefix: &str, ignored: &[String], files: &mut Vec<File>) -> Result<()> {
    for entry in std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}{name}");
        if name == ".git" || ignored.iter().any(|rule| *rule == name || *rule == format!("/{path}")) {
            continue;
        }
        let kind = entry.file_type()?;
        if kind.is_dir() {
            walk(&entry.path(), &format!("{path}/"), ignored, files)?;
        } else if kind.is_file() {
            let bytes = std::fs::read(entry.path()).with_context(|| format!("cannot read {path}"))?;
            let size = bytes.len() as u64;
            files.push(File::new(path, size, String::from_utf8(bytes).unwrap_or_default()));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn built_and_fetched_folders_are_not_part_of_the_tree() {
        let folder = std::env::temp_dir().join(format!("relais-tidy-{}", std::process::id()));
        for inner in ["target/debug", "a/node_modules/b", "a/target"] {
            std::fs::create_dir_all(folder.join(inner)).unwrap();
        }
        let names = [".gitignore", "target/debug/x.rs", "a/node_modules/b/y.js", "a/target/kept.rs"];
        for name in names {
            std::fs::write(folder.join(name), "/target\nnode_modules\n").unwrap();
        }
        let tree = Tree::load(&folder).unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
        let paths: Vec<&str> = tree.files().iter().map(|file| file.path.as_str()).collect();
        assert_eq!(paths, [".gitignore", "a/target/kept.rs"]);
        assert!(tree.has("a/target") && tree.has("a/target/kept.rs") && !tree.has("target"));
    }
}
