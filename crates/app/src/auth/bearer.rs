//! The provider's access token: the agent behind (issuer, subject), in one of her memberships.

use relais_domain::{actor::Actor, ids::OrganisationId};

use crate::{App, AppError};

/// The actor of an agent's token. With several memberships the caller must name the organisation; an agent
/// without one, or of another organisation, is nobody here.
pub async fn find_bearer(
    app: &App,
    issuer: &str,
    subject: &str,
    organisation: Option<OrganisationId>,
) -> Result<Option<Actor>, AppError> {
    let unit = app.store.read_house().await?;
    let Some(agent) = unit.find_agent(issuer, subject).await? else { return Ok(None) };
    let members = unit.list_memberships(agent).await?;
    unit.commit().await?;
    let mut wanted =
        members.iter().filter(|member| organisation.is_none_or(|id| id == member.organisation()));
    match (wanted.next(), wanted.next()) {
        (Some(member), None) => Ok(Some(member.actor()?)),
        _ => Ok(None),
    }
}
