//! The public holidays of a territory: those of the whole Republic from a library, what a territory adds from the
//! catalogue (`config/catalogue/holidays.toml`).

use std::{collections::BTreeMap, str::FromStr};

use chrono::{Datelike, Days, NaiveDate, Weekday};
use opening_hours::localization::Country;
use relais_domain::calendar::Calendar;
use serde::Deserialize;

const CATALOGUE: &str = include_str!("../../../../config/catalogue/holidays.toml");

/// The years the library knows holidays of.
const KNOWN: std::ops::RangeInclusive<i32> = 2000..=2076;

/// A territory of the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Territory(&'static str);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Catalogue {
    territories: BTreeMap<String, Added>,
}

/// What a territory adds.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Added {
    days: Vec<String>,
    #[serde(default)]
    good_friday: bool,
}

const TERRITORIES: [Territory; 13] = [
    Territory("metropole"),
    Territory("alsace-moselle"),
    Territory("guadeloupe"),
    Territory("guyane"),
    Territory("martinique"),
    Territory("mayotte"),
    Territory("nouvelle-caledonie"),
    Territory("polynesie-francaise"),
    Territory("reunion"),
    Territory("saint-barthelemy"),
    Territory("saint-martin"),
    Territory("saint-pierre-et-miquelon"),
    Territory("wallis-et-futuna"),
];

impl FromStr for Territory {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let known = TERRITORIES.into_iter().find(|territory| territory.0 == text);
        known.ok_or_else(|| {
            let names: Vec<_> = TERRITORIES.iter().map(|territory| territory.0).collect();
            format!(
                "is not a territory Relais knows the public holidays of: write one of {}",
                names.join(", ")
            )
        })
    }
}

impl Territory {
    /// The calendar of its desks.
    pub fn calendar(self, zone: chrono_tz::Tz) -> Calendar {
        Calendar::new(zone, self.holidays())
    }

    fn holidays(self) -> Vec<NaiveDate> {
        let national: Vec<_> = Country::FR.holidays().get_public().iter().collect();
        let added = toml::from_str::<Catalogue>(CATALOGUE)
            .ok()
            .and_then(|mut catalogue| catalogue.territories.remove(self.0));
        let Some(Added { days, good_friday }) = added else { return national };
        let of_each_year = KNOWN.flat_map(|year| {
            days.iter().filter_map(move |day| format!("{year}-{day}").parse().ok()).collect::<Vec<_>>()
        });
        let fridays = national.iter().filter(|_| good_friday).filter_map(|day| friday_before(*day));
        national.iter().copied().chain(of_each_year).chain(fridays).collect()
    }
}

/// Good Friday, of an Easter Monday: the only public holiday on a Monday from 23 March to 26 April.
fn friday_before(holiday: NaiveDate) -> Option<NaiveDate> {
    let of_easter = matches!((holiday.month(), holiday.day()), (3, 23..) | (4, ..=26));
    let monday = of_easter && holiday.weekday() == Weekday::Mon;
    if monday { holiday.checked_sub_days(Days::new(3)) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(territory: &str, year: i32) -> Vec<String> {
        let territory: Territory = territory.parse().expect("known");
        let mut days = territory.holidays();
        days.sort_unstable();
        days.iter().filter(|day| day.year() == year).map(|day| day.format("%m-%d").to_string()).collect()
    }

    #[test]
    fn the_eleven_of_the_whole_republic() {
        let days = [
            "01-01", "04-06", "05-01", "05-08", "05-14", "05-25", "07-14", "08-15", "11-01", "11-11", "12-25",
        ];
        assert_eq!(of("metropole", 2026), days);
        assert_eq!(of("saint-pierre-et-miquelon", 2026), days);
        for year in KNOWN {
            assert!((10..=11).contains(&of("metropole", year).len()), "{year}"); // two may fall on one day
        }
    }

    #[test]
    fn what_a_territory_adds() {
        let added = |territory| -> Vec<String> {
            let national = of("metropole", 2027);
            of(territory, 2027).into_iter().filter(|day| !national.contains(day)).collect()
        };
        assert_eq!(added("alsace-moselle"), ["03-26", "12-26"]);
        assert_eq!(added("polynesie-francaise"), ["03-05", "03-26", "11-20"]);
        assert_eq!(added("wallis-et-futuna"), ["04-28", "06-29", "07-29"]);
        for (territory, day) in [
            ("nouvelle-caledonie", "09-24"),
            ("guadeloupe", "05-27"),
            ("guyane", "06-10"),
            ("martinique", "05-22"),
            ("mayotte", "04-27"),
            ("reunion", "12-20"),
            ("saint-barthelemy", "10-09"),
            ("saint-martin", "05-28"),
        ] {
            assert_eq!(added(territory), [day], "{territory}");
        }
    }

    #[test]
    fn the_catalogue_and_the_list_name_the_same_territories() {
        let catalogue: Catalogue = toml::from_str(CATALOGUE).expect("readable");
        let mut listed: Vec<_> = TERRITORIES.iter().map(|territory| territory.0).collect();
        listed.sort_unstable();
        assert_eq!(catalogue.territories.keys().collect::<Vec<_>>(), listed);
        assert!("corse".parse::<Territory>().expect_err("unknown").contains("metropole"));
    }
}
