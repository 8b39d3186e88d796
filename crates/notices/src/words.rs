//! Days in words, where the network is.

use chrono::{DateTime, Datelike as _, NaiveDate};
use chrono_tz::Tz;
use relais_domain::{
    clock::Timestamp,
    text::{MONTHS, WEEKDAYS},
};

/// The day an instant falls on in a time zone.
pub(crate) fn day_of(at: Timestamp, zone: Tz) -> NaiveDate {
    let local: DateTime<Tz> = at.with_timezone(&zone);
    local.date_naive()
}

/// « mardi 22 décembre », « jeudi 1er juillet ».
pub(crate) fn day(date: NaiveDate) -> String {
    let weekday = WEEKDAYS.get(usize::try_from(date.weekday().num_days_from_monday()).unwrap_or(0));
    let month = MONTHS.get(usize::try_from(date.month0()).unwrap_or(0));
    let number = if date.day() == 1 { "1er".to_owned() } else { date.day().to_string() };
    format!("{} {number} {}", weekday.unwrap_or(&""), month.unwrap_or(&""))
}

/// The same in letters that a text message holds: « aout », as the spelling of 1990 writes it too.
pub(crate) fn plain_day(date: NaiveDate) -> String {
    day(date).replace('û', "u")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_said_as_people_say_them() {
        let said = |year, month, number| day(NaiveDate::from_ymd_opt(year, month, number).unwrap());
        assert_eq!(said(2026, 12, 22), "mardi 22 décembre");
        assert_eq!(said(2026, 8, 1), "samedi 1er août");
    }

    #[test]
    fn an_instant_has_its_day_where_the_network_is() {
        let late = DateTime::parse_from_rfc3339("2026-12-31T23:30:00Z").unwrap().to_utc();
        assert_eq!(day_of(late, chrono_tz::Europe::Paris).year(), 2027);
    }
}
