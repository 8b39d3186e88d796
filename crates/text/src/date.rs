//! Dates as people write them, and what they call months and days.

use chrono::{Datelike, NaiveDate};

use super::error::TextError;

/// A day of the calendar, without hour or zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LocalDate(NaiveDate);

/// A day of birth, from 1900 on; whether it lies in the past is asked with the day of today.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BirthDate(NaiveDate);

/// A year of birth, for who does not know or give the day.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BirthYear(u16);

/// The months of a year, in French.
pub const MONTHS: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];
/// The days of a week from Monday on, in French.
pub const WEEKDAYS: [&str; 7] = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"];

/// Nobody alive was born before.
const OLDEST_YEAR: i32 = 1900;

impl LocalDate {
    /// Reads `12 03 1984`, `12/03/1984`, `12.03.84`-like separators with a full year, `12 mars 1984`,
    /// `1er mars 1984`, `12031984` and `1984-03-12`. A year of two digits is refused: nobody should guess the
    /// century. Refuses `text.required`, `date.unreadable`, `date.impossible` (31 02 2024).
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let text = text.trim().to_lowercase();
        if text.is_empty() {
            return Err(TextError::REQUIRED);
        }
        let (year, month, day) = fields(&text).ok_or(TextError::new("date.unreadable"))?;
        NaiveDate::from_ymd_opt(year, month, day).map(Self).ok_or(TextError::new("date.impossible"))
    }

    /// The day.
    #[must_use]
    pub const fn date(self) -> NaiveDate {
        self.0
    }

    /// The canonical form, `1984-03-12` (ISO 8601).
    #[must_use]
    pub fn iso(self) -> String {
        self.0.format("%Y-%m-%d").to_string()
    }
}

impl From<NaiveDate> for LocalDate {
    fn from(date: NaiveDate) -> Self {
        Self(date)
    }
}

impl BirthDate {
    /// As [`LocalDate::parse`]; refuses also `date.too_old` (before 1900).
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let date = LocalDate::parse(text)?.date();
        if date.year() < OLDEST_YEAR { Err(TextError::new("date.too_old")) } else { Ok(Self(date)) }
    }

    /// Refuses `date.future`: nobody is born after today.
    pub fn not_after(self, today: NaiveDate) -> Result<Self, TextError> {
        if self.0 > today { Err(TextError::new("date.future")) } else { Ok(self) }
    }

    /// The day.
    #[must_use]
    pub const fn date(self) -> NaiveDate {
        self.0
    }

    /// The canonical form, `1984-03-12`.
    #[must_use]
    pub fn iso(self) -> String {
        LocalDate(self.0).iso()
    }

    /// The year alone.
    #[must_use]
    pub fn year(self) -> BirthYear {
        BirthYear(u16::try_from(self.0.year()).unwrap_or_default())
    }
}

impl BirthYear {
    /// Four digits from 1900 on. Refuses `text.required`, `year.format`, `date.too_old`.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(TextError::REQUIRED);
        }
        let year =
            number(text, 4..=4).and_then(|y| u16::try_from(y).ok()).ok_or(TextError::new("year.format"))?;
        if i32::from(year) < OLDEST_YEAR { Err(TextError::new("date.too_old")) } else { Ok(Self(year)) }
    }

    /// Refuses `date.future`.
    pub fn not_after(self, today: NaiveDate) -> Result<Self, TextError> {
        if i32::from(self.0) > today.year() { Err(TextError::new("date.future")) } else { Ok(self) }
    }

    /// The year.
    #[must_use]
    pub const fn get(self) -> u16 {
        self.0
    }
}

impl std::fmt::Debug for BirthDate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("BirthDate[text]")
    }
}

impl std::fmt::Debug for BirthYear {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("BirthYear[text]")
    }
}

/// Year, month and day of a written date, in the order French readers give them.
fn fields(text: &str) -> Option<(i32, u32, u32)> {
    let separator = |c: char| c.is_whitespace() || matches!(c, '/' | '-' | '.' | '‑' | '–' | ',');
    let parts: Vec<&str> = text.split(separator).filter(|part| !part.is_empty()).collect();
    match parts.as_slice() {
        [year, month, day] if year.len() == 4 => {
            Some((year_of(year)?, number(month, 1..=2)?, number(day, 1..=2)?))
        }
        [day, month, year] => {
            let month = number(month, 1..=2).or_else(|| month_named(month))?;
            Some((year_of(year)?, month, number(day.strip_suffix("er").unwrap_or(day), 1..=2)?))
        }
        [packed] if packed.len() == 8 => Some((
            year_of(packed.get(4..)?)?,
            number(packed.get(2..4)?, 2..=2)?,
            number(packed.get(..2)?, 2..=2)?,
        )),
        _ => None,
    }
}

fn year_of(text: &str) -> Option<i32> {
    number(text, 4..=4).and_then(|year| i32::try_from(year).ok())
}

fn number(text: &str, length: std::ops::RangeInclusive<usize>) -> Option<u32> {
    (length.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

fn month_named(word: &str) -> Option<u32> {
    /// Without accents, or cut short.
    const OTHERWISE: [&[&str]; 12] = [
        &["janv", "jan"],
        &["fevrier", "févr", "fév", "fev"],
        &[],
        &["avr"],
        &[],
        &[],
        &["juil"],
        &["aout"],
        &["sept"],
        &["oct"],
        &["nov"],
        &["decembre", "déc", "dec"],
    ];
    let is_one = |(name, others): (&str, &[&str])| name == word || others.contains(&word);
    let at = MONTHS.into_iter().zip(OTHERWISE).position(is_one)?;
    u32::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writings_of_one_day() {
        for text in
            ["12 03 1984", "12/03/1984", "12.3.1984", "12-03-1984", "1984-03-12", "12031984", "12 Mars 1984"]
        {
            assert_eq!(LocalDate::parse(text).unwrap().iso(), "1984-03-12", "{text}");
        }
        assert_eq!(LocalDate::parse("1er août 2024").unwrap().iso(), "2024-08-01");
    }

    #[test]
    fn unreadable_and_impossible_are_told_apart() {
        for text in ["12 03 84", "hier", "12/1984", "1984", "12 marsouin 1984", "é", "12é31984", "٣ 03 1984"]
        {
            assert_eq!(LocalDate::parse(text).unwrap_err().code(), "date.unreadable", "{text}");
        }
        for text in ["31 02 2024", "2024-13-01", "00 01 2024"] {
            assert_eq!(LocalDate::parse(text).unwrap_err().code(), "date.impossible", "{text}");
        }
    }

    #[test]
    fn births_lie_between_1900_and_today() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
        assert_eq!(BirthDate::parse("01 01 1899").unwrap_err().code(), "date.too_old");
        assert_eq!(
            BirthDate::parse("22 11 2026").unwrap().not_after(today).unwrap_err().code(),
            "date.future"
        );
        assert!(BirthDate::parse("21 11 2026").unwrap().not_after(today).is_ok());
        assert_eq!(BirthYear::parse("1984").unwrap().get(), 1984);
        assert_eq!(BirthYear::parse("84").unwrap_err().code(), "year.format");
        assert_eq!(BirthYear::parse("2027").unwrap().not_after(today).unwrap_err().code(), "date.future");
        assert_eq!(format!("{:?}", BirthYear::parse("1984").unwrap()), "BirthYear[text]");
    }
}
