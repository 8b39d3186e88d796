//! How one field is made from a row's cells.

use std::{collections::BTreeMap, sync::LazyLock};

use relais_domain::text::SearchKey;
use serde::Deserialize;

use super::step::Step;
use crate::{hours, rows::Row};

/// The recipe of one field. The order is fixed: gather the columns, split, translate words, join, repair.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(from = "Written")]
pub(crate) struct Rule {
    columns: Vec<String>,
    week: BTreeMap<Weekday, String>,
    flags: BTreeMap<String, String>,
    yes: Vec<String>,
    constant: Option<String>,
    prefix: String,
    split: Vec<String>,
    join: String,
    values: BTreeMap<String, Words>,
    table: Option<String>,
    contains: Vec<(String, String)>,
    otherwise: Option<String>,
    everybody: Vec<String>,
    steps: Vec<Step>,
}

/// A rule as written: the name of a column, or a table of keys.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Column(String),
    Full(Box<Keys>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Keys {
    /// Columns whose texts are gathered; empty cells are passed over.
    #[serde(default)]
    columns: Vec<String>,
    /// One column of opening hours a day.
    #[serde(default)]
    week: BTreeMap<Weekday, String>,
    /// Columns that are ticked or not, and what each means when ticked.
    #[serde(default)]
    flags: BTreeMap<String, String>,
    /// What a ticked cell holds.
    #[serde(default)]
    yes: Vec<String>,
    /// The same text for every row.
    constant: Option<String>,
    /// A text put before the value.
    #[serde(default)]
    prefix: String,
    /// What separates the items of a list; of a single value, the first item is taken.
    #[serde(default)]
    split: Vec<String>,
    /// What stands between gathered texts of a single value.
    join: Option<String>,
    /// The producer's words and ours; a word that means nothing to us is given an empty list.
    #[serde(default)]
    values: BTreeMap<String, Words>,
    /// A shared table of such words (`config/imports/tables/`).
    table: Option<String>,
    /// Pairs of (words a text contains, value), the first that fits.
    #[serde(default)]
    contains: Vec<(String, String)>,
    /// The value when nothing in `contains` fits.
    otherwise: Option<String>,
    /// A list that holds all of these words names nobody in particular and counts as empty.
    #[serde(default)]
    everybody: Vec<String>,
    /// Repairs, in order.
    #[serde(default)]
    steps: Vec<Step>,
}

/// What a word means: one value, several, or nothing.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
enum Words {
    One(String),
    Many(Vec<String>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
enum Weekday {
    Mo,
    Tu,
    We,
    Th,
    Fr,
    Sa,
    Su,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    #[expect(dead_code, reason = "a table of facts must name its source, for the reader of the file")]
    source: String,
    values: BTreeMap<String, Words>,
}

/// The shared tables as shipped.
static TABLES: LazyLock<BTreeMap<&str, Table>> = LazyLock::new(|| {
    let files = [
        ("services-v0", include_str!("../../../../config/imports/tables/services-v0.toml")),
        ("annuaire-types", include_str!("../../../../config/imports/tables/annuaire-types.toml")),
    ];
    files.into_iter().filter_map(|(name, text)| Some((name, toml::from_str(text).ok()?))).collect()
});

impl From<Written> for Rule {
    fn from(written: Written) -> Self {
        match written {
            Written::Column(column) => Self { columns: vec![column], join: " ".into(), ..Self::default() },
            Written::Full(keys) => Self {
                columns: keys.columns,
                week: keys.week,
                flags: keys.flags,
                yes: keys.yes,
                constant: keys.constant,
                prefix: keys.prefix,
                split: keys.split,
                join: keys.join.unwrap_or_else(|| " ".into()),
                values: keys.values,
                table: keys.table,
                contains: keys.contains,
                otherwise: keys.otherwise,
                everybody: keys.everybody,
                steps: keys.steps,
            },
        }
    }
}

impl Rule {
    /// The items of a list, in the file's order.
    pub fn items(&self, row: &Row) -> Vec<String> {
        let gathered = self.gathered(row);
        if !self.everybody.is_empty() && self.everybody.iter().all(|word| gathered.contains(word)) {
            return Vec::new();
        }
        let translated = gathered.iter().flat_map(|text| self.translated(text)).collect::<Vec<_>>();
        translated.iter().map(|item| self.repaired(item)).filter(|item| !item.is_empty()).collect()
    }

    /// A single value, empty when the row has none.
    pub fn text(&self, row: &Row) -> String {
        if !self.week.is_empty() {
            return hours::of_week(self.week.iter().map(|(day, column)| (day.code(), row.get(column))));
        }
        let gathered = self.gathered(row);
        let text = if self.split.is_empty() {
            gathered.iter().flat_map(|text| self.translated(text)).collect::<Vec<_>>().join(&self.join)
        } else {
            gathered.first().and_then(|text| self.translated(text).into_iter().next()).unwrap_or_default()
        };
        let text = self.repaired(&text);
        if text.is_empty() { text } else { format!("{}{text}", self.prefix) }
    }

    /// The columns the value comes from, for the report.
    pub fn source(&self) -> String {
        let others = self.week.values().chain(self.flags.keys());
        self.columns.iter().chain(others).map(String::as_str).collect::<Vec<_>>().join("+")
    }

    /// The name of a shared table that does not exist.
    pub fn unknown_table(&self) -> Option<&str> {
        self.table.as_deref().filter(|name| !TABLES.contains_key(name))
    }

    fn gathered(&self, row: &Row) -> Vec<String> {
        if let Some(constant) = &self.constant {
            return vec![constant.clone()];
        }
        let cells = self.columns.iter().map(|column| row.get(column)).filter(|text| !text.is_empty());
        let ticked = |column: &str| self.yes.iter().any(|yes| yes == row.get(column));
        let flags =
            self.flags.iter().filter(|(column, _)| ticked(column)).map(|(_, meaning)| meaning.clone());
        cells.flat_map(|text| self.parts(text)).chain(flags).collect()
    }

    fn parts(&self, text: &str) -> Vec<String> {
        let mut parts = vec![text];
        for separator in &self.split {
            parts = parts.into_iter().flat_map(|part| part.split(separator.as_str())).collect();
        }
        parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
    }

    /// What a text means; a text that no table knows means itself.
    fn translated(&self, text: &str) -> Vec<String> {
        let shared =
            self.table.as_deref().and_then(|name| TABLES.get(name)).and_then(|table| table.values.get(text));
        match self.values.get(text).or(shared) {
            Some(Words::One(word)) => vec![word.clone()],
            Some(Words::Many(words)) => words.clone(),
            None if self.contains.is_empty() && self.otherwise.is_none() => vec![text.to_owned()],
            None => self.contained(text).into_iter().collect(),
        }
    }

    fn contained(&self, text: &str) -> Option<String> {
        let key = format!(" {} ", SearchKey::of(text).as_str());
        let fits = |needle: &str| key.contains(&format!(" {needle} "));
        let found = self.contains.iter().find(|(needle, _)| fits(needle)).map(|(_, value)| value);
        found.or(self.otherwise.as_ref()).cloned()
    }

    fn repaired(&self, text: &str) -> String {
        self.steps.iter().fold(text.trim().to_owned(), |text, step| step.apply(&text))
    }
}

impl Weekday {
    const fn code(self) -> &'static str {
        match self {
            Self::Mo => "Mo",
            Self::Tu => "Tu",
            Self::We => "We",
            Self::Th => "Th",
            Self::Fr => "Fr",
            Self::Sa => "Sa",
            Self::Su => "Su",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct Fields {
        rule: Rule,
    }

    fn rule(text: &str) -> Rule {
        toml::from_str::<Fields>(text).unwrap().rule
    }

    fn row(cells: &[(&str, &str)]) -> Row {
        Row { number: 2, cells: cells.iter().map(|(c, v)| ((*c).to_owned(), (*v).to_owned())).collect() }
    }

    #[test]
    fn both_shared_tables_are_readable() {
        assert_eq!(TABLES.len(), 2);
    }

    #[test]
    fn lists_are_split_and_translated() {
        let rule = rule(
            "rule = { columns = ['a', 'b'], split = [';'], values = { x = ['1', '2'], y = [], z = '3' } }",
        );
        assert_eq!(rule.items(&row(&[("a", "x; y ;w"), ("b", "z")])), ["1", "2", "w", "3"]);
        assert_eq!(rule.source(), "a+b");
    }

    #[test]
    fn a_list_of_everybody_addresses_nobody_in_particular() {
        let rule = rule("rule = { columns = ['a'], split = [';'], everybody = ['old', 'young'] }");
        assert_eq!(rule.items(&row(&[("a", "young;old;strangers")])), Vec::<String>::new());
        assert_eq!(rule.items(&row(&[("a", "old")])), ["old"]);
    }

    #[test]
    fn single_values_are_joined_or_the_first_is_taken() {
        let joined = rule("rule = { columns = ['week', 'hours'], values = { odd = 'week 01-53/2' } }");
        assert_eq!(
            joined.text(&row(&[("week", "odd"), ("hours", "Mo 09:00-12:00")])),
            "week 01-53/2 Mo 09:00-12:00"
        );
        let first = rule("rule = { columns = ['tel'], split = [' / '] }");
        assert_eq!(first.text(&row(&[("tel", "02 98 / 06 12")])), "02 98");
        assert_eq!(first.text(&row(&[])), "");
    }

    #[test]
    fn kinds_are_read_from_names() {
        let rule = rule(
            "rule = { columns = ['n'], contains = [['mairie', 'mairie'], ['ccas', 'ccas']], otherwise = 'other' }",
        );
        assert_eq!(rule.text(&row(&[("n", "La Mairie d'Angers")])), "mairie");
        assert_eq!(rule.text(&row(&[("n", "Maison Dupont")])), "other");
    }
}
