//! The paper that the person takes home: after the sending, and after she has stopped the sharing.

use relais_app::{
    AppError,
    organisations::OrganisationRow,
    partners::{DesksView, ServiceRow, show_desks},
    referrals::{ReferralView, show_referral, told_as_seen},
};
use relais_domain::{
    clock::Timestamp,
    ids::ReferralId,
    referral::{Recipient, ReferralState, visibility::Sight},
};
use relais_http::can;

use crate::{
    error::WebResult,
    paths, present,
    request::{Id, Page, go},
    say::Say,
    views::{
        parts::Phrase,
        refer::{Desk, Receipt, Withdrawal},
    },
    words::Words,
};

/// `GET /referrals/{id}/receipt`: for the sender while it goes on, if it reads what the paper tells; at either desk
/// once she has stopped the sharing.
pub async fn receipt(page: Page<can::ViewReferral>, Id(id): Id<ReferralId>) -> WebResult {
    let view = show_referral(page.app(), page.actor(), id).await?;
    let Some(recipient) = view.recipient().filter(|_| view.record.sent_at.is_some()) else {
        return Ok(go(&paths::referral(id)));
    };
    if let Some(withdrawn) = view.withdrawn_at() {
        let desks = desks(&page, &view, recipient).await?;
        page.draw(&withdrawal_of(&view, withdrawn, desks, &page.words()))
    } else if view.has_receipt() {
        let agreed = view.agreement.as_ref().map_or(&view.items, |agreement| &agreement.items);
        let seen = told_as_seen(agreed)?.into_iter().map(Into::into).collect();
        let desks = desks(&page, &view, recipient).await?;
        page.draw(&receipt_of(&view, desks, seen, &page.words()))
    } else {
        Ok(go(&paths::referral(id)))
    }
}

/// The sender's desk and the recipient's, as the directory tells them: the same on the paper of either side.
pub(super) async fn desks<P>(
    page: &Page<P>,
    view: &ReferralView,
    recipient: &Recipient,
) -> Result<(Desk, Desk), AppError> {
    let DesksView { sender, service, recipient: gone } =
        show_desks(page.app(), page.actor(), &view.record).await?;
    let asking = desk_of(&view.record.sender.organisation_name, sender.as_ref());
    let asked = match &service {
        Some(service) => desk_at(&recipient.organisation_name, service),
        None => desk_of(&recipient.organisation_name, gone.as_ref()),
    };
    Ok((asking, asked))
}

/// Nothing of her content: labels, dates, whom to ask.
fn withdrawal_of(
    view: &ReferralView,
    withdrawn: Timestamp,
    (sender, recipient): (Desk, Desk),
    words: &Words,
) -> Withdrawal {
    let stopped = view.seen_until().unwrap_or(withdrawn);
    let agreed = view.agreement.as_ref().map_or(&view.items, |agreement| &agreement.items);
    let accepted = view.record.accepted_at.map(|at| Words::dated(words.date(at)));
    // What was shared says something of her: told to whoever may still read what was sent.
    let told = view.sight == Sight::Own;
    Withdrawal {
        number: view.record.number.to_string(),
        day: Words::dated(words.today()),
        name: name(view),
        stopped: words.dated_moment(stopped),
        decided: Some(words.dated_moment(withdrawn)).filter(|_| stopped < withdrawn),
        since: view.record.sent_at.map(|at| Words::dated(words.date(at))).unwrap_or_default(),
        told,
        accepted: accepted.is_some(),
        items: accepted
            .filter(|_| told)
            .zip(present::items(agreed.iter()))
            .map(|(day, listed)| Say::new("withdrawal-agreed").with("day", day).with("items", listed).into()),
        kept: Withdrawal::kept(view.record.state),
        sender,
        recipient,
        back: paths::referral(view.id()),
    }
}

/// Her name, on her own paper; none where the reader may not know it.
pub(super) fn name(view: &ReferralView) -> Option<String> {
    let identity = &view.person.as_ref()?.1.identity;
    let name = present::full_name(identity.given_name.as_deref(), identity.family_name.as_deref());
    Some(name).filter(|name| !name.is_empty())
}

fn receipt_of(
    view: &ReferralView,
    (sender, recipient): (Desk, Desk),
    seen: Vec<Phrase>,
    words: &Words,
) -> Receipt {
    let agreement = view.agreement.as_ref();
    Receipt {
        number: view.record.number.to_string(),
        day: Words::dated(words.today()),
        name: name(view),
        sender,
        recipient,
        seen,
        until: agreement
            .and_then(|it| it.valid_until)
            .map(|until| words.day(words.date(until)))
            .unwrap_or_default(),
        secrecy: agreement
            .and_then(|it| it.secrecy)
            .map(|yes| Say::code("receipt-secrecy", if yes { "yes" } else { "no" }).into()),
        received_by: view
            .record
            .acknowledge_due
            .filter(|_| view.record.state == ReferralState::Requested)
            .map(|due| words.day(words.date(due))),
        ends_on: view.record.expires_on.map(|end| words.day(words.date(end))).unwrap_or_default(),
        channels: ["counter", "phone", "letter"].map(|code| Say::code("withdraw", code).into()).to_vec(),
        back: paths::referral(view.id()),
    }
}

/// An organisation keeps the name the referral was sent under.
fn desk_of(name: &str, organisation: Option<&OrganisationRow>) -> Desk {
    let Some(known) = organisation else { return Desk::new(name, None, None) };
    let town = joined(" ", [&known.postcode, &known.commune]);
    let address = joined(", ", [&known.address, &Some(town)]);
    Desk::new(name, known.phone.as_deref().map(present::phone), Some(address))
}

/// At the service's own address, by the phone of its organisation.
fn desk_at(name: &str, service: &ServiceRow) -> Desk {
    let phone = service.phone.as_deref().map(present::phone);
    Desk::new(name, phone, Some(joined(", ", [&service.address, &service.commune])))
}

fn joined(by: &str, parts: [&Option<String>; 2]) -> String {
    let known = parts.into_iter().flatten().filter(|part| !part.is_empty());
    known.map(String::as_str).collect::<Vec<_>>().join(by)
}
