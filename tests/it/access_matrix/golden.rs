//! The reviewed answers, in a file.

use std::{env, fmt::Write as _, fs, path::PathBuf};

use super::{cast::Caller, ground::RELATIONS, plan::Plan};

const HEADER: &str = "\
# Who may do what: the answer of every route to every caller in every relation to the case.
# Callers with the same answers share a line; relations are the columns.
#   own     her organisation follows the person and sent the referral
#   ended   her organisation's relation has ended, the referral is closed
#   asked   her organisation is asked, and has not accepted
#   took    her organisation has accepted
#   done    her organisation has ended its work with an outcome
#   past    her organisation had accepted; the person took her agreement back
#   other   her organisation has nothing to do with it
#   abroad  the same, and it is of another network
#   guess   an id that names nothing
# 303 leads on; `in` to the sign-in first, `own` to the choice of a membership first (a form is given back, to be sent
# after), `away` to the provider.
# + something was done. Shown of the person: N name, A address (nobody agreed to pass it on), B need, S situation.
";

/// The rows of one edge.
pub(super) struct Section(String);

impl Section {
    pub(super) fn new(title: &str) -> Self {
        let columns: String = RELATIONS.map(|relation| format!("{:>7}", relation.name())).concat();
        Self(format!("\n## {title}\n{columns}\n"))
    }

    /// Adds a route; callers with the same cells stand in one line.
    pub(super) fn add(&mut self, plan: &Plan, rows: Vec<(Caller, Vec<String>)>) {
        let stage = plan.stage.name();
        writeln!(self.0, "\n{} {}{stage}", plan.method, plan.path).expect("written");
        let mut lines: Vec<(Vec<String>, Vec<&str>)> = Vec::new();
        for (caller, cells) in rows {
            match lines.iter_mut().find(|(known, _)| *known == cells) {
                Some((_, callers)) => callers.push(caller.name()),
                None => lines.push((cells, vec![caller.name()])),
            }
        }
        for (cells, callers) in lines {
            for cell in cells {
                write!(self.0, "{cell:>7}").expect("written");
            }
            writeln!(self.0, "  {}", callers.join(" ")).expect("written");
        }
    }
}

fn file() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("golden/access_matrix.txt")
}

/// Where the answers differ from the file; or writes it when `RELAIS_GOLDEN=write`.
pub(super) fn compare(sections: &[Section]) -> String {
    let found: String =
        [HEADER].into_iter().chain(sections.iter().map(|section| section.0.as_str())).collect();
    if env::var_os("RELAIS_GOLDEN").is_some_and(|value| value == "write") {
        fs::write(file(), &found).expect("the golden file is written");
        return String::new();
    }
    let golden = fs::read_to_string(file()).expect("the golden file is read");
    let mut route = "";
    let mut differences = String::new();
    let mut lines = golden.lines();
    for line in found.lines() {
        if line.starts_with(|first: char| first.is_ascii_uppercase()) {
            route = line;
        }
        let reviewed = lines.next().unwrap_or("(end of file)");
        if line != reviewed && differences.lines().count() < 30 {
            writeln!(differences, "{route}\n  reviewed: {reviewed}\n  answered: {line}").expect("written");
        }
    }
    if golden != found && differences.is_empty() {
        differences.push_str("the file ends differently");
    }
    differences
}
