use axum::{Json, extract::State};
use relais_app::{
    App,
    partners::{search_partners, show_service},
};
use relais_domain::ids::ServiceId;
use relais_http::{actor::Permit, can};

use super::dto::{Service, ServicePage, ServiceQuery};
use crate::{
    answer::Versioned,
    cursor,
    error::ApiError,
    openapi::ReadProblems,
    params::{Id, Params},
};

/// Find a service
///
/// By name, commune, theme and distance.
#[utoipa::path(get, path = "/partners/services", params(ServiceQuery),
    responses((status = 200, description = "A page", body = ServicePage), ReadProblems))]
pub(crate) async fn search(
    State(app): State<App>,
    actor: Permit<can::FindPartner>,
    Params(query): Params<ServiceQuery>,
) -> Result<Json<ServicePage>, ApiError> {
    let query = query.read()?;
    let (found, more) = search_partners(&app, &actor, &query).await?;
    let next = more.then(|| cursor::after_lines(query.offset + found.len()));
    Ok(Json(ServicePage { items: found.into_iter().map(Into::into).collect(), next }))
}

/// A service
#[utoipa::path(get, path = "/services/{id}",
    params(("id" = uuid::Uuid, Path, description = "The service")),
    responses((status = 200, description = "The service", body = Service, headers(("ETag" = String, description = "Its version"))),
    ReadProblems))]
pub(crate) async fn show(
    State(app): State<App>,
    actor: Permit<can::FindPartner>,
    Id(id): Id<ServiceId>,
) -> Result<Versioned<Service>, ApiError> {
    let service = show_service(&app, &actor, id).await?;
    let version = service.version;
    Ok(Versioned(service.into(), version))
}
