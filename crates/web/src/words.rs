//! Dates, spans and distances in words, in the network's time zone.
//!
//! A page shows days, not instants: « 12 mars » this year, « 12 mars 2027 » in another. Tables are per language, as
//! in CLDR, and stand in `relais_domain::text`, for mails name days too; sentences around them stand in the locale files.

use chrono::{DateTime, Datelike, NaiveDate, Timelike};
use chrono_tz::Tz;
use relais_domain::{
    clock::Timestamp,
    referral::{Awaited, Due},
    text::{MONTHS, WEEKDAYS},
};

use crate::{
    say::Say,
    views::parts::{Clock, Pace},
};

/// Share of a term after which the colour of waiting is shown.
const NEAR_PERCENT: i64 = 60;

/// What a page needs to put dates into words: where it is read, and when.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    zone: Tz,
    now: DateTime<Tz>,
}

impl Words {
    /// For a reader in this zone at this instant.
    pub fn new(zone: Tz, now: Timestamp) -> Self {
        Self { zone, now: now.with_timezone(&zone) }
    }

    /// The reader's present day.
    pub fn today(&self) -> NaiveDate {
        self.now.date_naive()
    }

    /// The reader's day of an instant.
    pub fn date(&self, instant: Timestamp) -> NaiveDate {
        instant.with_timezone(&self.zone).date_naive()
    }

    /// « 12 mars », « 1er avril », with the year when it is not the present one.
    pub fn day(&self, date: NaiveDate) -> String {
        if date.year() != self.today().year() {
            return Self::dated(date);
        }
        day_of_month(date)
    }

    /// « 12 mars 2026 »: what is printed is read in other years.
    pub fn dated(date: NaiveDate) -> String {
        format!("{} {}", day_of_month(date), date.year())
    }

    /// « 12 mars 2026, 16 h 12 », printed.
    pub fn dated_moment(&self, instant: Timestamp) -> String {
        format!("{}, {}", Self::dated(self.date(instant)), self.hour(instant))
    }

    /// « mardi 12 mars ».
    pub fn weekday(&self, date: NaiveDate) -> String {
        format!("{} {}", name(&WEEKDAYS, date.weekday().num_days_from_monday()), self.day(date))
    }

    /// « 12 mars, 16 h 12 ».
    pub fn moment(&self, instant: Timestamp) -> String {
        format!("{}, {}", self.day(self.date(instant)), self.hour(instant))
    }

    /// « 16 h 12 ».
    pub fn hour(&self, instant: Timestamp) -> String {
        let local = instant.with_timezone(&self.zone);
        format!("{}\u{a0}h\u{a0}{:02}", local.hour(), local.minute())
    }

    /// « du 3 février au 3 mai »; the first year is left out when both are the same.
    pub fn range(&self, from: NaiveDate, until: NaiveDate) -> String {
        let mut first = self.day(from);
        if from.year() == until.year()
            && let Some(short) = first.strip_suffix(&format!(" {}", from.year()))
        {
            first = short.to_owned();
        }
        format!("du {first} au {}", self.day(until))
    }

    /// « 400 m », « 1,2 km », « 12 km »: rounded, because it is a straight line.
    pub fn distance(metres: u32) -> String {
        match metres {
            0..50 => "50\u{a0}m".to_owned(),
            50..950 => format!("{}\u{a0}m", (metres + 25) / 50 * 50),
            950..9_950 => {
                let tenths = (metres + 50) / 100;
                if tenths.is_multiple_of(10) {
                    format!("{}\u{a0}km", tenths / 10)
                } else {
                    format!("{},{}\u{a0}km", tenths / 10, tenths % 10)
                }
            }
            _ => format!("{}\u{a0}km", (metres + 500) / 1_000),
        }
    }

    /// What is due as words and a bar: what, by which day, and how much of the time since `start` is gone.
    pub fn clock(&self, start: Timestamp, due: Due) -> Clock {
        let (start, day) = (self.date(start), self.date(due.by));
        let left = (day - self.today()).num_days();
        let whole = (day - start).num_days().max(1);
        let gone = ((whole - left) * 100 / whole).clamp(0, 100);
        let [late, today, by] = match due.what {
            Awaited::Acknowledgement => {
                ["clock-acknowledge-late", "clock-acknowledge-today", "clock-acknowledge-by"]
            }
            Awaited::Answer => ["clock-answer-late", "clock-answer-today", "clock-answer-by"],
        };
        let text = match left {
            ..0 => Say::new(late).with("n", -left),
            0 => Say::new(today),
            _ => Say::new(by).with("day", self.day(day)),
        };
        let pace = match left {
            ..0 => Pace::Late,
            0..=1 => Pace::Near,
            _ if gone >= NEAR_PERCENT => Pace::Near,
            _ => Pace::Calm,
        };
        Clock { pace, percent: u8::try_from(gone).unwrap_or(100), text }
    }

    /// How long something has waited: « jour 20 sur 30 », with the bar.
    pub fn elapsed(&self, start: NaiveDate, limit_days: u32) -> Clock {
        let days = (self.today() - start).num_days().max(0);
        let limit = i64::from(limit_days.max(1));
        let gone = (days * 100 / limit).clamp(0, 100);
        let pace = match gone {
            100.. => Pace::Late,
            NEAR_PERCENT.. => Pace::Near,
            _ => Pace::Calm,
        };
        let text = match days {
            0 => Say::new("clock-new"),
            _ => Say::new("clock-elapsed").with("day", days).with("limit", limit),
        };
        Clock { pace, percent: u8::try_from(gone).unwrap_or(100), text }
    }
}

/// « 12 mars », « 1er avril ».
fn day_of_month(date: NaiveDate) -> String {
    let day = if date.day() == 1 { "1er".to_owned() } else { date.day().to_string() };
    format!("{day} {}", name(&MONTHS, date.month0()))
}

fn name<'a>(table: &[&'a str], index: u32) -> &'a str {
    usize::try_from(index).ok().and_then(|index| table.get(index)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    fn words() -> Words {
        let now = chrono::Utc.with_ymd_and_hms(2027, 3, 12, 23, 30, 0).unwrap();
        Words::new(chrono_tz::Europe::Paris, now)
    }

    fn date(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn the_day_is_the_readers_not_utcs() {
        assert_eq!(words().today(), date(2027, 3, 13));
        let overseas = Words::new(chrono_tz::America::Cayenne, words().now.to_utc());
        assert_eq!(overseas.today(), date(2027, 3, 12));
    }

    #[test]
    fn days_say_the_year_only_when_it_is_another() {
        let words = words();
        assert_eq!(words.day(date(2027, 4, 1)), "1er avril");
        assert_eq!(words.day(date(2028, 2, 29)), "29 février 2028");
        assert_eq!(Words::dated(date(2027, 5, 1)), "1er mai 2027");
        assert_eq!(words.weekday(date(2027, 3, 16)), "mardi 16 mars");
        assert_eq!(words.range(date(2028, 2, 3), date(2028, 5, 3)), "du 3 février au 3 mai 2028");
        assert_eq!(words.range(date(2026, 12, 3), date(2027, 1, 3)), "du 3 décembre 2026 au 3 janvier");
    }

    #[test]
    fn summer_time_is_the_zones() {
        let instant = chrono::Utc.with_ymd_and_hms(2027, 7, 1, 14, 5, 0).unwrap();
        assert_eq!(words().moment(instant), "1er juillet, 16\u{a0}h\u{a0}05");
    }

    #[test]
    fn distances_are_rounded_to_what_they_mean() {
        let said: Vec<_> = [3, 420, 1_000, 1_249, 9_949, 12_400].map(Words::distance).into();
        assert_eq!(said.join(" | ").replace('\u{a0}', " "), "50 m | 400 m | 1 km | 1,2 km | 9,9 km | 12 km");
    }

    fn clock(words: &Words, what: Awaited, left: i64) -> Clock {
        let now = words.now.to_utc();
        words.clock(now - chrono::Days::new(10), Due { what, by: now + chrono::Duration::days(left) })
    }

    #[test]
    fn a_clock_goes_from_calm_to_late() {
        let words = words();
        let clocks = [20, 5, 1, -2].map(|left| clock(&words, Awaited::Answer, left));
        let paces: Vec<_> = clocks.into_iter().map(|clock| (clock.pace, clock.percent)).collect();
        assert_eq!(paces, [(Pace::Calm, 33), (Pace::Near, 66), (Pace::Near, 90), (Pace::Late, 100)]);
    }

    #[test]
    fn a_clock_says_what_is_due_and_its_day() {
        let (words, french) = (words(), relais_views::locale::Locale::french());
        let said = |what, left| french.say(&clock(&words, what, left).text).unwrap().replace('\u{a0}', " ");
        let acknowledge = |left| said(Awaited::Acknowledgement, left);
        assert_eq!(acknowledge(2), "dire que c’est bien reçu, le 15 mars au plus tard");
        assert_eq!(acknowledge(0), "dire que c’est bien reçu, aujourd’hui au plus tard");
        assert_eq!(acknowledge(-1), "dire que c’est bien reçu : un jour de retard");
        let answer = |left| said(Awaited::Answer, left);
        assert_eq!(answer(20), "répondre avant le 2 avril");
        assert_eq!(answer(0), "répondre aujourd’hui");
        assert_eq!(answer(-3), "répondre : 3 jours de retard");
    }

    #[test]
    fn waiting_is_counted_against_its_limit() {
        let words = words();
        let clock = words.elapsed(words.today() - chrono::Days::new(20), 30);
        assert_eq!((clock.pace, clock.percent), (Pace::Near, 66));
    }
}
