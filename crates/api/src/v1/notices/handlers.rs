use axum::{Json, extract::State, http::StatusCode};
use relais_app::{
    App,
    referrals::{list_notices, see_notice},
};
use relais_domain::ids::OutboxId;
use relais_http::{actor::Permit, can};

use super::dto::{NoticeList, NoticeQuery};
use crate::{
    body::NoBody,
    cursor,
    error::ApiError,
    openapi::{ActProblems, ReadProblems},
    params::{Id, Params},
};

/// News from partners
///
/// What nobody of the organisation has seen yet, the newest first, 50 a page.
#[utoipa::path(get, path = "/notices", params(NoticeQuery),
    responses((status = 200, description = "The news", body = NoticeList), ReadProblems))]
pub(crate) async fn list(
    State(app): State<App>,
    actor: Permit<can::ViewInbox>,
    Params(query): Params<NoticeQuery>,
) -> Result<Json<NoticeList>, ApiError> {
    let after = query.cursor.as_deref().map(cursor::notice).transpose()?;
    let (notices, next) = list_notices(&app, &actor, after).await?;
    let items = notices.into_iter().map(Into::into).collect();
    Ok(Json(NoticeList { items, next: next.map(cursor::after_notice) }))
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
