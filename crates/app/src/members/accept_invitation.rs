//! A signed-in agent uses an invitation: the only way to become a member.

use relais_domain::{
    clock::Timestamp,
    ids::{AgentId, MembershipId},
    organisation::TokenHash,
};
use relais_store::journal::{Act, Action as Journalled};

use crate::{App, AppError, auth::token_hash};

/// What the page of an invitation shows.
#[derive(Clone, Debug)]
pub struct InvitationView {
    /// The organisation that invites.
    pub organisation_name: String,
    /// Role code.
    pub role: String,
    /// Until when it may be used.
    pub expires_at: Timestamp,
    /// The stable code of why it can no longer be used, if so.
    pub refusal: Option<&'static str>,
}

/// Shows an invitation to whoever holds its link.
pub async fn show_invitation(app: &App, token: &str) -> Result<InvitationView, AppError> {
    let unit = app.store.read_house().await?;
    let found = unit.find_invitation(TokenHash(token_hash(token))).await?;
    let invitation = found.ok_or(AppError::NotFound)?;
    let organisation =
        unit.find_any_organisation(invitation.organisation()).await?.ok_or(AppError::NotFound)?;
    let now = unit.now();
    unit.commit().await?;
    Ok(InvitationView {
        organisation_name: organisation.name,
        role: invitation.role().as_str().to_owned(),
        expires_at: invitation.expires_at(),
        refusal: invitation.usable(now).err().map(relais_domain::organisation::InvitationError::code),
    })
}

/// Uses it, once; the membership begins in the same transaction. An agent who is already a member in the same role
/// keeps that membership.
pub async fn accept_invitation(app: &App, agent: AgentId, token: &str) -> Result<MembershipId, AppError> {
    let unit = app.store.begin_house().await?;
    let found = unit.find_invitation(TokenHash(token_hash(token))).await?;
    let invitation = found.ok_or(AppError::NotFound)?;
    let version = invitation.version();
    let id = MembershipId::random(app.random.as_ref());
    let (used, membership) =
        invitation.accept(agent, id, unit.now()).map_err(|error| AppError::rule(error.code()))?;
    unit.save_invitation(&used, version).await?;
    unit.insert_membership(membership.id(), agent, membership.organisation(), membership.role()).await?;
    let act = Act::new(Journalled::MembershipStarted).on(id.uuid()).scope(membership.role().as_str());
    unit.record(act).await?;
    unit.commit().await?;
    Ok(id)
}
