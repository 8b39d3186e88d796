//! « Ma journée »: what waits for this organisation, in a fixed order, each block short.

use chrono::TimeDelta;
use relais_domain::{
    access::{self, Action, Resource},
    actor::Actor,
    clock::Timestamp,
    ids::OutboxId,
};
use relais_store::{
    journal::{Act, Action as Journalled},
    notices::Notice,
    referrals::{ListFilter, ReferralLine},
};

use crate::{
    App, AppError,
    referrals::{
        InboxLine, SentLine,
        lists::{open_inbox, with_names},
    },
    shown::shown,
};

/// The day of an agent's organisation.
#[derive(Clone, Debug, Default)]
pub struct Day {
    /// News from partners that nobody has seen.
    pub news: Vec<Notice>,
    /// Referrals received that wait for an answer.
    pub to_answer: Vec<InboxLine>,
    /// Referrals being worked on here.
    pub working: Vec<InboxLine>,
    /// Drafts, and what waits for the person's agreement.
    pub drafts: Vec<SentLine>,
    /// Sent, without an answer yet.
    pub waiting: Vec<SentLine>,
    /// Came back within 30 days: refused, without answer, agreement withdrawn.
    pub returned: Vec<SentLine>,
    /// Contacts recorded today.
    pub contacts: i64,
    /// Whether this role sees referrals at all.
    pub sees_referrals: bool,
}

/// The most news a day reads.
const NEWS: u32 = 50;
const DRAFTS: &[&str] = &["draft", "awaiting_consent"];
const UNANSWERED: &[&str] = &["requested", "received", "on_hold"];
const RETURNED: &[&str] = &["rejected", "expired", "consent_withdrawn"];

/// The day; a volunteer's has only contacts.
pub async fn show_day(app: &App, actor: &Actor) -> Result<Day, AppError> {
    let own = Resource::Organisation { id: actor.organisation, network: actor.network };
    access::require(actor, Action::ViewDay, &own)?;
    let unit = app.store.begin(actor).await?;
    let midnight = midnight(unit.now(), app.settings.time_zone);
    let mut day = Day { contacts: unit.count_contacts(midnight).await?, ..Day::default() };
    if !access::role_allows(actor.role, Action::ViewInbox) {
        unit.commit().await?;
        return Ok(day);
    }
    day.sees_referrals = true;
    day.news = unit.list_notices(NEWS).await?;
    let received = ListFilter {
        received: true,
        states: vec!["requested", "received", "on_hold", "accepted", "in_progress"],
        limit: 60,
        ..ListFilter::default()
    };
    let lines = unit.list_referrals(&received).await?;
    let (working, mut to_answer): (Vec<_>, Vec<_>) =
        lines.into_iter().partition(|line| line.accepted_at.is_some());
    // What is due first stands first: a block shows only its beginning.
    to_answer.sort_by_key(ReferralLine::urgency);
    day.to_answer = open_inbox(&unit, actor, to_answer).await?;
    day.working = open_inbox(&unit, actor, working).await?;
    let sent = ListFilter {
        states: [DRAFTS, UNANSWERED, RETURNED].concat(),
        since: Some(unit.now() - TimeDelta::days(90)),
        limit: 100,
        ..ListFilter::default()
    };
    for line in with_names(&unit, actor, unit.list_referrals(&sent).await?).await? {
        let block = match line.line.state.as_str() {
            state if DRAFTS.contains(&state) => &mut day.drafts,
            state if UNANSWERED.contains(&state) => &mut day.waiting,
            _ if line.line.updated_at < unit.now() - TimeDelta::days(30) => continue,
            _ => &mut day.returned,
        };
        block.push(line);
    }
    day.waiting.sort_by_key(|line| line.line.sent_at);
    let received = day.to_answer.iter().chain(&day.working).map(|line| line.line.id());
    let sent = [&day.drafts, &day.waiting, &day.returned].into_iter().flatten().map(|line| line.line.id());
    unit.record(shown(Act::new(Journalled::ReferralSheetRead).scope("day"), received.chain(sent))).await?;
    unit.commit().await?;
    Ok(day)
}

/// When today began where the network is; on a day that begins later (clocks put forward at midnight), its first hour.
fn midnight(now: Timestamp, zone: chrono_tz::Tz) -> Timestamp {
    let today = now.with_timezone(&zone).date_naive();
    let mut hours = (0..3).filter_map(|hour| today.and_hms_opt(hour, 0, 0));
    let first = hours.find_map(|hour| hour.and_local_timezone(zone).earliest());
    first.map_or(now, |first| first.to_utc())
}

/// News from partners that nobody has seen, the newest first.
pub async fn list_notices(app: &App, actor: &Actor) -> Result<Vec<Notice>, AppError> {
    let own = Resource::Organisation { id: actor.organisation, network: actor.network };
    access::require(actor, Action::ViewInbox, &own)?;
    let unit = app.store.read(actor).await?;
    let news = unit.list_notices(NEWS).await?;
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
