use axum::{Json, extract::State, http::StatusCode};
use relais_app::{
    App,
    referrals::{list_notices, see_notice},
};
use relais_domain::ids::OutboxId;
use relais_http::{actor::Permit, can};

use super::dto::NoticeList;
use crate::{
    body::NoBody,
    error::ApiError,
    openapi::{ActProblems, ReadProblems},
    params::Id,
};

/// News from partners
///
/// What nobody of the organisation has seen yet, the newest first.
#[utoipa::path(get, path = "/notices",
    responses((status = 200, description = "The news", body = NoticeList), ReadProblems))]
pub(crate) async fn list(
    State(app): State<App>,
    actor: Permit<can::ViewInbox>,
) -> Result<Json<NoticeList>, ApiError> {
    let notices = list_notices(&app, &actor).await?;
    Ok(Json(NoticeList { items: notices.into_iter().map(Into::into).collect() }))
}

/// Put a piece of news away
///
/// For the whole organisation. Done twice, it stays away.
#[utoipa::path(post, path = "/notices/{id}/seen",
    params(("id" = uuid::Uuid, Path, description = "The notice")),
    responses((status = 204, description = "Put away"), ActProblems))]
pub(crate) async fn see(
    State(app): State<App>,
    actor: Permit<can::ViewInbox>,
    Id(id): Id<OutboxId>,
    _: NoBody,
) -> Result<StatusCode, ApiError> {
    see_notice(&app, &actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
