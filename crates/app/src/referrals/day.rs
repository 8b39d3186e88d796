//! « Ma journée »: what waits for this organisation, in a fixed order, each block short.

use chrono::TimeDelta;
use relais_domain::{
    access::{self, Action, Resource},
    actor::Actor,
    clock::Timestamp,
    ids::OutboxId,
};
use relais_store::{
    UnitOfWork,
    journal::{Act, Action as Journalled},
    notices::Notice,
    referrals::{DayLine, ReferralLine},
};

use crate::{
    App, AppError,
    paging::{ASKED, page},
    referrals::{
        InboxLine, SentLine,
        lists::{open_inbox, with_names},
    },
    shown::shown,
};

/// A block of the day: its first lines, what is due first standing first.
#[derive(Clone, Debug)]
pub struct Block<T> {
    /// At most [`ROWS_A_BLOCK`].
    pub lines: Vec<T>,
    /// How many there are, with those not shown.
    pub count: i64,
}

impl<T> Default for Block<T> {
    fn default() -> Self {
        Self { lines: Vec::new(), count: 0 }
    }
}

impl<T> Block<T> {
    fn put(&mut self, line: T, count: i64) {
        self.lines.push(line);
        self.count = count;
    }
}

/// The day of an agent's organisation.
#[derive(Clone, Debug, Default)]
pub struct Day {
    /// News from partners that nobody has seen.
    pub news: Vec<Notice>,
    /// Referrals taken over and called back: it is to be confirmed that the work has stopped.
    pub to_confirm: Block<InboxLine>,
    /// Referrals received that wait for an answer.
    pub to_answer: Block<InboxLine>,
    /// Referrals being worked on here.
    pub working: Block<InboxLine>,
    /// Drafts, and what waits for the person's agreement; the last changed first.
    pub drafts: Block<SentLine>,
    /// Sent, without an answer yet.
    pub waiting: Block<SentLine>,
    /// Sent, and silent for too long: the day it was due has passed.
    pub silent: Block<SentLine>,
    /// Needs that came back within 30 days, each by its latest attempt: refused, without answer, called back, agreement
    /// withdrawn or not given, ended without help; the last changed first.
    pub returned: Block<SentLine>,
    /// Contacts recorded today.
    pub contacts: i64,
    /// Whether this role sees referrals at all.
    pub sees_referrals: bool,
}

/// The most lines a block shows; the lists hold the others.
pub const ROWS_A_BLOCK: u32 = 7;

/// Where the next page of news begins: its last piece.
pub type NoticeCursor = (Timestamp, OutboxId);

/// The most news a day reads.
const NEWS: u32 = 50;
/// How long what came back stays in the day.
const RETURNED: TimeDelta = TimeDelta::days(30);

/// The day; a volunteer's has only contacts.
pub async fn show_day(app: &App, actor: &Actor) -> Result<Day, AppError> {
    let own = Resource::Organisation { id: actor.organisation, network: actor.network };
    access::require(actor, Action::ViewDay, &own)?;
    let unit = app.store.read(actor).await?;
    let midnight = midnight(unit.now(), app.settings.time_zone);
    if !access::role_allows(actor.role, Action::ViewInbox) {
        let day = Day { contacts: unit.count_contacts(midnight).await?, ..Day::default() };
        unit.commit().await?;
        return Ok(day);
    }
    let mut day = Day { sees_referrals: true, news: unit.list_notices(None, NEWS).await?, ..Day::default() };
    put_referrals(&unit, actor, midnight, &mut day).await?;
    let received = [&day.to_confirm, &day.to_answer, &day.working].into_iter().flat_map(|block| &block.lines);
    let sent = [&day.drafts, &day.waiting, &day.silent, &day.returned];
    let sent = sent.into_iter().flat_map(|block| &block.lines);
    let seen = received.map(|line| line.line.id()).chain(sent.map(|line| line.line.id()));
    unit.record(shown(Act::new(Journalled::ReferralSheetRead).scope("day"), seen)).await?;
    unit.commit().await?;
    Ok(day)
}

/// The first referrals of each block, opened as far as this actor may see them.
async fn put_referrals(
    unit: &UnitOfWork<'_>,
    actor: &Actor,
    midnight: Timestamp,
    day: &mut Day,
) -> Result<(), AppError> {
    let lines = unit.list_day(midnight, returned_since(unit.now()), ROWS_A_BLOCK).await?;
    day.contacts = match lines.first() {
        Some(line) => line.contacts,
        None => unit.count_contacts(midnight).await?,
    };
    let (received, sent): (Vec<_>, Vec<_>) = lines
        .into_iter()
        .partition(|line| matches!(line.block.as_str(), "to_confirm" | "to_answer" | "working"));
    let (places, lines) = apart(received);
    for ((block, count), line) in places.into_iter().zip(open_inbox(unit, actor, lines).await?) {
        let block = match block.as_str() {
            "to_confirm" => &mut day.to_confirm,
            "to_answer" => &mut day.to_answer,
            _ => &mut day.working,
        };
        block.put(line, count);
    }
    let (places, lines) = apart(sent);
    for ((block, count), line) in places.into_iter().zip(with_names(unit, actor, lines).await?) {
        let block = match block.as_str() {
            "drafts" => &mut day.drafts,
            "returned" => &mut day.returned,
            "silent" => &mut day.silent,
            _ => &mut day.waiting,
        };
        block.put(line, count);
    }
    Ok(())
}

/// Since when a need that came back stands in the day.
pub(super) fn returned_since(now: Timestamp) -> Timestamp {
    now - RETURNED
}

/// Where each line stands, and the lines to open.
fn apart(lines: Vec<DayLine>) -> (Vec<(String, i64)>, Vec<ReferralLine>) {
    lines.into_iter().map(|line| ((line.block, line.in_block), line.line)).unzip()
}

/// When today began where the network is; on a day that begins later (clocks put forward at midnight), its first hour.
pub(super) fn midnight(now: Timestamp, zone: chrono_tz::Tz) -> Timestamp {
    let today = now.with_timezone(&zone).date_naive();
    let mut hours = (0..3).filter_map(|hour| today.and_hms_opt(hour, 0, 0));
    let first = hours.find_map(|hour| hour.and_local_timezone(zone).earliest());
    first.map_or(now, |first| first.to_utc())
}

/// A page of news from partners that nobody has seen, the newest first, and where the next begins.
pub async fn list_notices(
    app: &App,
    actor: &Actor,
    after: Option<NoticeCursor>,
) -> Result<(Vec<Notice>, Option<NoticeCursor>), AppError> {
    let own = Resource::Organisation { id: actor.organisation, network: actor.network };
    access::require(actor, Action::ViewInbox, &own)?;
    let unit = app.store.read(actor).await?;
    let asked = u32::try_from(ASKED).unwrap_or(u32::MAX);
    let news = page(unit.list_notices(after, asked).await?, |last| (last.created_at, last.id()));
    unit.commit().await?;
    Ok(news)
}

/// Puts a piece of news away.
pub async fn see_notice(app: &App, actor: &Actor, id: OutboxId) -> Result<(), AppError> {
    let own = Resource::Organisation { id: actor.organisation, network: actor.network };
    access::require(actor, Action::ViewInbox, &own)?;
    let unit = app.store.begin(actor).await?;
    unit.see_notice(id).await?;
    Ok(unit.commit().await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn began(now: &str, zone: chrono_tz::Tz) -> String {
        let now = chrono::DateTime::parse_from_rfc3339(now).expect("an instant").to_utc();
        midnight(now, zone).to_rfc3339()
    }

    #[test]
    fn the_day_begins_at_midnight_of_the_network() {
        use chrono_tz::{America::Havana, Europe::Paris, Indian::Reunion};
        assert_eq!(began("2026-11-21T08:00:00Z", Paris), "2026-11-20T23:00:00+00:00");
        assert_eq!(began("2026-11-21T22:30:00Z", Paris), "2026-11-20T23:00:00+00:00");
        assert_eq!(began("2026-11-21T23:30:00Z", Paris), "2026-11-21T23:00:00+00:00");
        assert_eq!(began("2026-07-14T12:00:00Z", Paris), "2026-07-13T22:00:00+00:00", "summer time");
        assert_eq!(began("2026-11-21T21:00:00Z", Reunion), "2026-11-21T20:00:00+00:00");
        assert_eq!(
            began("2026-03-08T12:00:00Z", Havana),
            "2026-03-08T05:00:00+00:00",
            "no midnight that day"
        );
    }
}
