//! C5: what was received, what has ended, and what was sent.

use axum::http::StatusCode;
use relais_app::referrals::{
    InboxLine, ReferralContent, ReferralLine, SentBlock, SentLine, find_referral, list_ended, list_sent,
    list_sent_block, show_inbox,
};
use relais_domain::{
    access::{Action, role_allows},
    actor::Role,
    need::comes_back,
    referral::ReferralState,
};

use relais_http::can;

use crate::{
    error::WebResult,
    pages::{
        day::count,
        live,
        paging::{after, after_order, after_turn, cursor, order, pager, turn},
    },
    paths, present,
    request::{Asked, Page, Sent, Typed, go},
    say::Say,
    views::{
        Form,
        parts::{Clock, Link, Phrase, Row},
        referrals::{EndedList, Filter, Inbox, Part, SentList},
    },
    words::Words,
};

/// `GET /inbox`
pub async fn inbox(page: Page<can::ViewInbox>, Asked(asked): Asked) -> WebResult {
    received(&page, &asked, StatusCode::OK, Form::new()).await
}

/// `POST /inbox/search`: a referral by the number on its papers; what is not found is told above the list.
pub async fn search(page: Page<can::ViewInbox>, Sent(typed): Sent) -> WebResult {
    match find_referral(page.app(), page.actor(), typed.get("number")).await {
        Ok(id) => Ok(go(&paths::referral(id))),
        Err(error) => {
            let (status, form) = typed.again(error)?;
            received(&page, &Typed::default(), status, form).await
        }
    }
}

async fn received(page: &Page<can::ViewInbox>, asked: &Typed, status: StatusCode, form: Form) -> WebResult {
    // What answers a form that was sent is no address to ask again.
    let live = (status == StatusCode::OK).then(|| live::from_now(page, paths::INBOX_LIVE));
    let inbox = show_inbox(page.app(), page.actor(), turn(asked)).await?;
    let words = page.words();
    let (to_confirm, open): (Vec<_>, Vec<_>) =
        inbox.lines.iter().partition(|line| line.line.turn().is_to_confirm());
    let (under_way, to_answer): (Vec<_>, Vec<_>) =
        open.into_iter().partition(|line| line.line.accepted_at.is_some());
    let with_hands = |line: &InboxLine| received_row(&words, line).maybe(hands(line));
    let rows = |lines: Vec<&InboxLine>| lines.into_iter().map(with_hands).collect();
    let view = Inbox {
        form,
        live,
        to_confirm: Part { count: count(inbox.count.to_confirm), rows: rows(to_confirm) },
        to_answer: Part { count: count(inbox.count.to_answer), rows: rows(to_answer) },
        under_way: Part { count: count(inbox.count.under_way), rows: rows(under_way) },
        pager: pager(paths::INBOX, asked, inbox.next.map(after_turn)),
        ended: paths::INBOX_ENDED,
        sent: role_allows(page.actor().role, Action::DraftReferral).then_some(paths::SENT),
    };
    page.draw_with(status, &view)
}

/// `GET /inbox/ended`
pub async fn ended(page: Page<can::ViewInbox>, Asked(asked): Asked) -> WebResult {
    let (lines, next) = list_ended(page.app(), page.actor(), cursor(&asked)).await?;
    let words = page.words();
    page.draw(&EndedList {
        rows: lines.iter().map(|line| received_row(&words, line)).collect(),
        pager: pager(paths::INBOX_ENDED, &asked, next.map(after)),
    })
}

/// The blocks of the day among what was sent: as the address says it, where it is, under its name.
const BLOCKS: [(SentBlock, &str, &str, &str); 4] = [
    (SentBlock::Returned, "returned", paths::SENT_RETURNED, "day-returned"),
    (SentBlock::Silent, "silent", paths::SENT_SILENT, "day-silent"),
    (SentBlock::Waiting, "waiting", paths::SENT_WAITING, "day-waiting"),
    (SentBlock::Drafts, "drafts", paths::SENT_DRAFTS, "day-drafts"),
];

/// `GET /sent`: all, or one block of the day in its order (`show`).
pub async fn sent(page: Page<can::ViewInbox>, Asked(asked): Asked) -> WebResult {
    let shown = BLOCKS.iter().find(|(_, name, ..)| *name == asked.get("show"));
    let (path, lines, next) = if let Some((block, _, path, _)) = shown {
        let (lines, next) = list_sent_block(page.app(), page.actor(), *block, order(&asked)).await?;
        (*path, lines, next.and_then(after_order))
    } else {
        let (lines, next) = list_sent(page.app(), page.actor(), cursor(&asked)).await?;
        (paths::SENT, lines, next.map(after))
    };
    let words = page.words();
    let blocks = BLOCKS.iter().map(|(_, _, url, label)| Filter::new(url, label, *url == path));
    let all = Filter::new(paths::SENT, "sent-all", path == paths::SENT);
    page.draw(&SentList {
        filters: std::iter::once(all).chain(blocks).collect(),
        rows: lines.iter().map(|line| sent_row(&words, page.actor().role, line)).collect(),
        pager: pager(path, &asked, next),
    })
}

/// A received referral: the need and the reduced sheet, never a name.
pub fn received_row(words: &Words, line: &InboxLine) -> Row {
    let referral = &line.line;
    let content = line.content.as_ref();
    // Who may not read the sheet names it by its number.
    let who = content.map_or_else(|| Phrase::from(referral.number.as_str()), someone);
    let to_confirm = referral.turn().is_to_confirm();
    let to_answer = referral.accepted_at.is_none() && !has_ended(referral);
    let label = match (to_confirm, to_answer) {
        (true, _) => "row-confirm-stopped",
        (false, true) => "row-open-and-answer",
        (false, false) => "row-open-referral",
    };
    let mut row = Row::new(who, Link::new(paths::referral(referral.id()), label))
        .maybe(theme(referral))
        .line(Say::new("row-asked-by").with("who", referral.sender_organisation_name.as_str()));
    if let Some(languages) = content.and_then(|content| relais_views::languages::named(&content.languages)) {
        row = row.line(languages);
    }
    let day = |at| words.day(words.date(at));
    row = match (referral.sent_at, referral.closed_at.filter(|_| to_confirm)) {
        (_, Some(closed)) => row.line(Say::new("row-called-back-on").with("day", day(closed))),
        (Some(sent), None) => row.line(Say::new("row-asked-on").with("day", day(sent))),
        (None, None) => row,
    };
    row = row.maybe(why(referral));
    row.clock = referral.sent_at.zip(referral.due()).map(|(sent, due)| words.clock(sent, due));
    if row.clock.is_none() {
        row.tag = present::state(&referral.state);
    }
    if to_confirm || to_answer { row.primary() } else { row }
}

/// In whose hands it is, or that it is free to take; nobody takes what has ended.
fn hands(line: &InboxLine) -> Option<Say> {
    let told = line.in_hands_of.as_ref().map(|colleague| {
        let name = present::full_name(Some(&colleague.given_name), Some(&colleague.usual_name));
        if colleague.is_reader {
            Say::new("row-yours")
        } else {
            Say::new("row-in-hands-of").with("who", name)
        }
    });
    let free = line.line.in_hands_of().is_none() && !has_ended(&line.line);
    told.or_else(|| free.then(|| Say::new("row-free")))
}

fn has_ended(referral: &ReferralLine) -> bool {
    referral.state.parse().is_ok_and(|state: ReferralState| !state.is_open())
}

/// How it ended, in the word that was given for it.
fn why(referral: &ReferralLine) -> Option<Say> {
    let rejected = referral.reject_reason.as_deref().map(|reason| Say::code("reject", reason));
    let cancelled = referral.cancel_reason.as_deref().map(|reason| Say::code("cancel", reason));
    let outcome = referral.outcome.as_deref().map(|outcome| Say::code("outcome", outcome));
    rejected.or(cancelled).or(outcome)
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
        _ if drafts && is_back(referral) => (paths::referral(referral.id()), "row-other-service"),
        _ => (paths::referral(referral.id()), "row-open-referral"),
    };
    let who = if line.name.is_empty() { referral.number.clone() } else { line.name.clone() };
    let mut row = Row::new(who, Link::new(url, label)).maybe(theme(referral));
    if let Some(to) = &referral.recipient_organisation_name {
        row = row.line(Say::new("row-sent-to").with("who", to.as_str()));
    }
    row = row.maybe(why(referral)).line(match referral.sent_at {
        Some(sent) => Say::new("row-sent-on").with("day", words.day(words.date(sent))),
        None => Say::new("row-changed-on").with("day", words.day(words.date(referral.updated_at))),
    });
    row.clock = waiting(words, referral);
    row.tag = present::state(&referral.state);
    if is_back(referral) { row.primary() } else { row }
}

/// Whether it ended without an answer to the need.
fn is_back(referral: &ReferralLine) -> bool {
    let code = |code: &Option<String>| code.clone().unwrap_or_default();
    let (outcome, cancelled) =
        (code(&referral.outcome).parse().ok(), code(&referral.cancel_reason).parse().ok());
    referral.state.parse().is_ok_and(|state| comes_back(state, outcome, cancelled))
}

/// How long an answer has been awaited, against the day on which the request stops.
fn waiting(words: &Words, referral: &ReferralLine) -> Option<Clock> {
    let (sent, end) = referral.sent_at.zip(referral.expires_on)?;
    let limit = u32::try_from((words.date(end) - words.date(sent)).num_days()).ok()?;
    matches!(referral.state.as_str(), "requested" | "received")
        .then(|| words.elapsed(words.date(sent), limit))
}

/// The referral under which she is known here, on her own sheet: its number, who asked, how it stands.
pub fn ground_row(words: &Words, referral: &ReferralLine) -> Row {
    let mut row =
        received_row(words, &InboxLine { line: referral.clone(), content: None, in_hands_of: None });
    row.primary = false;
    row
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
