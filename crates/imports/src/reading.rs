//! One row being read: fields asked for by name, problems and dropped values noted on the way.

use relais_domain::{directory::Position, text::TextError};

use super::{
    catalogue::Catalogue,
    field::Field,
    lambert93,
    mapping::{Mapping, PositionRule, Rule, System},
    report::Problem,
    rows::Row,
};

/// A row under its mapping.
#[derive(Debug)]
pub(super) struct Reading<'a> {
    row: &'a Row,
    mapping: &'a Mapping,
    catalogue: &'a Catalogue,
    id: Option<String>,
    problems: Vec<Problem>,
    dropped: Vec<Problem>,
}

impl<'a> Reading<'a> {
    pub fn new(row: &'a Row, mapping: &'a Mapping, catalogue: &'a Catalogue) -> Self {
        Self { row, mapping, catalogue, id: None, problems: Vec::new(), dropped: Vec::new() }
    }

    /// Whether the producer itself withdrew the row; it is then refused as `row.withdrawn`.
    pub fn is_withdrawn(&mut self) -> bool {
        self.id = identifier(&self.text(Field::Id)).ok();
        let row = self.row;
        let withdrawn = self.mapping.withdrawn(|column| row.get(column));
        if let Some(column) = withdrawn {
            let problem = Problem::new(Field::Row, column.to_owned(), "row.withdrawn", row.get(column));
            self.problems.push(problem);
        }
        withdrawn.is_some()
    }

    /// The first half of the record's key.
    pub fn source(&self) -> String {
        self.mapping.source.clone()
    }

    /// The row's own id; a row without one is refused.
    pub fn id(&mut self) -> Option<String> {
        self.needed(Field::Id, true, identifier)
    }

    /// A field the standard requires. Without a value, or with a wrong one, the row is refused, unless the mapping
    /// waives the field: then it is dropped like any other.
    pub fn required<T>(&mut self, field: Field, parse: impl Fn(&str) -> Result<T, TextError>) -> Option<T> {
        self.needed(field, true, parse)
    }

    /// A field that may be empty. A wrong value is dropped with a warning, unless the mapping requires the field.
    pub fn optional<T>(&mut self, field: Field, parse: impl Fn(&str) -> Result<T, TextError>) -> Option<T> {
        self.needed(field, false, parse)
    }

    fn needed<T>(
        &mut self,
        field: Field,
        by_standard: bool,
        parse: impl Fn(&str) -> Result<T, TextError>,
    ) -> Option<T> {
        let needed = self.mapping.needs(field, by_standard);
        let text = self.text(field);
        if text.is_empty() && !needed {
            return None;
        }
        match parse(&text) {
            Ok(value) => Some(value),
            Err(error) => {
                let problem = self.problem(field, error.code(), &text);
                let noted = if needed { &mut self.problems } else { &mut self.dropped };
                noted.push(problem);
                None
            }
        }
    }

    /// A list whose wrong items are dropped one by one.
    pub fn list<T>(&mut self, field: Field, parse: impl Fn(&str) -> Result<T, TextError>) -> Vec<T> {
        let items = self.items(field);
        let mut kept = Vec::new();
        for item in items {
            match parse(&item) {
                Ok(value) => kept.push(value),
                Err(error) => self.dropped.push(self.problem(field, error.code(), &item)),
            }
        }
        kept
    }

    /// The codes of a list of the catalogue, each once; words the list does not know are dropped.
    pub fn codes(&mut self, field: Field) -> Vec<String> {
        let mut codes: Vec<String> = Vec::new();
        for words in self.items(field) {
            match self.catalogue.entry(field, &words) {
                Some(entry) if codes.contains(&entry.code) => {}
                Some(entry) => codes.push(entry.code.clone()),
                None => self.dropped.push(self.problem(field, "code.unknown", &words)),
            }
        }
        codes
    }

    /// The catalogue in use.
    pub fn catalogue(&self) -> &'a Catalogue {
        self.catalogue
    }

    /// Latitude and longitude; anything that is no point of the Earth is dropped.
    pub fn position(&mut self) -> Option<Position> {
        let rule = self.mapping.position.as_ref()?;
        let written = (self.row.get(&rule.y), self.row.get(&rule.x));
        if written.0.is_empty() && written.1.is_empty() {
            return None;
        }
        let code = match point(self.row, rule) {
            Some(_) if elsewhere(self.row, rule) => "position.elsewhere",
            Some(position) => return Some(position),
            None => "position.format",
        };
        let column = format!("{}+{}", rule.y, rule.x);
        let shown = format!("{} {}", written.0, written.1);
        self.dropped.push(Problem::new(Field::Position, column, code, &shown));
        None
    }

    /// The row's id, what refuses it, and what was dropped from it.
    pub fn finish(self) -> (Option<String>, Vec<Problem>, Vec<Problem>) {
        (self.id, self.problems, self.dropped)
    }

    fn text(&self, field: Field) -> String {
        self.mapping.rule(field).map(|rule| rule.text(self.row)).unwrap_or_default()
    }

    fn items(&self, field: Field) -> Vec<String> {
        self.mapping.rule(field).map(|rule| rule.items(self.row)).unwrap_or_default()
    }

    fn problem(&self, field: Field, code: &'static str, value: &str) -> Problem {
        Problem::new(field, self.mapping.rule(field).map(Rule::source).unwrap_or_default(), code, value)
    }
}

/// A producer's id: any text of one to 200 characters, white space collapsed.
fn identifier(text: &str) -> Result<String, TextError> {
    let id = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match id.chars().count() {
        0 => Err(TextError::REQUIRED),
        1..=200 => Ok(id),
        _ => Err(TextError::TOO_LONG),
    }
}

fn point(row: &Row, rule: &PositionRule) -> Option<Position> {
    let number = |column: &str| row.get(column).replace(',', ".").parse::<f64>().ok();
    let (y, x) = (number(&rule.y)?, number(&rule.x)?);
    match rule.system {
        System::Lambert93 => lambert93::position(x, y),
        // nobody of France lives on the equator at Greenwich: two zeros are a producer's « not known »
        System::Wgs84 if y == 0.0 && x == 0.0 => None,
        System::Wgs84 => Position::new(y, x),
    }
}

/// Whether the geocoder put the row in another commune than it says.
fn elsewhere(row: &Row, rule: &PositionRule) -> bool {
    rule.only_when_equal.as_ref().is_some_and(|(one, other)| row.get(one) != row.get(other))
}
