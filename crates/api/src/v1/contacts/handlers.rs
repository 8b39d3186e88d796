use axum::{extract::State, http::StatusCode};
use relais_app::{
    App,
    contacts::{record_contact, tie_contact},
};
use relais_domain::ids::ContactId;
use relais_http::{actor::Permit, can};

use super::dto::{ContactBody, ContactPersonBody};
use crate::{
    answer::{Made, MadeId},
    body::Body,
    error::ApiError,
    openapi::ActProblems,
    params::Id,
    router::PREFIX,
};

/// Record a contact
///
/// Without a relation it counts, and nobody is named. Who she was may be said afterwards, by whoever recorded it: when
/// she is created, or here under `/person`. The contacts of a person stand on her sheet.
#[utoipa::path(post, path = "/contacts", request_body = ContactBody,
    responses((status = 201, description = "Recorded", body = MadeId), ActProblems))]
pub(crate) async fn record(
    State(app): State<App>,
    actor: Permit<can::RecordContact>,
    Body(body): Body<ContactBody>,
) -> Result<Made, ApiError> {
    let id = record_contact(&app, &actor, body.into()).await?;
    Ok(Made { location: format!("{PREFIX}/contacts/{id}"), version: None })
}

/// Say whom a contact was with
///
/// With somebody the organisation already follows; by whoever recorded it. Said twice, it changes nothing.
#[utoipa::path(post, path = "/contacts/{id}/person", request_body = ContactPersonBody,
    params(("id" = uuid::Uuid, Path, description = "The contact")),
    responses((status = 204, description = "It is hers"), ActProblems))]
pub(crate) async fn tie(
    State(app): State<App>,
    actor: Permit<can::CreatePerson>,
    Id(id): Id<ContactId>,
    Body(body): Body<ContactPersonBody>,
) -> Result<StatusCode, ApiError> {
    tie_contact(&app, &actor, id, body.relation()).await?;
    Ok(StatusCode::NO_CONTENT)
}
