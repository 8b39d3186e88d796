//! Everything known of procedures and targets, found by code, theme or words.

use std::collections::{HashMap, HashSet};

use relais_domain::{
    mandate::{ProcedureCode, TargetCode},
    organisation::Theme,
};

use super::{Origin, Procedure, Target, ThemeWords, search::Index};

/// The procedures, where they are done, and the ten themes in words.
#[derive(Debug)]
pub struct Catalogue {
    version: String,
    themes: Vec<ThemeWords>,
    procedures: Vec<Procedure>,
    targets: Vec<Target>,
    by_code: HashMap<ProcedureCode, usize>,
    by_target: HashMap<TargetCode, usize>,
    index: Index,
}

/// What an installation has imported.
#[derive(Clone, Debug, Default)]
pub struct Imported {
    /// The version of it.
    pub version: String,
    /// Procedures, by code.
    pub procedures: Vec<Procedure>,
    /// Targets, by code.
    pub targets: Vec<Target>,
}

impl Catalogue {
    pub(super) fn of(
        version: String,
        themes: Vec<ThemeWords>,
        procedures: Vec<Procedure>,
        targets: Vec<Target>,
    ) -> Self {
        let mut by_code = HashMap::new();
        let mut by_target = HashMap::new();
        for (at, procedure) in procedures.iter().enumerate() {
            by_code.entry(procedure.code.clone()).or_insert(at);
        }
        for (at, target) in targets.iter().enumerate() {
            by_target.entry(target.code.clone()).or_insert(at);
        }
        let index = Index::of(&procedures);
        Self { version, themes, procedures, targets, by_code, by_target, index }
    }

    /// This catalogue and what was imported. What is shipped keeps its words and its place in front, and takes the
    /// editions of its forms and the helpful papers; a sheet that it tells in its own words is known by its number and
    /// not offered a second time.
    #[must_use]
    pub fn with(&self, imported: Imported) -> Self {
        let told: HashSet<&str> = self.procedures.iter().filter_map(|own| own.sheet.as_deref()).collect();
        let mut procedures = self.procedures.clone();
        for mut other in imported.procedures {
            let number = other.sheet.as_deref();
            for own in procedures.iter_mut().filter(|own| own.origin == Origin::Shipped) {
                if own.code == other.code || number.is_some() && own.sheet.as_deref() == number {
                    own.complete(&other);
                }
            }
            other.withdrawn |= number.is_some_and(|number| told.contains(number));
            if !self.by_code.contains_key(&other.code) {
                procedures.push(other);
            }
        }
        let mut targets = self.targets.clone();
        targets
            .extend(imported.targets.into_iter().filter(|target| !self.by_target.contains_key(&target.code)));
        let version = format!("{}+{}", self.version, imported.version);
        Self::of(version, self.themes.clone(), procedures, targets)
    }

    /// Which edition this is: that of what is shipped and, after a `+`, that of what was imported.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Every procedure, the withdrawn included: the shipped ones first, in the order of their file.
    #[must_use]
    pub fn procedures(&self) -> &[Procedure] {
        &self.procedures
    }

    /// Every target, the withdrawn included.
    #[must_use]
    pub fn targets(&self) -> &[Target] {
        &self.targets
    }

    /// The procedure of a code, withdrawn or not.
    #[must_use]
    pub fn procedure(&self, code: &ProcedureCode) -> Option<&Procedure> {
        self.by_code.get(code).and_then(|at| self.procedures.get(*at))
    }

    /// The target of a code, withdrawn or not.
    #[must_use]
    pub fn target(&self, code: &TargetCode) -> Option<&Target> {
        self.by_target.get(code).and_then(|at| self.targets.get(*at))
    }

    /// The words of a theme.
    #[must_use]
    pub fn theme(&self, theme: Theme) -> Option<&ThemeWords> {
        self.themes.iter().find(|words| words.theme == theme)
    }

    /// The ten themes in words, in their order.
    #[must_use]
    pub fn themes(&self) -> &[ThemeWords] {
        &self.themes
    }

    /// What is offered in a theme, the everyday procedures first.
    pub fn procedures_of(&self, theme: Theme) -> impl Iterator<Item = &Procedure> {
        self.procedures.iter().filter(move |procedure| procedure.theme == theme && !procedure.withdrawn)
    }

    /// The everyday procedures of a theme: those the product ships.
    pub fn usual_of(&self, theme: Theme) -> impl Iterator<Item = &Procedure> {
        self.procedures_of(theme).filter(|procedure| procedure.origin == Origin::Shipped)
    }

    /// Where a procedure is done, as far as it is known and still offered.
    pub fn targets_of<'a>(&'a self, procedure: &'a Procedure) -> impl Iterator<Item = &'a Target> {
        let known = procedure.targets.iter().filter_map(|code| self.target(code));
        known.filter(|target| target.kind.is_place() && !target.withdrawn)
    }

    /// What is offered that these words name, the best first: every word must begin a word of the title, the keywords
    /// or the description, whatever its case, accents and plural; one wrong letter is forgiven where nothing else
    /// fits. Without a word that says anything, the first of the list.
    #[must_use]
    pub fn search(&self, words: &str, theme: Option<Theme>, limit: usize) -> Vec<&Procedure> {
        let offered = |procedure: &Procedure| {
            !procedure.withdrawn && theme.is_none_or(|theme| procedure.theme == theme)
        };
        self.index.search(&self.procedures, words, offered, limit)
    }
}

impl Procedure {
    /// Takes from the same procedure, imported, what changes from year to year or what this one lacks.
    fn complete(&mut self, other: &Self) {
        if !other.cerfa.is_empty() && other.code == self.code {
            self.cerfa.clone_from(&other.cerfa);
        }
        let new = |target: &&TargetCode| !self.papers.contains(target);
        let papers: Vec<_> = other.papers.iter().filter(new).cloned().collect();
        self.papers.extend(papers);
    }
}
