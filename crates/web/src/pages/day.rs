//! C1 « Ma journée ».

use relais_app::referrals::{Day, InboxLine, SentLine, see_notice, show_day};
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
        my_day::{Block, BlockKind, MyDay, News, ROWS_A_BLOCK},
        parts::{Link, Row},
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
    let silent =
        |line: &&SentLine| line.line.silent_from().is_some_and(|from| words.date(from) < words.today());
    let received =
        |lines: &[InboxLine]| lines.iter().map(|line| received_row(words, line)).collect::<Vec<_>>();
    let sent = |lines: Vec<&SentLine>| {
        lines.into_iter().map(|line| sent_row(words, actor.role, line)).collect::<Vec<_>>()
    };
    let (late, waiting): (Vec<_>, Vec<_>) = day.waiting.iter().partition(silent);
    let blocks = [
        block(BlockKind::Returned, sent(day.returned.iter().collect()), paths::SENT),
        block(BlockKind::ToAccept, received(&day.to_answer), paths::INBOX),
        block(BlockKind::Silent, sent(late), paths::SENT),
        block(BlockKind::Working, received(&day.working), paths::INBOX),
        block(BlockKind::Waiting, sent(waiting), paths::SENT),
        block(BlockKind::Drafts, sent(day.drafts.iter().collect()), paths::SENT),
    ];
    let mut news = news(words, day);
    let fresh = day.news.first().map(|newest| {
        let count = i64::try_from(news.len()).unwrap_or(i64::MAX);
        Say::new("day-fresh").with("n", count).with("moment", words.moment(newest.created_at))
    });
    let older_news = news.split_off(news.len().min(ROWS_A_BLOCK));
    let offered = |action, url| role_allows(actor.role, action).then_some(url);
    MyDay {
        today: capital(&words.weekday(words.today())),
        contacts: day.contacts,
        referrals: day.sees_referrals,
        fresh,
        news,
        older_news,
        blocks: blocks.into_iter().flatten().collect(),
        new_contact: offered(Action::RecordContact, paths::CONTACT_NEW),
        search: offered(Action::SearchPersons, paths::PERSONS),
    }
}

/// A block with its first rows; none when it is empty.
fn block(kind: BlockKind, mut rows: Vec<Row>, all: &str) -> Option<Block> {
    let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    let more = (rows.len() > ROWS_A_BLOCK).then(|| all.to_owned());
    rows.truncate(ROWS_A_BLOCK);
    (count > 0).then_some(Block { kind, count, rows, more })
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
            referral: Link::new(paths::referral(notice.referral()), "row-open-referral")
                .about(notice.number.as_str()),
            seen: paths::notice_seen(notice.id()),
        }
    };
    day.news.iter().map(piece).collect()
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
