use axum::Json;
use relais_http::actor::CurrentActor;

use super::dto::Me;
use crate::openapi::ReadProblems;

/// Who calls
///
/// Any valid credential may ask.
#[utoipa::path(get, path = "/me", responses((status = 200, description = "The caller", body = Me), ReadProblems))]
pub(crate) async fn show(CurrentActor(actor): CurrentActor) -> Json<Me> {
    Json(Me::from(&actor))
}
