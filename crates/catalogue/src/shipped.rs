//! What the product ships, read once and distrustfully: a file of facts is a source like any other.

use std::{
    collections::HashSet,
    str::FromStr,
    sync::{Arc, LazyLock},
};

use relais_domain::{mandate::TargetCode, organisation::Theme};
use serde::Deserialize;

use super::{Catalogue, Origin, Procedure, Target, ThemeWords};

/// A catalogue that does not hold together, with what is wrong in it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("catalogue: {0}")]
pub struct CatalogueError(String);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    version: String,
    theme: Vec<WrittenTheme>,
    target: Vec<WrittenTarget>,
    procedure: Vec<WrittenProcedure>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenTheme {
    code: String,
    title: String,
    plain: String,
    caution: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenTarget {
    code: String,
    name: String,
    kind: String,
    url: Option<String>,
    #[serde(default)]
    withdrawn: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenProcedure {
    code: String,
    theme: String,
    title: String,
    plain: String,
    #[serde(default)]
    keywords: Vec<String>,
    sheet: Option<String>,
    #[serde(default)]
    cerfa: Vec<String>,
    targets: Vec<String>,
    #[serde(default)]
    withdrawn: bool,
}

static SHIPPED: LazyLock<Result<Arc<Catalogue>, CatalogueError>> = LazyLock::new(|| {
    Catalogue::read(include_str!("../../../config/catalogue/procedures.toml")).map(Arc::new)
});

impl Catalogue {
    /// What this program ships, read once.
    pub fn shipped() -> Result<Arc<Self>, CatalogueError> {
        SHIPPED.clone()
    }

    /// Reads a catalogue of ours. Refuses a theme that lacks its words, a code that stands twice or fits no mandate,
    /// and a target that nobody describes.
    pub fn read(text: &str) -> Result<Self, CatalogueError> {
        let written: Written = toml::from_str(text).map_err(|error| CatalogueError(error.to_string()))?;
        let themes = written.theme.into_iter().map(WrittenTheme::read).collect::<Result<Vec<_>, _>>()?;
        if !themes.iter().map(|words| &words.theme).eq(Theme::ALL) {
            return Err(CatalogueError("the ten themes, each once and in their order".to_owned()));
        }
        let targets = written.target.into_iter().map(WrittenTarget::read).collect::<Result<Vec<_>, _>>()?;
        let known = each_once(targets.iter().map(|target| target.code.as_str()))?;
        let procedures =
            written.procedure.into_iter().map(WrittenProcedure::read).collect::<Result<Vec<_>, _>>()?;
        each_once(procedures.iter().map(|procedure| procedure.code.as_str()))?;
        let mut named = procedures.iter().flat_map(|procedure| &procedure.targets);
        if let Some(target) = named.find(|target| !known.contains(target.as_str())) {
            return Err(CatalogueError(format!("no target is called {target}")));
        }
        Ok(Self::of(written.version, themes, procedures, targets))
    }
}

impl WrittenTheme {
    fn read(self) -> Result<ThemeWords, CatalogueError> {
        let theme = parsed(&self.code)?;
        Ok(ThemeWords { theme, title: self.title, plain: self.plain, caution: self.caution })
    }
}

impl WrittenTarget {
    fn read(self) -> Result<Target, CatalogueError> {
        Ok(Target {
            code: exact(&self.code)?,
            name: self.name,
            kind: parsed(&self.kind)?,
            url: self.url,
            withdrawn: self.withdrawn,
        })
    }
}

impl WrittenProcedure {
    fn read(self) -> Result<Procedure, CatalogueError> {
        let targets: Result<Vec<TargetCode>, _> = self.targets.iter().map(|code| exact(code)).collect();
        Ok(Procedure {
            code: exact(&self.code)?,
            theme: parsed(&self.theme)?,
            title: self.title,
            plain: self.plain,
            keywords: self.keywords,
            sheet: self.sheet,
            cerfa: self.cerfa,
            targets: targets?,
            papers: Vec::new(),
            origin: Origin::Shipped,
            withdrawn: self.withdrawn,
        })
    }
}

fn parsed<T: FromStr>(code: &str) -> Result<T, CatalogueError> {
    code.parse().map_err(|_| CatalogueError(format!("{code} is no code")))
}

/// A code as it will be stored: parsing forgives capitals and white space, a file of ours has none.
fn exact<T: FromStr + ToString>(code: &str) -> Result<T, CatalogueError> {
    let read: T = parsed(code)?;
    if read.to_string() == code { Ok(read) } else { Err(CatalogueError(format!("{code} is no code"))) }
}

fn each_once<'a>(codes: impl Iterator<Item = &'a str>) -> Result<HashSet<&'a str>, CatalogueError> {
    let mut seen = HashSet::new();
    for code in codes {
        if !seen.insert(code) {
            return Err(CatalogueError(format!("{code} stands twice")));
        }
    }
    Ok(seen)
}
