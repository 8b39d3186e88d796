use axum::{
    Json,
    extract::State,
    http::{StatusCode, header},
    response::IntoResponse,
};
use relais_app::{
    App, AppError,
    members::{
        AbsenceInput, end_member, invite, list_members, note_absence, revoke_invitation, show_member,
        take_back_absence,
    },
};
use relais_domain::{
    actor::Actor,
    ids::{InvitationId, MembershipId},
};
use relais_http::{actor::Permit, can};

use super::dto::{AbsenceBody, InvitationBody, InvitationMade, MemberList, MemberQuery};
use crate::{
    body::{Body, NoBody},
    cursor,
    error::ApiError,
    openapi::{ActProblems, ReadProblems},
    params::{Id, Params},
    router::PREFIX,
    version::IfMatch,
};

/// Members
///
/// Of the caller's organisation, by name, 50 a page; with invitations, for who manages them.
#[utoipa::path(get, path = "/members", params(MemberQuery),
    responses((status = 200, description = "The members", body = MemberList), ReadProblems))]
pub(crate) async fn list(
    State(app): State<App>,
    actor: Permit<can::ViewOrganisation>,
    Params(query): Params<MemberQuery>,
) -> Result<Json<MemberList>, ApiError> {
    let after = query.cursor.as_deref().map(cursor::member).transpose()?;
    Ok(Json(list_members(&app, &actor, after).await?.into()))
}

/// Invite somebody
///
/// By a link that works once. Its token is told here and never again. A mailbox has one open invitation: the one before
/// is taken back.
#[utoipa::path(post, path = "/invitations", request_body = InvitationBody,
    responses((status = 201, description = "Invited", body = InvitationMade), ActProblems))]
pub(crate) async fn invite_member(
    State(app): State<App>,
    actor: Permit<can::ManageMembers>,
    Body(body): Body<InvitationBody>,
) -> Result<impl IntoResponse, ApiError> {
    let invited = invite(&app, &actor, &body.email, &body.role).await?;
    let location = format!("{PREFIX}/invitations/{}", invited.invitation.id());
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(InvitationMade::from(invited))))
}

/// Take an invitation back
#[utoipa::path(delete, path = "/invitations/{id}",
    params(("id" = uuid::Uuid, Path, description = "The invitation")),
    responses((status = 204, description = "Taken back"), ActProblems))]
pub(crate) async fn revoke(
    State(app): State<App>,
    actor: Permit<can::ManageMembers>,
    Id(id): Id<InvitationId>,
) -> Result<StatusCode, ApiError> {
    revoke_invitation(&app, &actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// End a membership
///
/// Never one's own, nor the last manager's: an organisation keeps a manager.
#[utoipa::path(post, path = "/members/{id}/end",
    params(("id" = uuid::Uuid, Path, description = "The membership"), IfMatch),
    responses((status = 204, description = "Ended"), ActProblems))]
pub(crate) async fn end(
    State(app): State<App>,
    actor: Permit<can::ManageMembers>,
    Id(id): Id<MembershipId>,
    IfMatch(version): IfMatch,
    _: NoBody,
) -> Result<StatusCode, ApiError> {
    match end_member(&app, &actor, id, version).await {
        Ok(()) => Ok(StatusCode::NO_CONTENT),
        Err(AppError::Conflict) => Err(ApiError::Stale(present(&app, &actor, id).await)),
        Err(error) => Err(error.into()),
    }
}

async fn present(app: &App, actor: &Actor, id: MembershipId) -> Option<i32> {
    Some(show_member(app, actor, id).await.ok()?.version)
}

/// Note an absence
///
/// One's own, or for a manager any member's. From its first day on what she has in hand is her cover's, or the whole
/// team's.
#[utoipa::path(post, path = "/members/{id}/absences", request_body = AbsenceBody,
    params(("id" = uuid::Uuid, Path, description = "The membership")),
    responses((status = 204, description = "Noted"), ActProblems))]
pub(crate) async fn note_away(
    State(app): State<App>,
    actor: Permit<can::ViewOrganisation>,
    Id(id): Id<MembershipId>,
    Body(body): Body<AbsenceBody>,
) -> Result<StatusCode, ApiError> {
    let cover = body.cover.map(|id| id.to_string()).unwrap_or_default();
    note_absence(&app, &actor, id, &AbsenceInput { from: body.from, until: body.until, cover }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Take absences back
///
/// She is here again: what is noted and has not ended counts no more.
#[utoipa::path(delete, path = "/members/{id}/absences",
    params(("id" = uuid::Uuid, Path, description = "The membership")),
    responses((status = 204, description = "Taken back"), ActProblems))]
pub(crate) async fn back(
    State(app): State<App>,
    actor: Permit<can::ViewOrganisation>,
    Id(id): Id<MembershipId>,
) -> Result<StatusCode, ApiError> {
    take_back_absence(&app, &actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
