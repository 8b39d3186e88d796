//! The turns a referral takes between its sending and its end, whose hands it is in, and the voices on its outcome.

use axum::extract::State;
use relais_app::{
    App,
    referrals::{
        HoldInput, assign_referral, claim_referral, hold_referral, mark_referral_error, record_person_answer,
        record_sender_outcome, release_referral, reopen_referral, resume_referral,
    },
};
use relais_domain::ids::ReferralId;
use relais_http::{actor::Permit, can};

use super::{
    acts::acted,
    dto::{AssignBody, ErrorBody, HoldBody, NoteBody, PersonAnswerBody, SenderOutcomeBody},
};
use crate::{
    answer::Acted,
    body::{Body, NoBody},
    error::ApiError,
    openapi::ActProblems,
    params::Id,
    version::IfMatch,
};

/// Put it on hold
///
/// The answer clock stands still; a hold has a day on which it is looked at again, and an end of its own.
#[utoipa::path(post, path = "/referrals/{id}/hold", request_body = HoldBody,
    params(("id" = uuid::Uuid, Path, description = "The referral"), IfMatch),
    responses((status = 204, description = "On hold"), ActProblems))]
pub(crate) async fn hold(
    State(app): State<App>,
    actor: Permit<can::HoldReferral>,
    Id(id): Id<ReferralId>,
    IfMatch(version): IfMatch,
    Body(body): Body<HoldBody>,
) -> Result<Acted, ApiError> {
    let HoldBody { reason, review_on, note } = body;
    let input = HoldInput { version, reason, review_on, note };
    acted(hold_referral(&app, &actor, id, &input).await, &app, &actor, id).await
}

/// Go on after a hold
///
/// The sender answers the question that was asked, or the recipient goes on: back to where it stood.
#[utoipa::path(post, path = "/referrals/{id}/resume", request_body = NoteBody,
    params(("id" = uuid::Uuid, Path, description = "The referral"), IfMatch),
    responses((status = 204, description = "Goes on"), ActProblems))]
pub(crate) async fn resume(
    State(app): State<App>,
    actor: Permit<can::ResumeReferral>,
    Id(id): Id<ReferralId>,
    IfMatch(version): IfMatch,
    Body(body): Body<NoteBody>,
) -> Result<Acted, ApiError> {
    acted(resume_referral(&app, &actor, id, version, &body.note).await, &app, &actor, id).await
}

/// Open it again
///
/// Within thirty days of its end and while her agreement runs, with a word that says why.
#[utoipa::path(post, path = "/referrals/{id}/reopen", request_body = NoteBody,
    params(("id" = uuid::Uuid, Path, description = "The referral"), IfMatch),
    responses((status = 204, description = "Open again"), ActProblems))]
pub(crate) async fn reopen(
    State(app): State<App>,
    actor: Permit<can::ReopenReferral>,
    Id(id): Id<ReferralId>,
    IfMatch(version): IfMatch,
    Body(body): Body<NoteBody>,
) -> Result<Acted, ApiError> {
    acted(reopen_referral(&app, &actor, id, version, &body.note).await, &app, &actor, id).await
}

/// Mark it as created in error
///
/// Masked for both sides, kept for the audit; what the recipient holds of her is destroyed.
#[utoipa::path(post, path = "/referrals/{id}/mark-error", request_body = ErrorBody,
    params(("id" = uuid::Uuid, Path, description = "The referral"), IfMatch),
    responses((status = 204, description = "Masked"), ActProblems))]
pub(crate) async fn mark_error(
    State(app): State<App>,
    actor: Permit<can::MarkReferralError>,
    Id(id): Id<ReferralId>,
    IfMatch(version): IfMatch,
    Body(body): Body<ErrorBody>,
) -> Result<Acted, ApiError> {
    let saved = mark_referral_error(&app, &actor, id, version, (&body.reason, &body.note));
    acted(saved.await, &app, &actor, id).await
}

/// Take it in hand
///
/// It stays its organisation's; the agent looks after it.
#[utoipa::path(post, path = "/referrals/{id}/claim",
    params(("id" = uuid::Uuid, Path, description = "The referral"), IfMatch),
    responses((status = 204, description = "In the agent's hands"), ActProblems))]
pub(crate) async fn claim(
    State(app): State<App>,
    actor: Permit<can::ClaimReferral>,
    Id(id): Id<ReferralId>,
    IfMatch(version): IfMatch,
    _: NoBody,
) -> Result<Acted, ApiError> {
    acted(claim_referral(&app, &actor, id, version).await, &app, &actor, id).await
}

/// Let it go
#[utoipa::path(post, path = "/referrals/{id}/release",
    params(("id" = uuid::Uuid, Path, description = "The referral"), IfMatch),
    responses((status = 204, description = "Open to all colleagues"), ActProblems))]
pub(crate) async fn release(
    State(app): State<App>,
    actor: Permit<can::ClaimReferral>,
    Id(id): Id<ReferralId>,
    IfMatch(version): IfMatch,
    _: NoBody,
) -> Result<Acted, ApiError> {
    acted(release_referral(&app, &actor, id, version).await, &app, &actor, id).await
}

/// Give it to a colleague
#[utoipa::path(post, path = "/referrals/{id}/assign", request_body = AssignBody,
    params(("id" = uuid::Uuid, Path, description = "The referral"), IfMatch),
    responses((status = 204, description = "In the colleague's hands"), ActProblems))]
pub(crate) async fn assign(
    State(app): State<App>,
    actor: Permit<can::AssignReferral>,
    Id(id): Id<ReferralId>,
    IfMatch(version): IfMatch,
    Body(body): Body<AssignBody>,
) -> Result<Acted, ApiError> {
    acted(assign_referral(&app, &actor, id, version, &body.to.to_string()).await, &app, &actor, id).await
}

/// Record the person's answer
///
/// Her own voice on how it ended, at either desk; it changes neither of the other two.
#[utoipa::path(post, path = "/referrals/{id}/person-answer", request_body = PersonAnswerBody,
    params(("id" = uuid::Uuid, Path, description = "The referral"), IfMatch),
    responses((status = 204, description = "Kept"), ActProblems))]
pub(crate) async fn person_answer(
    State(app): State<App>,
    actor: Permit<can::TellOutcome>,
    Id(id): Id<ReferralId>,
    IfMatch(version): IfMatch,
    Body(body): Body<PersonAnswerBody>,
) -> Result<Acted, ApiError> {
    let word = |yes: bool| if yes { "yes" } else { "no" };
    let said = (word(body.contacted), body.useful.map_or("", word));
    acted(record_person_answer(&app, &actor, id, version, said).await, &app, &actor, id).await
}

/// Record the outcome as the sender sees it
#[utoipa::path(post, path = "/referrals/{id}/sender-outcome", request_body = SenderOutcomeBody,
    params(("id" = uuid::Uuid, Path, description = "The referral"), IfMatch),
    responses((status = 204, description = "Kept"), ActProblems))]
pub(crate) async fn sender_outcome(
    State(app): State<App>,
    actor: Permit<can::TellOutcome>,
    Id(id): Id<ReferralId>,
    IfMatch(version): IfMatch,
    Body(body): Body<SenderOutcomeBody>,
) -> Result<Acted, ApiError> {
    acted(record_sender_outcome(&app, &actor, id, version, &body.outcome).await, &app, &actor, id).await
}
