//! What a producer's file means: one TOML file a producer in `config/imports/`, read strictly.
//!
//! A mapping names the producer's columns for our fields, how lists are separated, what the producer's words mean
//! (`values`, or a shared table by name), and the steps that repair a value. It also says, with the reason, which
//! fields of the standard the producer does not publish (`waives`) and which rows it has withdrawn (`skip`).

mod rule;
mod step;

use std::{collections::BTreeMap, sync::LazyLock};

use serde::Deserialize;

use super::{error::ImportError, field::Field};

pub(super) use rule::Rule;

/// What a file is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Places.
    Places,
    /// Organisations.
    Organisations,
}

/// A producer's file, described.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// The first half of every record's key; it never changes once imported.
    pub source: String,
    /// Who publishes the file, for people.
    pub title: String,
    /// What the file is about.
    pub kind: Kind,
    /// Columns that together tell this producer's files from all others.
    recognise: Vec<String>,
    /// Rows the producer itself has withdrawn.
    #[serde(default)]
    skip: Vec<Skip>,
    /// Fields that every row must have beyond the standard's.
    #[serde(default)]
    requires: Vec<Field>,
    /// Fields of the standard that this producer does not publish, and why that is accepted.
    #[serde(default)]
    waives: BTreeMap<Field, String>,
    /// Our fields from the producer's columns.
    fields: BTreeMap<Field, Rule>,
    /// Where coordinates stand.
    #[serde(default)]
    pub(super) position: Option<PositionRule>,
}

/// A row to leave out: this column holds one of these values.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Skip {
    column: String,
    values: Vec<String>,
}

/// Where coordinates stand and how they are written (a decimal comma is always understood).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct PositionRule {
    /// Latitude, or metres north.
    pub y: String,
    /// Longitude, or metres east.
    pub x: String,
    /// The system of the numbers.
    #[serde(default)]
    pub system: System,
    /// Two columns that must agree for the position to be trusted: the commune of the row and that of its geocoder.
    #[serde(default)]
    pub only_when_equal: Option<(String, String)>,
}

/// A system of coordinates.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum System {
    /// Degrees.
    #[default]
    Wgs84,
    /// Metres of French maps.
    Lambert93,
}

/// The mappings as shipped, the most particular first.
const FILES: [&str; 11] = [
    include_str!("../../../../config/imports/places-standard-v1.toml"),
    include_str!("../../../../config/imports/places-hinaura.toml"),
    include_str!("../../../../config/imports/places-aix-en-provence.toml"),
    include_str!("../../../../config/imports/places-angers.toml"),
    include_str!("../../../../config/imports/places-maine-et-loire.toml"),
    include_str!("../../../../config/imports/places-gironde.toml"),
    include_str!("../../../../config/imports/places-charente-bus.toml"),
    include_str!("../../../../config/imports/organisations-annuaire.toml"),
    include_str!("../../../../config/imports/organisations-annuaire-csv.toml"),
    include_str!("../../../../config/imports/organisations-conseillers-numeriques.toml"),
    include_str!("../../../../config/imports/organisations-la-poste.toml"),
];

static SHIPPED: LazyLock<Result<Vec<Mapping>, ImportError>> =
    LazyLock::new(|| FILES.iter().chain([&FRANCE_SERVICES]).map(|text| Mapping::parse(text)).collect());

const FRANCE_SERVICES: &str = include_str!("../../../../config/imports/organisations-france-services.toml");

impl Mapping {
    /// Reads a mapping file; unknown keys, fields, steps and tables are errors.
    pub fn parse(text: &str) -> Result<Self, ImportError> {
        let mapping: Self =
            toml::from_str(text).map_err(|error| unreadable("mapping", &error.to_string()))?;
        if let Some(table) = mapping.fields.values().find_map(Rule::unknown_table) {
            return Err(unreadable(&mapping.source, &format!("no table is called {table}")));
        }
        if mapping.recognise.is_empty() || mapping.source.is_empty() {
            return Err(unreadable(&mapping.source, "`recognise` and `source` must not be empty"));
        }
        Ok(mapping)
    }

    /// The mappings this program ships.
    pub fn shipped() -> Result<&'static [Self], ImportError> {
        match &*SHIPPED {
            Ok(mappings) => Ok(mappings),
            Err(error) => Err(unreadable("shipped mappings", &error.to_string())),
        }
    }

    /// Who publishes what a shipped mapping reads, for people; nothing for a source of the network's own.
    #[must_use]
    pub fn title_of(source: &str) -> Option<&'static str> {
        let shipped = Self::shipped().ok()?;
        shipped.iter().find(|mapping| mapping.source == source).map(|mapping| mapping.title.as_str())
    }

    pub(super) fn rule(&self, field: Field) -> Option<&Rule> {
        self.fields.get(&field)
    }

    /// Whether a row must have this field, the standard asking for it.
    pub(super) fn needs(&self, field: Field, by_standard: bool) -> bool {
        self.requires.contains(&field) || (by_standard && !self.waives.contains_key(&field))
    }

    /// The column by which the producer has withdrawn a row.
    pub(super) fn withdrawn<'a>(&'a self, cell: impl Fn(&str) -> &'a str) -> Option<&'a str> {
        self.skip
            .iter()
            .find(|skip| skip.values.iter().any(|v| v == cell(&skip.column)))
            .map(|s| s.column.as_str())
    }
}

/// The mapping of this kind whose columns are all in the file; of several, the one that asks for most.
pub(super) fn recognise(kind: Kind, columns: &[String]) -> Result<&'static Mapping, ImportError> {
    Mapping::shipped()?
        .iter()
        .filter(|mapping| mapping.kind == kind && mapping.recognise.iter().all(|c| columns.contains(c)))
        .max_by_key(|mapping| mapping.recognise.len())
        .ok_or(ImportError::UnknownProducer)
}

fn unreadable(name: &str, reason: &str) -> ImportError {
    ImportError::Mapping { name: name.to_owned(), reason: reason.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shipped_mappings_are_read_and_give_their_reasons() {
        let mappings = Mapping::shipped().unwrap();
        assert_eq!(mappings.len(), 12);
        for mapping in mappings {
            assert!(mapping.waives.values().all(|why| why.len() > 10), "{}", mapping.source);
        }
    }

    #[test]
    fn a_mapping_with_a_fault_says_which() {
        let head = "source = 's'\ntitle = 't'\nkind = 'places'\nrecognise = ['a']\n";
        let fault = |body: &str| Mapping::parse(&format!("{head}{body}")).unwrap_err().to_string();
        assert!(fault("[fields]\nnom = 'a'").contains("no field is called nom"));
        assert!(fault("[fields]\nname = { columns = ['a'], steps = ['shout'] }").contains("shout"));
        assert!(fault("[fields]\nname = { columns = ['a'], table = 'nothing' }").contains("nothing"));
        assert!(fault("[fields]\nname = { column = 'a' }").contains("name"));
    }
}
