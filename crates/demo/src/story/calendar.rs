//! Office hours: when things happen at a desk.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Weekday};
use chrono_tz::Tz;
use relais_domain::clock::Timestamp;

/// Nine to five.
const OPENS: NaiveTime = hour(9);
const CLOSES: NaiveTime = hour(17);

const fn hour(hour: u32) -> NaiveTime {
    match NaiveTime::from_hms_opt(hour, 0, 0) {
        Some(time) => time,
        None => NaiveTime::MIN,
    }
}

/// The days and hours before an instant, in a time zone.
#[derive(Clone, Copy, Debug)]
pub(super) struct Calendar {
    now: DateTime<Tz>,
}

/// How long after the act before it an act comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Gap {
    pub(super) days: u32,
    pub(super) minutes: u32,
}

impl Calendar {
    pub(super) fn new(now: Timestamp, zone: Tz) -> Self {
        Self { now: now.with_timezone(&zone) }
    }

    pub(super) fn today(&self) -> NaiveDate {
        self.now.date_naive()
    }

    /// Instants in office hours, one after each gap, the last one before now; the first as late as that allows, but
    /// at least `age` days ago.
    pub(super) fn run(&self, age: u32, minute: u32, gaps: &[Gap]) -> Vec<Timestamp> {
        // Weekends lengthen a run by less than three quarters; from twice its length on, it always fits.
        let length: u32 = gaps.iter().map(|gap| gap.days + 1).sum();
        let starts =
            (age..=age + 2 * length + 4).map(|age| self.opening(age) + TimeDelta::minutes(minute.into()));
        let runs = starts.map(|start| walk(start, gaps));
        runs.map(|run| run.into_iter().map(|at| self.instant(at)).collect::<Vec<_>>())
            .find(|run| run.last().is_some_and(|last| *last < self.now))
            .unwrap_or_default()
    }

    fn opening(&self, age: u32) -> NaiveDateTime {
        let day = self.today().checked_sub_days(Days::new(age.into())).unwrap_or(self.today());
        working_day_before(day).and_time(OPENS)
    }

    fn instant(&self, local: NaiveDateTime) -> Timestamp {
        // Clocks change at night: office hours are never skipped nor doubled.
        self.now.timezone().from_local_datetime(&local).earliest().unwrap_or(self.now).to_utc()
    }
}

fn walk(start: NaiveDateTime, gaps: &[Gap]) -> Vec<NaiveDateTime> {
    let mut at = start;
    gaps.iter()
        .map(|gap| {
            at = after(at, *gap);
            at
        })
        .collect()
}

fn after(at: NaiveDateTime, gap: Gap) -> NaiveDateTime {
    let day = at.date().checked_add_days(Days::new(gap.days.into())).unwrap_or(at.date());
    let moved = at.time().overflowing_add_signed(TimeDelta::minutes(gap.minutes.into()));
    match moved {
        (time, 0) if time < CLOSES => working_day_after(day).and_time(time),
        // Too late for today: the next morning.
        _ => working_day_after(day.succ_opt().unwrap_or(day)).and_time(OPENS),
    }
}

fn is_working_day(day: NaiveDate) -> bool {
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

fn working_day_after(day: NaiveDate) -> NaiveDate {
    day.iter_days().find(|day| is_working_day(*day)).unwrap_or(day)
}

fn working_day_before(day: NaiveDate) -> NaiveDate {
    std::iter::successors(Some(day), NaiveDate::pred_opt).find(|day| is_working_day(*day)).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Timelike;

    const PARIS: Tz = chrono_tz::Europe::Paris;

    fn calendar(now: &str) -> Calendar {
        Calendar::new(DateTime::parse_from_rfc3339(now).expect("an instant").to_utc(), PARIS)
    }

    #[test]
    fn a_run_keeps_office_hours_and_ends_before_now() {
        let gaps =
            [Gap { days: 0, minutes: 400 }, Gap { days: 0, minutes: 120 }, Gap { days: 3, minutes: 5 }];
        for now in
            ["2026-11-21T20:00:00Z", "2026-11-23T07:00:00Z", "2026-10-26T12:00:00Z", "2026-03-30T06:00:00Z"]
        {
            let run = calendar(now).run(0, 30, &gaps);
            assert_eq!(run.len(), 3, "{now}");
            assert!(run.is_sorted() && run[2] < calendar(now).now, "{now}: {run:?}");
            for at in run {
                let local = at.with_timezone(&PARIS);
                assert!((9..17).contains(&local.hour()) && is_working_day(local.date_naive()), "{local}");
            }
        }
    }

    #[test]
    fn a_run_is_as_old_as_asked() {
        let run = calendar("2026-11-20T12:00:00Z").run(10, 0, &[Gap { days: 0, minutes: 0 }]);
        assert_eq!(run[0].date_naive(), NaiveDate::from_ymd_opt(2026, 11, 10).expect("a day"));
    }
}
