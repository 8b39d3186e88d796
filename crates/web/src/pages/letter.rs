//! The letter that the sender posts, or hands, to whoever has no phone.

use relais_app::referrals::{ReferralView, show_referral};
use relais_domain::{
    ids::ReferralId,
    referral::{Outcome, Recipient, ReferralEventKind, ReferralState},
};
use relais_http::can;

use crate::{
    error::WebResult,
    pages::receipt::{desks, name},
    paths,
    request::{Id, Page, go},
    say::Say,
    views::refer::{Desk, Letter, TOLD, completed, happened},
    words::Words,
};

/// `GET /referrals/{id}/letter`: for the sender who knows her, once there is something to tell.
pub async fn letter(page: Page<can::ViewReferral>, Id(id): Id<ReferralId>) -> WebResult {
    let view = show_referral(page.app(), page.actor(), id).await?;
    let Some(recipient) = view.recipient().filter(|_| view.has_letter()) else {
        return Ok(go(&paths::referral(id)));
    };
    let desks = desks(&page, &view, recipient).await?;
    page.draw(&letter_of(&view, recipient, desks, &page.words()))
}

fn letter_of(
    view: &ReferralView,
    recipient: &Recipient,
    (sender, asked): (Desk, Desk),
    words: &Words,
) -> Letter {
    let day = |at| words.day(words.date(at));
    let sent = view.record.sent_at.map(day).unwrap_or_default();
    let (stands, next) = told(view, words);
    Letter {
        day: Words::dated(words.today()),
        name: name(view).unwrap_or_default(),
        blocked: blocked(view),
        address: address(view),
        number: view.record.number.to_string(),
        asked: Say::new("letter-asked").with("day", sent).with("who", recipient.organisation_name.as_str()),
        history: history(view, words),
        stands,
        next,
        open: view.record.state.is_open(),
        sender,
        recipient: asked,
        back: paths::referral(view.id()),
    }
}

/// Street, then postcode and town, of somebody whose name is known; nothing where one of them is missing, for no post
/// arrives there, and a letter to a household is opened by others.
fn address(view: &ReferralView) -> Vec<String> {
    let whole = || {
        let (_, person) = view.person.as_ref()?;
        name(view)?;
        let identity = &person.identity;
        let known = |part: &Option<String>| part.clone().filter(|part| !part.is_empty());
        let (street, postcode) = (known(&identity.address)?, known(&identity.postcode)?);
        Some(vec![street, format!("{postcode} {}", known(&identity.commune)?)])
    };
    whole().unwrap_or_default()
}

/// What happened since it was sent, the first first.
fn history(view: &ReferralView, words: &Words) -> Vec<Say> {
    let told = view.history.iter().filter_map(|item| {
        let kind = item.line.event.parse::<ReferralEventKind>().ok().filter(|kind| TOLD.contains(kind))?;
        Some((item.line.at, kind))
    });
    let mut told: Vec<_> = told.collect();
    told.sort_by_key(|(at, _)| *at);
    told.into_iter().map(|(at, kind)| happened(kind, &words.day(words.date(at)))).collect()
}

/// Why she is not written to.
fn blocked(view: &ReferralView) -> Option<Say> {
    let silent = view.person.as_ref().is_some_and(|(_, person)| person.card.do_not_write);
    silent.then(|| Say::new("letter-do-not-write"))
}

/// Where it stands, and what comes next, in her words.
fn told(view: &ReferralView, words: &Words) -> (Say, Say) {
    let promised = view.record.no_contact_due.map(|due| words.date(due));
    // A day that has passed is promised to nobody.
    let by = promised.filter(|day| *day >= words.today()).map(|day| words.day(day));
    match view.record.state {
        ReferralState::Accepted => {
            let next = by.map(|day| Say::new("letter-accepted-next").with("day", day));
            (Say::new("letter-accepted"), next.unwrap_or_else(|| Say::new("letter-question-next")))
        }
        ReferralState::OnHold => {
            let why = view.record.hold_sub_reason.map_or("information_needed", |reason| reason.as_str());
            (Say::code("letter-on-hold", why), Say::new("letter-on-hold-next"))
        }
        ReferralState::Rejected => {
            let why = view.record.reject_reason.map_or("other", |reason| reason.as_str());
            (Say::code("letter-rejected", why), Say::new("letter-other-next"))
        }
        ReferralState::Expired => (Say::new("letter-expired"), Say::new("letter-other-next")),
        ReferralState::Completed => completed(view.record.outcome.unwrap_or(Outcome::Helped)),
        ReferralState::InProgress => (Say::new("letter-in-progress"), Say::new("letter-question-next")),
        // Whatever has no letter of its own has ended without the recipient's word.
        ReferralState::Draft
        | ReferralState::AwaitingConsent
        | ReferralState::Requested
        | ReferralState::Received
        | ReferralState::Cancelled
        | ReferralState::ConsentWithdrawn
        | ReferralState::EnteredInError => (Say::new("letter-cancelled"), Say::new("letter-question-next")),
    }
}
