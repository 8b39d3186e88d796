//! What the person and the sender say of how the work ended, beside what the recipient said.

use axum::http::StatusCode;
use relais_app::referrals::{record_person_answer, record_sender_outcome};
use relais_domain::{access::Action, ids::ReferralId};
use relais_http::can;

use crate::{
    done::Done,
    error::WebResult,
    pages::referral_acts::{ask, settled},
    request::{Id, Page, Sent},
    views::{
        Form,
        referrals::{AnswerForm, OutcomeForm},
    },
};

const ANSWER: (Action, &str) = (Action::TellOutcome, "answer");
const OUTCOME: (Action, &str) = (Action::TellOutcome, "outcome");

/// `GET /referrals/{id}/answer`
pub async fn answer_form(page: Page<can::TellOutcome>, Id(id): Id<ReferralId>) -> WebResult {
    ask(&page, id, ANSWER, (StatusCode::OK, Form::new()), AnswerForm::about).await
}

/// `POST /referrals/{id}/answer`
pub async fn answer(page: Page<can::TellOutcome>, Id(id): Id<ReferralId>, Sent(typed): Sent) -> WebResult {
    let said = (typed.get("contacted"), typed.get("useful"));
    let done = record_person_answer(page.app(), page.actor(), id, typed.version()?, said).await;
    settled(&page, (id, ANSWER), &typed, done.map(|_| Done::AnswerNoted), AnswerForm::about).await
}

/// `GET /referrals/{id}/outcome`
pub async fn outcome_form(page: Page<can::TellOutcome>, Id(id): Id<ReferralId>) -> WebResult {
    ask(&page, id, OUTCOME, (StatusCode::OK, Form::new()), OutcomeForm::about).await
}

/// `POST /referrals/{id}/outcome`
pub async fn outcome(page: Page<can::TellOutcome>, Id(id): Id<ReferralId>, Sent(typed): Sent) -> WebResult {
    let done = record_sender_outcome(page.app(), page.actor(), id, typed.version()?, typed.get("outcome"));
    let done = done.await;
    settled(&page, (id, OUTCOME), &typed, done.map(|_| Done::OutcomeNoted), OutcomeForm::about).await
}
