//! The turns a referral takes between its sending and its end, each with a question first: on hold and on again, opened
//! again, masked as created in error.

use axum::http::StatusCode;
use relais_app::referrals::{
    HoldInput, ReferralView, hold_referral, mark_referral_error, reopen_referral, resume_referral,
};
use relais_domain::{
    access::Action,
    ids::ReferralId,
    referral::{HoldReason, ReferralState},
};
use relais_http::can;

use crate::{
    done::Done,
    error::WebResult,
    pages::referral_acts::{ask, settled},
    request::{Id, Page, Sent},
    views::{
        Form,
        referrals::{ActForm, ErrorForm, HoldForm, ReopenForm, ResumeForm},
    },
};

const HOLD: (Action, &str) = (Action::HoldReferral, "hold");
const RESUME: (Action, &str) = (Action::ResumeReferral, "resume");
const REOPEN: (Action, &str) = (Action::ReopenReferral, "reopen");
const ERROR: (Action, &str) = (Action::MarkReferralError, "error");

/// `GET /referrals/{id}/hold`
pub async fn hold_form(page: Page<can::HoldReferral>, Id(id): Id<ReferralId>) -> WebResult {
    ask(&page, id, HOLD, (StatusCode::OK, Form::new()), HoldForm::about).await
}

/// `POST /referrals/{id}/hold`
pub async fn hold(page: Page<can::HoldReferral>, Id(id): Id<ReferralId>, Sent(typed): Sent) -> WebResult {
    let input = HoldInput {
        version: typed.version()?,
        reason: typed.text("reason"),
        review_on: typed.text("review_on"),
        note: typed.text("note"),
    };
    let done = hold_referral(page.app(), page.actor(), id, &input).await;
    settled(&page, (id, HOLD), &typed, done.map(|_| Done::Held), HoldForm::about).await
}

/// `GET /referrals/{id}/resume`
pub async fn resume_form(page: Page<can::ResumeReferral>, Id(id): Id<ReferralId>) -> WebResult {
    ask(&page, id, RESUME, (StatusCode::OK, Form::new()), resuming).await
}

/// `POST /referrals/{id}/resume`
pub async fn resume(page: Page<can::ResumeReferral>, Id(id): Id<ReferralId>, Sent(typed): Sent) -> WebResult {
    let done = resume_referral(page.app(), page.actor(), id, typed.version()?, typed.get("note")).await;
    settled(&page, (id, RESUME), &typed, done.map(|_| Done::Resumed), resuming).await
}

/// The sender answers the question that was asked; otherwise the recipient goes on.
fn resuming(act: ActForm, view: &ReferralView) -> ResumeForm {
    let asked = view.record.hold_sub_reason == Some(HoldReason::InformationNeeded);
    let held = view.history.iter().find(|item| item.line.event == "held");
    let question = held.and_then(|item| item.note.as_ref()).map(|note| note.0.clone());
    ResumeForm { act, question: question.filter(|_| asked), answers: asked && view.sent_by_us }
}

/// `GET /referrals/{id}/reopen`
pub async fn reopen_form(page: Page<can::ReopenReferral>, Id(id): Id<ReferralId>) -> WebResult {
    ask(&page, id, REOPEN, (StatusCode::OK, Form::new()), reopening).await
}

/// `POST /referrals/{id}/reopen`
pub async fn reopen(page: Page<can::ReopenReferral>, Id(id): Id<ReferralId>, Sent(typed): Sent) -> WebResult {
    let done = reopen_referral(page.app(), page.actor(), id, typed.version()?, typed.get("note")).await;
    settled(&page, (id, REOPEN), &typed, done.map(|_| Done::Reopened), reopening).await
}

/// Work goes on where it stood; a request is asked anew.
fn reopening(act: ActForm, view: &ReferralView) -> ReopenForm {
    ReopenForm { act, work: view.record.state == ReferralState::Completed }
}

/// `GET /referrals/{id}/error`
pub async fn error_form(page: Page<can::MarkReferralError>, Id(id): Id<ReferralId>) -> WebResult {
    ask(&page, id, ERROR, (StatusCode::OK, Form::new()), ErrorForm::about).await
}

/// `POST /referrals/{id}/error`
pub async fn mark_error(
    page: Page<can::MarkReferralError>,
    Id(id): Id<ReferralId>,
    Sent(typed): Sent,
) -> WebResult {
    let why = (typed.get("reason"), typed.get("note"));
    let done = mark_referral_error(page.app(), page.actor(), id, typed.version()?, why).await;
    settled(&page, (id, ERROR), &typed, done.map(|_| Done::MarkedError), ErrorForm::about).await
}
