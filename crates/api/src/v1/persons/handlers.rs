use axum::{Json, extract::State, http::StatusCode};
use relais_app::{
    App, AppError,
    persons::{
        self, Created, EditPerson, create_person, edit_person, give_reason, list_persons, relation_version,
        search_persons, show_person,
    },
};
use relais_domain::ids::RelationId;
use relais_http::{actor::Permit, can};

use super::dto::{
    NewPersonBody, Person, PersonBody, PersonLine, PersonList, PersonQuery, ReasonBody, SearchBody,
};
use crate::{
    answer::{Acted, Made, MadeId, Versioned},
    body::Body,
    cursor,
    error::ApiError,
    openapi::{ActProblems, ReadProblems},
    params::{Id, Params},
    problem::Problem,
    router::PREFIX,
    version::IfMatch,
};

/// Persons seen last
///
/// The persons of the caller's organisation, those with the latest contacts first, 50 a page.
#[utoipa::path(get, path = "/persons", params(PersonQuery),
    responses((status = 200, description = "The persons", body = PersonList), ReadProblems))]
pub(crate) async fn list(
    State(app): State<App>,
    actor: Permit<can::SearchPersons>,
    Params(query): Params<PersonQuery>,
) -> Result<Json<PersonList>, ApiError> {
    let after = query.cursor.as_deref().map(cursor::person).transpose()?;
    let (lines, next) = list_persons(&app, &actor, after).await?;
    Ok(Json(PersonList::of(lines, next.map(cursor::after_person))))
}

/// Search persons
///
/// Among those of the caller's own organisation only. The query is never stored or logged.
#[utoipa::path(post, path = "/persons/search", request_body = SearchBody,
    responses((status = 200, description = "At most 50 persons", body = PersonList), ActProblems))]
pub(crate) async fn search(
    State(app): State<App>,
    actor: Permit<can::SearchPersons>,
    Body(body): Body<SearchBody>,
) -> Result<Json<PersonList>, ApiError> {
    Ok(Json(PersonList::of(search_persons(&app, &actor, &body.query).await?, None)))
}

/// Create a person
///
/// Where persons of the caller's own organisation look like her, nothing is stored and they are named (409); then
/// say `not_a_duplicate`, or tie the contact to the one it was (`/contacts/{id}/person`). Whether another organisation knows her is never looked at.
#[utoipa::path(post, path = "/persons", request_body = NewPersonBody, responses(
    (status = 201, description = "Created; `Location` is her sheet", body = MadeId),
    (status = 409, description = "Likely duplicates, or a key in use", body = Problem, content_type = "application/problem+json"),
    ActProblems
))]
pub(crate) async fn create(
    State(app): State<App>,
    actor: Permit<can::CreatePerson>,
    Body(body): Body<NewPersonBody>,
) -> Result<Made, ApiError> {
    match create_person(&app, &actor, body.read(app.today())?).await? {
        Created::Relation(id) => Ok(Made { location: format!("{PREFIX}/persons/{id}"), version: Some(1) }),
        Created::Duplicates(lines) => {
            Err(ApiError::Duplicates(lines.into_iter().map(PersonLine::from).collect()))
        }
    }
}

/// A person's sheet
///
/// Each reading is journalled, and she can see it.
#[utoipa::path(get, path = "/persons/{id}",
    params(("id" = uuid::Uuid, Path, description = "The relation")),
    responses(
        (status = 200, description = "Her sheet", body = Person, headers(("ETag" = String, description = "Its version"))),
        (status = 422, description = "`person.reason_needed`: a manager says why first", body = Problem, content_type = "application/problem+json"),
        ReadProblems
    ))]
pub(crate) async fn show(
    State(app): State<App>,
    actor: Permit<can::ViewReceptionCard>,
    Id(id): Id<RelationId>,
) -> Result<Versioned<Person>, ApiError> {
    let sheet = show_person(&app, &actor, id).await?;
    let version = sheet.version;
    Ok(Versioned(sheet.into(), version))
}

/// Correct a person's sheet
///
/// Replaces what is known of her. Whoever may only write the reception card leaves the identity as it is.
#[utoipa::path(put, path = "/persons/{id}", request_body = PersonBody,
    params(("id" = uuid::Uuid, Path, description = "The relation"), IfMatch),
    responses((status = 204, description = "Saved"), ActProblems))]
pub(crate) async fn edit(
    State(app): State<App>,
    actor: Permit<can::EditReceptionCard>,
    Id(relation): Id<RelationId>,
    IfMatch(version): IfMatch,
    Body(body): Body<PersonBody>,
) -> Result<Acted, ApiError> {
    let command = EditPerson { relation, version, person: body.read_correction(app.today())? };
    match edit_person(&app, &actor, command).await {
        Ok(()) => Ok(Acted(version + 1)),
        Err(AppError::Conflict) => Err(ApiError::Stale(relation_version(&app, &actor, relation).await.ok())),
        Err(error) => Err(error.into()),
    }
}

/// Say why one reads
///
/// For managers; the reason holds for an hour and the person can see it.
#[utoipa::path(post, path = "/persons/{id}/reading-reasons", request_body = ReasonBody,
    params(("id" = uuid::Uuid, Path, description = "The relation")),
    responses((status = 204, description = "Kept"), ActProblems))]
pub(crate) async fn reason(
    State(app): State<App>,
    actor: Permit<can::ViewReceptionCard>,
    Id(id): Id<RelationId>,
    Body(body): Body<ReasonBody>,
) -> Result<StatusCode, ApiError> {
    let reason: persons::ReadingReason = body.read()?;
    give_reason(&app, &actor, id, reason).await?;
    Ok(StatusCode::NO_CONTENT)
}
