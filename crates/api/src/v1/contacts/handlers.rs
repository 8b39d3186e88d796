use axum::{extract::State, http::StatusCode};
use relais_app::{App, contacts::record_contact};
use relais_http::{actor::Permit, can};

use super::dto::ContactBody;
use crate::{body::Body, error::ApiError, openapi::ActProblems};

/// Record a contact
///
/// A contact is never read or changed afterwards; it counts.
#[utoipa::path(post, path = "/contacts", request_body = ContactBody,
    responses((status = 201, description = "Recorded"), ActProblems))]
pub(crate) async fn record(
    State(app): State<App>,
    actor: Permit<can::RecordContact>,
    Body(body): Body<ContactBody>,
) -> Result<StatusCode, ApiError> {
    record_contact(&app, &actor, body.into()).await?;
    Ok(StatusCode::CREATED)
}
