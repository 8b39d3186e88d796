//! The acts that move a referral on.

use axum::{extract::State, http::StatusCode};
use relais_app::{
    App, AppError,
    referrals::{
        Saved, accept_referral, acknowledge_referral, cancel_referral, complete_referral, confirm_cancel,
        give_referral_reason, referral_version, reject_referral, send_referral, start_again, start_work,
        withdraw_consent,
    },
};
use relais_domain::{actor::Actor, ids::ReferralId};
use relais_http::{actor::Permit, can};

use super::dto::{CancelBody, CompleteBody, RejectBody, WithdrawBody};
use crate::{
    answer::{Acted, Made, MadeId},
    body::{Body, NoBody},
    error::ApiError,
    openapi::ActProblems,
    params::Id,
    router::PREFIX,
    v1::persons::dto::ReasonBody,
    version::IfMatch,
};

/// The new version; or, where somebody else was first, the present one.
pub(super) async fn acted(
    saved: Result<Saved, AppError>,
    app: &App,
    actor: &Actor,
    id: ReferralId,
) -> Result<Acted, ApiError> {
    match saved {
        Ok(saved) => Ok(Acted(saved.version)),
        Err(AppError::Conflict) => Err(ApiError::Stale(referral_version(app, actor, id).await.ok())),
        Err(error) => Err(error.into()),
    }
}

/// Send a draft
///
/// With the person's agreement in force it leaves at once; without one it waits for her.
#[utoipa::path(post, path = "/referrals/{id}/send",
    params(("id" = uuid::Uuid, Path, description = "The draft"), IfMatch),
    responses((status = 204, description = "Sent, or waiting for her agreement"), ActProblems))]
pub(crate) async fn send(
    State(app): State<App>,
    actor: Permit<can::SendReferral>,
    Id(id): Id<ReferralId>,
    IfMatch(version): IfMatch,
    _: NoBody,
) -> Result<Acted, ApiError> {
    acted(send_referral(&app, &actor, id, version).await, &app, &actor, id).await
}

/// Try another service for the same need
///
/// Of a referral that has ended; the attempt at the same need that goes on already, if there is one.
#[utoipa::path(post, path = "/referrals/{id}/again",
    params(("id" = uuid::Uuid, Path, description = "The referral that ended")),
    responses((status = 201, description = "Begun; `Location` is the draft, or the attempt at the same need that goes on already", body = MadeId), ActProblems))]
pub(crate) async fn again(
    State(app): State<App>,
    actor: Permit<can::DraftReferral>,
    Id(id): Id<ReferralId>,
    _: NoBody,
) -> Result<Made, ApiError> {
    let attempt = start_again(&app, &actor, id).await?;
    Ok(Made { location: format!("{PREFIX}/referrals/{}", attempt.id), version: None })
}

/// Say why one reads
///
/// For managers, before the words of a referral; the reason holds for an hour and the person can see it.
#[utoipa::path(post, path = "/referrals/{id}/reading-reasons", request_body = ReasonBody,
    params(("id" = uuid::Uuid, Path, description = "The referral")),
    responses((status = 204, description = "Kept"), ActProblems))]
pub(crate) async fn reason(
    State(app): State<App>,
    actor: Permit<can::ViewReferral>,
    Id(id): Id<ReferralId>,
    Body(body): Body<ReasonBody>,
) -> Result<StatusCode, ApiError> {
    let reason = body.read()?;
    give_referral_reason(&app, &actor, id, reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Say that it was received
#[utoipa::path(post, path = "/referrals/{id}/acknowledge",
    params(("id" = uuid::Uuid, Path, description = "The referral"), IfMatch),
    responses((status = 204, description = "Received"), ActProblems))]
pub(crate) async fn acknowledge(
    State(app): State<App>,
    actor: Permit<can::AcknowledgeReferral>,
    Id(id): Id<ReferralId>,
    IfMatch(version): IfMatch,
    _: NoBody,
) -> Result<Acted, ApiError> {
    acted(acknowledge_referral(&app, &actor, id, version).await, &app, &actor, id).await
}

/// Take it over
///
/// The recipient becomes the holder, and what the person agreed to share becomes its own.
#[utoipa::path(post, path = "/referrals/{id}/accept",
    params(("id" = uuid::Uuid, Path, description = "The referral"), IfMatch),
    responses((status = 204, description = "Accepted"), ActProblems))]
pub(crate) async fn accept(
    State(app): State<App>,
    actor: Permit<can::AcceptReferral>,
    Id(id): Id<ReferralId>,
    IfMatch(version): IfMatch,
    _: NoBody,
) -> Result<Acted, ApiError> {
    acted(accept_referral(&app, &actor, id, version).await, &app, &actor, id).await
}

/// Refuse it
///
/// With a coded reason; the need is back with the sender.
#[utoipa::path(post, path = "/referrals/{id}/reject", request_body = RejectBody,
    params(("id" = uuid::Uuid, Path, description = "The referral"), IfMatch),
    responses((status = 204, description = "Refused"), ActProblems))]
pub(crate) async fn reject(
    State(app): State<App>,
    actor: Permit<can::RejectReferral>,
    Id(id): Id<ReferralId>,
    IfMatch(version): IfMatch,
    Body(body): Body<RejectBody>,
) -> Result<Acted, ApiError> {
    acted(reject_referral(&app, &actor, id, &body.at_version(version)).await, &app, &actor, id).await
}

/// Note the first contact
#[utoipa::path(post, path = "/referrals/{id}/start",
    params(("id" = uuid::Uuid, Path, description = "The referral"), IfMatch),
    responses((status = 204, description = "In progress"), ActProblems))]
pub(crate) async fn begin(
    State(app): State<App>,
    actor: Permit<can::StartReferral>,
    Id(id): Id<ReferralId>,
    IfMatch(version): IfMatch,
    _: NoBody,
) -> Result<Acted, ApiError> {
    acted(start_work(&app, &actor, id, version).await, &app, &actor, id).await
}

/// End the work
///
/// With an outcome; the recipient keeps no sight of the person.
#[utoipa::path(post, path = "/referrals/{id}/complete", request_body = CompleteBody,
    params(("id" = uuid::Uuid, Path, description = "The referral"), IfMatch),
    responses((status = 204, description = "Completed"), ActProblems))]
pub(crate) async fn complete(
    State(app): State<App>,
    actor: Permit<can::CompleteReferral>,
    Id(id): Id<ReferralId>,
    IfMatch(version): IfMatch,
    Body(body): Body<CompleteBody>,
) -> Result<Acted, ApiError> {
    let saved = complete_referral(&app, &actor, id, version, (&body.outcome, &body.note)).await;
    acted(saved, &app, &actor, id).await
}

/// Call it back
///
/// The recipient's sight of the person ends, and its copy is destroyed.
#[utoipa::path(post, path = "/referrals/{id}/cancel", request_body = CancelBody,
    params(("id" = uuid::Uuid, Path, description = "The referral"), IfMatch),
    responses((status = 204, description = "Called back"), ActProblems))]
pub(crate) async fn cancel(
    State(app): State<App>,
    actor: Permit<can::CancelReferral>,
    Id(id): Id<ReferralId>,
    IfMatch(version): IfMatch,
    Body(body): Body<CancelBody>,
) -> Result<Acted, ApiError> {
    let saved = cancel_referral(&app, &actor, id, version, (&body.reason, &body.note)).await;
    acted(saved, &app, &actor, id).await
}

/// Confirm that called-back work has stopped
#[utoipa::path(post, path = "/referrals/{id}/confirm-cancel",
    params(("id" = uuid::Uuid, Path, description = "The referral"), IfMatch),
    responses((status = 204, description = "Confirmed"), ActProblems))]
pub(crate) async fn confirm(
    State(app): State<App>,
    actor: Permit<can::AcknowledgeReferral>,
    Id(id): Id<ReferralId>,
    IfMatch(version): IfMatch,
    _: NoBody,
) -> Result<Acted, ApiError> {
    acted(confirm_cancel(&app, &actor, id, version).await, &app, &actor, id).await
}

/// The person takes her agreement back
///
/// At either desk, effective at once. No version is asked: her word counts whatever a colleague was writing. After the
/// end of the referral too, while her agreement still runs: the referral then stays as it ended.
#[utoipa::path(post, path = "/referrals/{id}/withdraw", request_body = WithdrawBody,
    params(("id" = uuid::Uuid, Path, description = "The referral")),
    responses((status = 204, description = "Ended"), ActProblems))]
pub(crate) async fn withdraw(
    State(app): State<App>,
    actor: Permit<can::WithdrawAgreement>,
    Id(id): Id<ReferralId>,
    Body(body): Body<WithdrawBody>,
) -> Result<Acted, ApiError> {
    acted(withdraw_consent(&app, &actor, id, &body.via).await, &app, &actor, id).await
}
