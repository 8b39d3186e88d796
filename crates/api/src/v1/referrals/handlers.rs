use axum::{Json, extract::State};
use relais_app::{
    App,
    referrals::{
        choose_items, choose_service, list_ended, list_inbox, list_sent, record_agreement,
        show_agreement_text, show_referral, start_referral, write_need,
    },
};
use relais_domain::ids::ReferralId;
use relais_http::{actor::Permit, can};

use super::{
    acts::acted,
    dto::{
        AgreementBody, AgreementText, Box, ItemsBody, NeedBody, NewReferralBody, ReferralPage, ReferralQuery,
        ServiceBody,
    },
    view::Referral,
};
use crate::{
    answer::{Acted, Made, MadeId, Versioned},
    body::Body,
    cursor,
    error::ApiError,
    openapi::{ActProblems, ReadProblems},
    params::{Id, Params},
    router::PREFIX,
    version::IfMatch,
};

/// Inbox, what has ended, or what was sent
///
/// The inbox: first what was called back and is to be confirmed stopped, then what is due first, then what waits
/// without a date, then what was accepted. What has ended and what was sent: the last changed first. 50 a page; a cursor
/// of one list is refused in the others.
#[utoipa::path(get, path = "/referrals", params(ReferralQuery),
    responses((status = 200, description = "A page", body = ReferralPage), ReadProblems))]
pub(crate) async fn list(
    State(app): State<App>,
    actor: Permit<can::ViewInbox>,
    Params(query): Params<ReferralQuery>,
) -> Result<Json<ReferralPage>, ApiError> {
    let after = query.cursor.as_deref();
    Ok(Json(match query.r#box {
        Box::Inbox => {
            let inbox = list_inbox(&app, &actor, after.map(cursor::turn).transpose()?).await?;
            let items = inbox.lines.into_iter().map(Into::into).collect();
            ReferralPage { items, next: inbox.next.map(cursor::after_turn) }
        }
        Box::Ended => {
            let (lines, next) = list_ended(&app, &actor, after.map(cursor::ended).transpose()?).await?;
            let items = lines.into_iter().map(Into::into).collect();
            ReferralPage { items, next: next.map(cursor::after_ended) }
        }
        Box::Sent => {
            let (lines, next) = list_sent(&app, &actor, after.map(cursor::referral).transpose()?).await?;
            let items = lines.into_iter().map(Into::into).collect();
            ReferralPage { items, next: next.map(cursor::after_referral) }
        }
    }))
}

/// A referral
///
/// As deep as role, side, state and the person's agreement let the caller see. Each reading is journalled.
#[utoipa::path(get, path = "/referrals/{id}",
    params(("id" = uuid::Uuid, Path, description = "The referral")),
    responses((status = 200, description = "The referral", body = Referral, headers(("ETag" = String, description = "Its version"))), ReadProblems))]
pub(crate) async fn show(
    State(app): State<App>,
    actor: Permit<can::ViewReferral>,
    Id(id): Id<ReferralId>,
) -> Result<Versioned<Referral>, ApiError> {
    let view = show_referral(&app, &actor, id).await?;
    let version = view.record.version;
    Ok(Versioned(view.into(), version))
}

/// Begin a draft
///
/// Nothing leaves the organisation.
#[utoipa::path(post, path = "/referrals", request_body = NewReferralBody,
    responses((status = 201, description = "Begun; `Location` is the referral", body = MadeId), ActProblems))]
pub(crate) async fn start(
    State(app): State<App>,
    actor: Permit<can::DraftReferral>,
    Body(body): Body<NewReferralBody>,
) -> Result<Made, ApiError> {
    let id = start_referral(&app, &actor, &body.into()).await?;
    Ok(Made { location: format!("{PREFIX}/referrals/{id}"), version: Some(1) })
}

/// Reword the need
#[utoipa::path(put, path = "/referrals/{id}/need", request_body = NeedBody,
    params(("id" = uuid::Uuid, Path, description = "The draft"), IfMatch),
    responses((status = 204, description = "Saved"), ActProblems))]
pub(crate) async fn need(
    State(app): State<App>,
    actor: Permit<can::DraftReferral>,
    Id(id): Id<ReferralId>,
    IfMatch(version): IfMatch,
    Body(body): Body<NeedBody>,
) -> Result<Acted, ApiError> {
    let saved = write_need(&app, &actor, id, version, &body.into()).await;
    acted(saved, &app, &actor, id).await
}

/// Choose the service
#[utoipa::path(put, path = "/referrals/{id}/service", request_body = ServiceBody,
    params(("id" = uuid::Uuid, Path, description = "The draft"), IfMatch),
    responses((status = 204, description = "Saved"), ActProblems))]
pub(crate) async fn service(
    State(app): State<App>,
    actor: Permit<can::DraftReferral>,
    Id(id): Id<ReferralId>,
    IfMatch(version): IfMatch,
    Body(body): Body<ServiceBody>,
) -> Result<Acted, ApiError> {
    let saved = choose_service(&app, &actor, id, version, body.service()).await;
    acted(saved, &app, &actor, id).await
}

/// Choose what is passed on
#[utoipa::path(put, path = "/referrals/{id}/items", request_body = ItemsBody,
    params(("id" = uuid::Uuid, Path, description = "The draft"), IfMatch),
    responses((status = 204, description = "Saved"), ActProblems))]
pub(crate) async fn items(
    State(app): State<App>,
    actor: Permit<can::DraftReferral>,
    Id(id): Id<ReferralId>,
    IfMatch(version): IfMatch,
    Body(body): Body<ItemsBody>,
) -> Result<Acted, ApiError> {
    let saved = choose_items(&app, &actor, id, version, &body.items).await;
    acted(saved, &app, &actor, id).await
}

/// The text to put to the person
///
/// Rendered from the draft as it stands; her answer names its hash.
#[utoipa::path(get, path = "/referrals/{id}/agreement-text",
    params(("id" = uuid::Uuid, Path, description = "The draft")),
    responses((status = 200, description = "The text", body = AgreementText), ReadProblems))]
pub(crate) async fn agreement_text(
    State(app): State<App>,
    actor: Permit<can::DraftReferral>,
    Id(id): Id<ReferralId>,
) -> Result<Json<AgreementText>, ApiError> {
    Ok(Json(show_agreement_text(&app, &actor, id).await?.into()))
}

/// Record the person's answer
///
/// By the agent who heard it: an organisation's key may not (403). A no ends the referral and is an ordinary answer.
#[utoipa::path(post, path = "/referrals/{id}/agreement", request_body = AgreementBody,
    params(("id" = uuid::Uuid, Path, description = "The referral"), IfMatch),
    responses((status = 204, description = "Recorded"), ActProblems))]
pub(crate) async fn agreement(
    State(app): State<App>,
    actor: Permit<can::RecordAgreement>,
    Id(id): Id<ReferralId>,
    IfMatch(version): IfMatch,
    Body(body): Body<AgreementBody>,
) -> Result<Acted, ApiError> {
    let saved = record_agreement(&app, &actor, id, &body.at_version(version)).await;
    acted(saved, &app, &actor, id).await
}
