//! Just enough of `Cargo.toml` to see who depends on whom.

/// One dependency of a member.
#[derive(Debug, PartialEq, Eq)]
pub struct Dependency<'a> {
    /// Its name in the table.
    pub name: &'a str,
    /// The line, from 1.
    pub line: usize,
    /// Whether only tests use it.
    pub is_dev: bool,
    /// Whether its version comes from the workspace's table.
    pub from_workspace: bool,
}

/// Reads the dependency tables of a member's manifest, in either way of writing them.
pub fn dependencies(text: &str) -> Vec<Dependency<'_>> {
    let mut found: Vec<Dependency<'_>> = Vec::new();
    let mut table = None;
    for (index, line) in text.lines().enumerate() {
        let line = line.split('#').next().unwrap_or("").trim();
        if let Some(header) = line.strip_prefix('[') {
            table = Table::read(header.trim_end_matches(']'));
            if let Some(Table { own: Some(name), is_dev }) = table {
                found.push(Dependency { name, line: index + 1, is_dev, from_workspace: false });
            }
            continue;
        }
        let (Some(table), Some((key, value))) = (&table, line.split_once('=')) else { continue };
        let (key, value) = (key.trim(), value.trim());
        if table.own.is_some() {
            if let Some(last) = found.last_mut().filter(|_| key == "workspace" && value == "true") {
                last.from_workspace = true;
            }
            continue;
        }
        let name = key.split('.').next().unwrap_or(key);
        let compact: String = value.split_whitespace().collect();
        let from_workspace =
            key.ends_with(".workspace") && value == "true" || compact.contains("workspace=true");
        found.push(Dependency { name, line: index + 1, is_dev: table.is_dev, from_workspace });
    }
    found
}

/// A table of dependencies, or the table of one (`[dependencies.tokio]`).
struct Table<'a> {
    own: Option<&'a str>,
    is_dev: bool,
}

impl<'a> Table<'a> {
    fn read(header: &'a str) -> Option<Self> {
        let header = header.rsplit_once("'.").map_or(header, |(_, tail)| tail);
        let (kind, own) = header.split_once('.').map_or((header, None), |(kind, name)| (kind, Some(name)));
        let is_dev = match kind {
            "dependencies" | "build-dependencies" => false,
            "dev-dependencies" => true,
            _ => return None,
        };
        Some(Self { own, is_dev })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_of_writing_a_dependency_is_read() {
        let text = "[package]\nname = \"a\"\n[dependencies]\ntokio.workspace = true # runtime\n\
            url = { workspace = true, features = [\"x\"] }\nrand = \"0.9\"\n\
            [target.'cfg(unix)'.dependencies]\nlibc = { version = \"1\" }\n\
            [dev-dependencies.tempfile]\nworkspace = true\n[features]\nx = []\n";
        let seen: Vec<_> =
            dependencies(text).iter().map(|d| (d.name, d.line, d.is_dev, d.from_workspace)).collect();
        let expected = [
            ("tokio", 4, false, true),
            ("url", 5, false, true),
            ("rand", 6, false, false),
            ("libc", 8, false, false),
            ("tempfile", 9, true, true),
        ];
        assert_eq!(seen, expected);
    }
}
