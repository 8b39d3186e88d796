//! C5: what was received and what was sent.

use relais_app::referrals::{InboxLine, ReferralContent, ReferralLine, SentLine, list_inbox, list_sent};
use relais_domain::{
    access::{Action, role_allows},
    actor::Role,
};

use relais_http::can;

use crate::{
    error::WebResult,
    pages::{
        day::count,
        paging::{after, after_turn, cursor, pager, turn},
    },
    paths, present,
    request::{Asked, Page},
    say::Say,
    views::{
        parts::{Clock, Link, Phrase, Row},
        referrals::{Inbox, Part, SentList},
    },
    words::Words,
};

/// `GET /inbox`
pub async fn inbox(page: Page<can::ViewInbox>, Asked(asked): Asked) -> WebResult {
    let inbox = list_inbox(page.app(), page.actor(), turn(&asked)).await?;
    let words = page.words();
    let (under_way, to_answer): (Vec<_>, Vec<_>) =
        inbox.lines.iter().partition(|line| line.line.accepted_at.is_some());
    let rows = |lines: Vec<&InboxLine>| lines.into_iter().map(|line| received_row(&words, line)).collect();
    page.draw(&Inbox {
        to_answer: Part { count: count(inbox.count.to_answer), rows: rows(to_answer) },
        under_way: Part { count: count(inbox.count.under_way), rows: rows(under_way) },
        pager: pager(paths::INBOX, &asked, inbox.next.map(after_turn)),
        sent: role_allows(page.actor().role, Action::DraftReferral).then_some(paths::SENT),
    })
}

/// `GET /sent`
pub async fn sent(page: Page<can::ViewInbox>, Asked(asked): Asked) -> WebResult {
    let (lines, next) = list_sent(page.app(), page.actor(), cursor(&asked)).await?;
    let words = page.words();
    page.draw(&SentList {
        rows: lines.iter().map(|line| sent_row(&words, page.actor().role, line)).collect(),
        pager: pager(paths::SENT, &asked, next.map(after)),
    })
}

/// A received referral: the need and the reduced sheet, never a name.
pub fn received_row(words: &Words, line: &InboxLine) -> Row {
    let referral = &line.line;
    let content = line.content.as_ref();
    // Who may not read the sheet names it by its number.
    let who = content.map_or_else(|| Phrase::from(referral.number.as_str()), someone);
    let open = referral.accepted_at.is_none();
    let label = if open { "row-open-and-answer" } else { "row-open-referral" };
    let mut row = Row::new(who, Link::new(paths::referral(referral.id()), label))
        .maybe(theme(referral))
        .line(Say::new("row-asked-by").with("who", referral.sender_organisation_name.as_str()));
    if let Some(languages) = content.and_then(|content| present::languages(&content.languages)) {
        row = row.line(languages);
    }
    if let Some(sent) = referral.sent_at {
        row = row.line(Say::new("row-asked-on").with("day", words.day(words.date(sent))));
    }
    row.clock = referral.sent_at.zip(referral.due()).map(|(sent, due)| words.clock(sent, due));
    if row.clock.is_none() {
        row.tag = present::state(&referral.state);
    }
    if open { row.primary() } else { row }
}

/// Nothing where the reader may not know it.
fn theme(referral: &ReferralLine) -> Option<Say> {
    referral.theme.as_deref().map(|code| present::theme(Some(code)))
}

/// « Une personne, Brest, 26-39 ans ».
fn someone(content: &ReferralContent) -> Phrase {
    let unknown = || Say::new("commune-unknown").into();
    let commune = content.commune.clone().map_or_else(unknown, crate::say::Value::from);
    let age = content.age_band.as_deref().unwrap_or("unknown");
    Say::new("someone").with("commune", commune).with("age", Say::code("age", age)).into()
}

/// A sent referral, or a draft: whom it is about, where it goes, how it stands.
pub fn sent_row(words: &Words, role: Role, line: &SentLine) -> Row {
    let referral = &line.line;
    let drafts = role_allows(role, Action::DraftReferral);
    let (url, label) = match referral.state.as_str() {
        "draft" if drafts => (paths::referral_draft(referral.id()), "row-resume"),
        "awaiting_consent" if role_allows(role, Action::RecordAgreement) => {
            (paths::referral_agreement(referral.id()), "row-ask-agreement")
        }
        "rejected" | "expired" if drafts => (paths::referral(referral.id()), "row-other-service"),
        _ => (paths::referral(referral.id()), "row-open-referral"),
    };
    let who = if line.name.is_empty() { referral.number.clone() } else { line.name.clone() };
    let mut row = Row::new(who, Link::new(url, label)).maybe(theme(referral));
    if let Some(to) = &referral.recipient_organisation_name {
        row = row.line(Say::new("row-sent-to").with("who", to.as_str()));
    }
    if let Some(reason) = &referral.reject_reason {
        row = row.line(Say::code("reject", reason));
    }
    row = row.line(match referral.sent_at {
        Some(sent) => Say::new("row-sent-on").with("day", words.day(words.date(sent))),
        None => Say::new("row-changed-on").with("day", words.day(words.date(referral.updated_at))),
    });
    row.clock = waiting(words, referral);
    row.tag = present::state(&referral.state);
    if matches!(referral.state.as_str(), "rejected" | "expired") { row.primary() } else { row }
}

/// How long an answer has been awaited, against the day on which the request stops.
fn waiting(words: &Words, referral: &ReferralLine) -> Option<Clock> {
    let (sent, end) = referral.sent_at.zip(referral.expires_on)?;
    let limit = u32::try_from((words.date(end) - words.date(sent)).num_days()).ok()?;
    matches!(referral.state.as_str(), "requested" | "received")
        .then(|| words.elapsed(words.date(sent), limit))
}

/// A referral on the person's own sheet: to whom, how it stands.
pub fn own_row(words: &Words, role: Role, referral: &ReferralLine) -> Row {
    let line = SentLine { line: referral.clone(), name: String::new() };
    let mut row = sent_row(words, role, &line);
    let to = [&referral.recipient_service_name, &referral.recipient_organisation_name];
    let to: Vec<_> = to.into_iter().flatten().map(String::as_str).collect();
    let who: Phrase = if to.is_empty() { Say::new("draft-no-service").into() } else { to.join(", ").into() };
    row.action = row.action.map(|action| action.about(who.clone()));
    row.who = who;
    row.primary = false;
    row
}
