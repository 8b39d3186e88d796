//! The services of the caller's organisation, as it describes them.

use axum::extract::State;
use relais_app::{
    App, AppError,
    organisations::{self, ServiceInput, show_own_service},
};
use relais_domain::ids::ServiceId;
use relais_http::{actor::Permit, can};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    answer::{Acted, Made, MadeId},
    body::Body,
    codes,
    error::ApiError,
    openapi::ActProblems,
    params::Id,
    router::PREFIX,
    version::IfMatch,
};

/// What an organisation says of one of its services. What is left out of these fields is emptied.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "name": "Accompagnement numérique", "description": "Aide aux démarches en ligne, sans rendez-vous.",
    "commune": "Kerlann", "themes": ["papiers", "social"], "capacity": "open", "answer_days": 3,
    "accepts_referrals": true
}))]
pub(crate) struct OwnServiceBody {
    /// Name, unlike that of the organisation's other services.
    name: String,
    /// What it does.
    description: String,
    /// For whom.
    #[serde(default)]
    audience: String,
    /// Street address.
    #[serde(default)]
    address: String,
    /// Commune, by its name or its INSEE code.
    #[serde(default)]
    commune: String,
    /// Its themes, at least one.
    #[schema(value_type = Vec<codes::Theme>)]
    themes: Vec<String>,
    /// How much room it has.
    #[schema(value_type = codes::Capacity)]
    capacity: String,
    /// How many days an answer usually takes: 1 to 90.
    answer_days: Option<i32>,
    /// Whether referrals may be sent to it.
    accepts_referrals: bool,
}

impl From<OwnServiceBody> for ServiceInput {
    fn from(body: OwnServiceBody) -> Self {
        Self {
            name: body.name,
            description: body.description,
            audience: body.audience,
            address: body.address,
            commune: body.commune,
            themes: body.themes,
            capacity: body.capacity,
            answer_days: body.answer_days.map(|days| days.to_string()).unwrap_or_default(),
            accepts_referrals: Some(body.accepts_referrals),
        }
    }
}

/// Add a service to one's organisation
///
/// Partners find it at once.
#[utoipa::path(post, path = "/organisation/services", request_body = OwnServiceBody,
    responses((status = 201, description = "Added", body = MadeId), ActProblems))]
pub(crate) async fn add_service(
    State(app): State<App>,
    actor: Permit<can::EditOrganisation>,
    Body(body): Body<OwnServiceBody>,
) -> Result<Made, ApiError> {
    let id = organisations::add_service(&app, &actor, &body.into()).await?;
    Ok(Made { location: format!("{PREFIX}/services/{id}"), version: Some(1) })
}

/// Correct a service of one's organisation
///
/// Replaces what partners read of it. Referrals on their way to it go on; new ones go only to a service that takes
/// referrals and is not `closed`.
#[utoipa::path(put, path = "/services/{id}", params(("id" = uuid::Uuid, Path, description = "The service"), IfMatch),
    request_body = OwnServiceBody, responses((status = 204, description = "Saved"), ActProblems))]
pub(crate) async fn edit_service(
    State(app): State<App>,
    actor: Permit<can::EditOrganisation>,
    Id(id): Id<ServiceId>,
    IfMatch(version): IfMatch,
    Body(body): Body<OwnServiceBody>,
) -> Result<Acted, ApiError> {
    match organisations::edit_service(&app, &actor, (id, version), &body.into()).await {
        Ok(()) => Ok(Acted(version + 1)),
        Err(AppError::Conflict) => {
            let present = show_own_service(&app, &actor, id).await?;
            Err(ApiError::Stale(Some(present.version)))
        }
        Err(error) => Err(error.into()),
    }
}
