//! The code lists of the places standard, shipped as files of facts in `config/catalogue/places/`.

use std::{collections::BTreeMap, sync::LazyLock};

use relais_domain::{code_set::CodeSet, organisation::Theme, text::SearchKey};
use serde::Deserialize;

use super::{error::ImportError, field::Field};

/// One value of a list.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Our stable code.
    pub code: String,
    /// The words of the standard, shown to people.
    pub label: String,
    /// Older words for the same thing.
    #[serde(default)]
    aliases: Vec<String>,
    /// The themes the value belongs to (services only).
    #[serde(default)]
    themes: Vec<String>,
}

/// A closed list and where it comes from.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeList {
    /// The publication the list was read from.
    pub source: String,
    #[serde(rename = "entry")]
    entries: Vec<Entry>,
    #[serde(skip)]
    by_key: BTreeMap<String, usize>,
}

/// All lists, by the field they bound.
#[derive(Debug)]
pub struct Catalogue {
    lists: BTreeMap<Field, CodeList>,
}

/// The lists as shipped.
const FILES: [(Field, &str); 10] = [
    (Field::Services, include_str!("../../../config/catalogue/places/services.toml")),
    (Field::Publics, include_str!("../../../config/catalogue/places/publics.toml")),
    (Field::Care, include_str!("../../../config/catalogue/places/care.toml")),
    (Field::Fees, include_str!("../../../config/catalogue/places/fees.toml")),
    (Field::Itinerance, include_str!("../../../config/catalogue/places/itinerance.toml")),
    (Field::Access, include_str!("../../../config/catalogue/places/access.toml")),
    (Field::Support, include_str!("../../../config/catalogue/places/support.toml")),
    (Field::Programmes, include_str!("../../../config/catalogue/places/programmes.toml")),
    (Field::Trainings, include_str!("../../../config/catalogue/places/trainings.toml")),
    (Field::Typologies, include_str!("../../../config/catalogue/places/typologies.toml")),
];

static SHIPPED: LazyLock<Result<Catalogue, String>> = LazyLock::new(Catalogue::load);

impl Catalogue {
    /// The lists this program ships, read once.
    pub fn shipped() -> Result<&'static Self, ImportError> {
        SHIPPED
            .as_ref()
            .map_err(|reason| ImportError::Mapping { name: "catalogue".into(), reason: reason.clone() })
    }

    fn load() -> Result<Self, String> {
        let read = |(field, text): &(Field, &str)| {
            let list: CodeList = toml::from_str(text).map_err(|e| format!("{field}: {e}"))?;
            Ok((*field, list.indexed()))
        };
        FILES.iter().map(read).collect::<Result<_, String>>().map(|lists| Self { lists })
    }

    /// The list that bounds a field, when one does.
    #[must_use]
    pub fn list(&self, field: Field) -> Option<&CodeList> {
        self.lists.get(&field)
    }

    /// The entry that some words name: its code, its label or an alias, whatever the case and accents.
    #[must_use]
    pub fn entry(&self, field: Field, words: &str) -> Option<&Entry> {
        self.list(field)?.find(words)
    }

    /// The themes that a set of services covers.
    #[must_use]
    pub fn themes(&self, services: &[String]) -> CodeSet<Theme> {
        let entries = services.iter().filter_map(|code| self.entry(Field::Services, code));
        entries.flat_map(|entry| &entry.themes).filter_map(|theme| theme.parse().ok()).collect()
    }
}

impl CodeList {
    /// The values, in the list's order.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    fn indexed(mut self) -> Self {
        for (place, entry) in self.entries.iter().enumerate() {
            for words in [&entry.code, &entry.label].into_iter().chain(&entry.aliases) {
                self.by_key.entry(key(words)).or_insert(place);
            }
        }
        self
    }

    fn find(&self, words: &str) -> Option<&Entry> {
        self.by_key.get(&key(words)).and_then(|place| self.entries.get(*place))
    }
}

fn key(words: &str) -> String {
    SearchKey::of(words).as_str().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_those_of_the_standard() {
        let catalogue = Catalogue::shipped().unwrap();
        let size = |field| catalogue.list(field).unwrap().entries().len();
        let sizes = [Field::Services, Field::Publics, Field::Care, Field::Fees, Field::Itinerance].map(size);
        assert_eq!(sizes, [9, 5, 7, 3, 2]);
        let sizes = [Field::Access, Field::Support, Field::Programmes, Field::Trainings].map(size);
        assert_eq!(sizes, [6, 4, 11, 10]);
        assert!(size(Field::Typologies) >= 85);
    }

    #[test]
    fn words_are_found_whatever_their_dress() {
        let catalogue = Catalogue::shipped().unwrap();
        let code = |field, words| catalogue.entry(field, words).map(|e| e.code.as_str());
        assert_eq!(code(Field::Services, "AIDE AUX DEMARCHES administratives"), Some("demarches"));
        assert_eq!(code(Field::Programmes, "CNFS"), Some("conseillers-numeriques"));
        assert_eq!(code(Field::Typologies, "PE"), Some("FT"));
        assert_eq!(code(Field::Services, "Coiffure"), None);
    }

    #[test]
    fn no_two_entries_share_a_word_and_every_theme_exists() {
        let catalogue = Catalogue::shipped().unwrap();
        for list in catalogue.lists.values() {
            for entry in list.entries() {
                assert_eq!(list.find(&entry.code).unwrap().code, entry.code);
                assert_eq!(list.find(&entry.label).unwrap().code, entry.code);
                assert!(entry.themes.iter().all(|theme| theme.parse::<Theme>().is_ok()), "{}", entry.code);
            }
        }
    }
}
