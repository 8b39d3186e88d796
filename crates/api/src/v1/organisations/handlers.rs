use axum::{Json, extract::State};
use relais_app::{
    App, AppError,
    organisations::{edit_organisation, list_organisations, show_organisation},
};
use relais_domain::{actor::Actor, ids::OrganisationId};
use relais_http::{actor::Permit, can};

use super::dto::{OrganisationBody, OrganisationPage, OrganisationQuery, OrganisationSheet};
use crate::{
    answer::{Acted, Versioned},
    body::Body,
    cursor,
    error::ApiError,
    openapi::{ActProblems, ReadProblems},
    params::{Id, Params},
    version::IfMatch,
};

/// The caller's organisation
///
/// With its services.
#[utoipa::path(get, path = "/organisation", responses(
    (status = 200, description = "The organisation", body = OrganisationSheet, headers(("ETag" = String, description = "Its version"))),
    ReadProblems
))]
pub(crate) async fn show_own(
    State(app): State<App>,
    actor: Permit<can::ViewOrganisation>,
) -> Result<Versioned<OrganisationSheet>, ApiError> {
    sheet(&app, &actor, actor.organisation).await
}

/// An organisation of the network
///
/// One's own; any, for the network's animator.
#[utoipa::path(get, path = "/organisations/{id}",
    params(("id" = uuid::Uuid, Path, description = "The organisation")),
    responses((status = 200, description = "The organisation", body = OrganisationSheet), ReadProblems))]
pub(crate) async fn show(
    State(app): State<App>,
    actor: Permit<can::ViewOrganisation>,
    Id(id): Id<OrganisationId>,
) -> Result<Versioned<OrganisationSheet>, ApiError> {
    sheet(&app, &actor, id).await
}

async fn sheet(
    app: &App,
    actor: &Actor,
    id: OrganisationId,
) -> Result<Versioned<OrganisationSheet>, ApiError> {
    let view = show_organisation(app, actor, id).await?;
    let version = view.organisation.version;
    Ok(Versioned(view.into(), version))
}

/// Correct one's organisation
///
/// Replaces what partners read of it.
#[utoipa::path(put, path = "/organisation", params(IfMatch), request_body = OrganisationBody,
    responses((status = 204, description = "Saved"), ActProblems))]
pub(crate) async fn edit_own(
    State(app): State<App>,
    actor: Permit<can::EditOrganisation>,
    IfMatch(version): IfMatch,
    Body(body): Body<OrganisationBody>,
) -> Result<Acted, ApiError> {
    match edit_organisation(&app, &actor, body.at_version(version)).await {
        Ok(()) => Ok(Acted(version + 1)),
        Err(AppError::Conflict) => {
            let present = show_organisation(&app, &actor, actor.organisation).await?;
            Err(ApiError::Stale(Some(present.organisation.version)))
        }
        Err(error) => Err(error.into()),
    }
}

/// Organisations of the network
///
/// For the network's animator, by name.
#[utoipa::path(get, path = "/organisations", params(OrganisationQuery),
    responses((status = 200, description = "A page", body = OrganisationPage), ReadProblems))]
pub(crate) async fn list(
    State(app): State<App>,
    actor: Permit<can::ManageNetwork>,
    Params(query): Params<OrganisationQuery>,
) -> Result<Json<OrganisationPage>, ApiError> {
    let after = query.cursor.as_deref().map(cursor::organisation).transpose()?;
    let (rows, next) = list_organisations(&app, &actor, after.as_ref()).await?;
    let next = next.as_ref().map(cursor::after_organisation);
    Ok(Json(OrganisationPage { items: rows.into_iter().map(Into::into).collect(), next }))
}
