//! The acts on a referral: one button, or a question first.

use axum::http::StatusCode;
use relais_app::{
    AppError,
    partners::ServiceRow,
    referrals::{
        ReferralView, RejectInput, accept_referral, acknowledge_referral, cancel_referral, complete_referral,
        confirm_cancel, list_right_services, reject_referral, show_referral, start_work, withdraw_consent,
    },
};
use relais_domain::{access::Action, ids::ReferralId};

use relais_http::can;

use crate::{
    done::Done,
    error::WebResult,
    pages::referral_sheet::need_in_a_word,
    paths,
    request::{Id, Page, Sent, Typed, after, go},
    say::Say,
    views::{
        Form, View,
        errors::ConflictPage,
        parts::{Choice, Fact, Link},
        referrals::{ActForm, CancelForm, CompleteForm, RejectForm, Side, WithdrawForm},
    },
};

const REJECT: (Action, &str) = (Action::RejectReferral, "reject");
const COMPLETE: (Action, &str) = (Action::CompleteReferral, "complete");
const CANCEL: (Action, &str) = (Action::CancelReferral, "cancel");
const WITHDRAW: (Action, &str) = (Action::WithdrawAgreement, "withdraw");

/// `POST /referrals/{id}/acknowledge`
pub async fn acknowledge(
    page: Page<can::AcknowledgeReferral>,
    Id(id): Id<ReferralId>,
    Sent(typed): Sent,
) -> WebResult {
    let done = acknowledge_referral(page.app(), page.actor(), id, typed.version()?).await;
    after(&page, done, &paths::referral(id), Done::Acknowledged)
}

/// `POST /referrals/{id}/accept`
pub async fn accept(page: Page<can::AcceptReferral>, Id(id): Id<ReferralId>, Sent(typed): Sent) -> WebResult {
    let done = accept_referral(page.app(), page.actor(), id, typed.version()?).await;
    after(&page, done, &paths::referral(id), Done::Accepted)
}

/// `POST /referrals/{id}/start`
pub async fn start(page: Page<can::StartReferral>, Id(id): Id<ReferralId>, Sent(typed): Sent) -> WebResult {
    let done = start_work(page.app(), page.actor(), id, typed.version()?).await;
    after(&page, done, &paths::referral(id), Done::WorkStarted)
}

/// `GET /referrals/{id}/reject`
pub async fn reject_form(page: Page<can::RejectReferral>, Id(id): Id<ReferralId>) -> WebResult {
    let form = Form::new().with("denied_by", "service");
    ask_why(&page, id, (StatusCode::OK, form)).await
}

/// `POST /referrals/{id}/reject`
pub async fn reject(page: Page<can::RejectReferral>, Id(id): Id<ReferralId>, Sent(typed): Sent) -> WebResult {
    let input = RejectInput {
        version: typed.version()?,
        reason: typed.text("reason"),
        denied_by: typed.text("denied_by"),
        waiting_list: typed.yes("waiting_list"),
        suggested_service: typed.text("suggested_service"),
        note: typed.text("note"),
    };
    match reject_referral(page.app(), page.actor(), id, &input).await {
        Ok(_) => Ok(go(&Done::Rejected.on(paths::INBOX))),
        Err(error) => ask_why(&page, id, typed.again(error)?).await,
    }
}

/// Asks for the reason of a refusal, and for the right service among all but the one that was asked.
async fn ask_why(page: &Page<can::RejectReferral>, id: ReferralId, again: (StatusCode, Form)) -> WebResult {
    let services = list_right_services(page.app(), page.actor()).await?;
    ask(page, id, REJECT, again, |act, view| {
        let asked = view.recipient().map(|to| to.service);
        let others = services.iter().filter(|service| Some(service.id()) != asked);
        let named = |service: &ServiceRow| {
            let name = format!("{}, {}", service.name, service.organisation_name);
            Choice::new(service.id().to_string(), name)
        };
        RejectForm::new(act, others.map(named).collect())
    })
    .await
}

/// `GET /referrals/{id}/complete`
pub async fn complete_form(page: Page<can::CompleteReferral>, Id(id): Id<ReferralId>) -> WebResult {
    ask(&page, id, COMPLETE, (StatusCode::OK, Form::new()), CompleteForm::about).await
}

/// `POST /referrals/{id}/complete`
pub async fn complete(
    page: Page<can::CompleteReferral>,
    Id(id): Id<ReferralId>,
    Sent(typed): Sent,
) -> WebResult {
    let end = (typed.get("outcome"), typed.get("note"));
    let done = complete_referral(page.app(), page.actor(), id, typed.version()?, end).await;
    settled(&page, (id, COMPLETE), &typed, done.map(|_| Done::Completed), CompleteForm::about).await
}

/// `GET /referrals/{id}/cancel`
pub async fn cancel_form(page: Page<can::CancelReferral>, Id(id): Id<ReferralId>) -> WebResult {
    ask(&page, id, CANCEL, (StatusCode::OK, Form::new()), CancelForm::about).await
}

/// `POST /referrals/{id}/cancel`
pub async fn cancel(page: Page<can::CancelReferral>, Id(id): Id<ReferralId>, Sent(typed): Sent) -> WebResult {
    let why = (typed.get("reason"), typed.get("note"));
    let done = cancel_referral(page.app(), page.actor(), id, typed.version()?, why).await;
    settled(&page, (id, CANCEL), &typed, done.map(|_| Done::Cancelled), CancelForm::about).await
}

/// `POST /referrals/{id}/confirm-cancel`
pub async fn confirm_cancelled(
    page: Page<can::AcknowledgeReferral>,
    Id(id): Id<ReferralId>,
    Sent(typed): Sent,
) -> WebResult {
    let done = confirm_cancel(page.app(), page.actor(), id, typed.version()?).await;
    after(&page, done, &paths::referral(id), Done::CancelConfirmed)
}

/// `GET /referrals/{id}/withdraw`
pub async fn withdraw_form(page: Page<can::WithdrawAgreement>, Id(id): Id<ReferralId>) -> WebResult {
    ask(&page, id, WITHDRAW, (StatusCode::OK, Form::new()), withdrawal).await
}

/// `POST /referrals/{id}/withdraw`: her word counts whatever a colleague was writing, so no version is asked.
pub async fn withdraw(
    page: Page<can::WithdrawAgreement>,
    Id(id): Id<ReferralId>,
    Sent(typed): Sent,
) -> WebResult {
    let done = withdraw_consent(page.app(), page.actor(), id, typed.get("via")).await;
    settled(&page, (id, WITHDRAW), &typed, done.map(|_| Done::Withdrawn), withdrawal).await
}

/// At either desk it is the recipient that stops seeing; what the sender wrote stays with the sender.
fn withdrawal(act: ActForm, view: &ReferralView) -> WithdrawForm {
    let (side, partner) = match view.recipient() {
        Some(to) if view.sent_by_us => (Side::Sender, &to.organisation_name),
        _ => (Side::Recipient, &view.record.sender.organisation_name),
    };
    if view.record.state.is_open() {
        WithdrawForm::new(act, side, partner)
    } else {
        WithdrawForm::ended(act, side, partner)
    }
}

/// Goes to the sheet once an act is done; asks again with what is wrong.
pub(super) async fn settled<P, V: View>(
    page: &Page<P>,
    (id, act): (ReferralId, (Action, &str)),
    typed: &Typed,
    done: Result<Done, AppError>,
    view: impl FnOnce(ActForm, &ReferralView) -> V,
) -> WebResult {
    match done {
        Ok(done) => Ok(go(&done.on(&paths::referral(id)))),
        Err(error) => ask(page, id, act, typed.again(error)?, view).await,
    }
}

/// Shows the question of an act, over the version as it is now. A question that is not put (any more) leads to the
/// sheet; an answer to it, because somebody was faster, is given back with the way to how it stands.
pub(super) async fn ask<P, V: View>(
    page: &Page<P>,
    id: ReferralId,
    (action, act): (Action, &str),
    (status, form): (StatusCode, Form),
    view: impl FnOnce(ActForm, &ReferralView) -> V,
) -> WebResult {
    let referral = show_referral(page.app(), page.actor(), id).await?;
    if !referral.may(action) {
        return match status {
            StatusCode::OK => Ok(go(&paths::referral(id))),
            refused => page.draw_with(refused, &overtaken(&form, id)),
        };
    }
    let frame = ActForm {
        form: form.at(referral.record.version),
        number: referral.record.number.to_string(),
        title: need_in_a_word(&referral).map(Into::into),
        until: until(page, &referral, action),
        action: format!("{}/{act}", paths::referral(id)),
        back: paths::referral(id),
    };
    page.draw_with(status, &view(frame, &referral))
}

/// The last day of what the network's clocks bound.
fn until<P>(page: &Page<P>, referral: &ReferralView, action: Action) -> Option<Say> {
    let (clocks, words) = (&page.app().settings.clocks, page.words());
    let last = match action {
        Action::HoldReferral => referral.record.hold_until(clocks, page.app().clock.now())?,
        Action::ReopenReferral => clocks.reopen_limit(referral.record.closed_at?),
        _ => return None,
    };
    Some(Say::new("until-day").with("day", words.day(words.date(last))))
}

/// What was typed for an act that is no longer offered.
fn overtaken(form: &Form, id: ReferralId) -> ConflictPage {
    let note = form.values.get("note").and_then(|notes| notes.first()).filter(|note| !note.is_empty());
    let typed = note.map(|note| Fact::new("complete-note", note.as_str())).into_iter().collect();
    ConflictPage { typed, back: Link::new(paths::referral(id), "conflict-see") }
}
