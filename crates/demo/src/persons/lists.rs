//! The lists people are drawn from: `names.toml`, `needs.toml`, `lives.toml` under `config/demo`.

use super::FictitiousNeed;
use crate::network::{LoadError, code, read};
use relais_domain::organisation::Theme;
use serde::Deserialize;

/// All lists.
pub(super) struct Lists {
    pub(super) groups: Vec<NameGroup>,
    pub(super) needs: Vec<ListedNeed>,
    pub(super) streets: Vec<String>,
    pub(super) safe_hours: Vec<String>,
}

/// Names that go together, and the languages spoken with them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NameGroup {
    pub(super) weight: u32,
    pub(super) languages: Vec<String>,
    pub(super) interpreter: u32,
    pub(super) given: Vec<String>,
    pub(super) family: Vec<String>,
}

/// A need, for whom it fits and who can answer.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ListedNeed {
    #[serde(deserialize_with = "code")]
    pub(super) theme: Theme,
    pub(super) text: String,
    pub(super) ages: [u32; 2],
    /// `organisation/service`.
    pub(super) towards: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Names {
    group: Vec<NameGroup>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Needs {
    need: Vec<ListedNeed>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lives {
    streets: Vec<String>,
    safe_hours: Vec<String>,
}

impl Lists {
    pub(super) fn load() -> Result<Self, LoadError> {
        let Names { group: groups } = read("names.toml")?;
        let Needs { need: needs } = read("needs.toml")?;
        let Lives { streets, safe_hours } = read("lives.toml")?;
        Ok(Self { groups, needs, streets, safe_hours })
    }
}

impl ListedNeed {
    pub(super) fn fits(&self, age: u32) -> bool {
        let [from, to] = self.ages;
        (from..=to).contains(&age)
    }

    pub(super) fn invented(&self) -> FictitiousNeed {
        let (organisation, service) = self.towards.split_once('/').unwrap_or((&self.towards, ""));
        FictitiousNeed {
            theme: self.theme,
            text: self.text.clone(),
            organisation: organisation.to_owned(),
            service: service.to_owned(),
        }
    }
}
