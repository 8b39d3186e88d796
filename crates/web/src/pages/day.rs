//! C1 « Ma journée ».

use relais_app::referrals::{Block as DayBlock, Day, InboxLine, SentLine, see_notice, show_day};
use relais_domain::{
    access::{Action, role_allows},
    actor::Actor,
    ids::OutboxId,
};

use relais_http::can;

use crate::{
    error::WebResult,
    pages::inbox::{received_row, sent_row},
    paths,
    request::{Id, Page, Visitor, go},
    say::Say,
    views::{
        my_day::{Block, BlockKind, MyDay, NEWS_SHOWN, News},
        parts::Link,
    },
    words::Words,
};

/// The day of an agent whose role has one.
pub async fn show(visitor: &Visitor, actor: &Actor) -> WebResult {
    let words = visitor.words();
    let day = show_day(&visitor.web.app, actor).await?;
    visitor.draw(&view(&words, actor, &day))
}

/// `POST /notices/{id}/seen`
pub async fn seen(page: Page<can::ViewInbox>, Id(id): Id<OutboxId>) -> WebResult {
    see_notice(page.app(), page.actor(), id).await?;
    Ok(go(paths::HOME))
}

fn view(words: &Words, actor: &Actor, day: &Day) -> MyDay {
    let received = |kind, block: &DayBlock<InboxLine>| {
        let rows = block.lines.iter().map(|line| received_row(words, line)).collect();
        Block::of(kind, count(block.count), rows, paths::INBOX)
    };
    let sent = |kind, block: &DayBlock<SentLine>, all| {
        let rows = block.lines.iter().map(|line| sent_row(words, actor.role, line)).collect();
        Block::of(kind, count(block.count), rows, all)
    };
    let blocks = [
        sent(BlockKind::Returned, &day.returned, paths::SENT_RETURNED),
        received(BlockKind::ToConfirm, &day.to_confirm),
        received(BlockKind::ToAccept, &day.to_answer),
        sent(BlockKind::Silent, &day.silent, paths::SENT_SILENT),
        received(BlockKind::Working, &day.working),
        sent(BlockKind::Waiting, &day.waiting, paths::SENT_WAITING),
        sent(BlockKind::Drafts, &day.drafts, paths::SENT_DRAFTS),
    ];
    let mut news = news(words, day);
    let news_count = day.news.first().map_or(0, |newest| count(newest.unseen));
    let news_later = news_count.saturating_sub(u32::try_from(news.len()).unwrap_or(u32::MAX));
    let fresh = day.news.first().map(|newest| {
        let moment = words.moment(newest.created_at);
        Say::new("day-fresh").with("n", newest.unseen).with("moment", moment)
    });
    let older_news = news.split_off(news.len().min(NEWS_SHOWN));
    let offered = |action, url| role_allows(actor.role, action).then_some(url);
    MyDay {
        today: capital(&words.weekday(words.today())),
        contacts: day.contacts,
        referrals: day.sees_referrals,
        fresh,
        news,
        older_news,
        news_count,
        news_later: (news_later > 0).then_some(news_later),
        blocks: blocks.into_iter().flatten().collect(),
        new_contact: offered(Action::RecordContact, paths::CONTACT_NEW),
        search: offered(Action::SearchPersons, paths::PERSONS),
    }
}

/// A number of rows, as pages show it.
pub fn count(rows: i64) -> u32 {
    u32::try_from(rows).unwrap_or(u32::MAX)
}

fn news(words: &Words, day: &Day) -> Vec<News> {
    let piece = |notice: &_| {
        let notice: &relais_app::referrals::Notice = notice;
        let partner = notice.recipient_organisation_name.as_ref().unwrap_or(&notice.sender_organisation_name);
        let from_sender =
            matches!(notice.kind.as_str(), "submitted" | "consent_given" | "cancelled" | "resumed");
        let who = if from_sender { &notice.sender_organisation_name } else { partner };
        News {
            text: Say::code("news", &notice.kind)
                .with("who", who.as_str())
                .with("number", notice.number.as_str()),
            moment: words.moment(notice.created_at),
            referral: match notice.kind.as_str() {
                // What was masked is not there any more for whoever is told so.
                "marked_error" => Link::new(paths::INBOX, "row-open-inbox"),
                _ => Link::new(paths::referral(notice.referral()), "row-open-referral")
                    .about(notice.number.as_str()),
            },
            seen: paths::notice_seen(notice.id()),
        }
    };
    day.news.iter().map(piece).collect()
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
