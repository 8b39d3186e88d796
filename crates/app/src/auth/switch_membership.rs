//! An agent of several organisations works in one at a time; switching is a new session, and journalled.

use relais_domain::ids::{AgentId, MembershipId, SessionId};
use relais_store::{
    journal::{Act, Action},
    members::MemberRow,
    sessions::NewSession,
};

use crate::{
    App, AppError,
    auth::{Session, SessionToken},
};

/// A membership an agent may work in.
#[derive(Clone, Debug)]
pub struct Membership {
    /// The membership.
    pub id: MembershipId,
    /// Role code.
    pub role: String,
    /// The organisation's name.
    pub organisation_name: String,
}

pub(super) fn membership(row: &MemberRow) -> Membership {
    Membership { id: row.id(), role: row.role.clone(), organisation_name: row.organisation_name.clone() }
}

/// The memberships of an agent.
pub async fn list_memberships(app: &App, agent: AgentId) -> Result<Vec<Membership>, AppError> {
    let unit = app.store.read_house().await?;
    let rows = unit.list_memberships(agent).await?;
    unit.commit().await?;
    Ok(rows.iter().map(membership).collect())
}

/// Goes on in another membership of the same agent: the old session ends, a new one begins under a new token.
pub async fn switch_membership(
    app: &App,
    session: &Session,
    token: &SessionToken,
    to: MembershipId,
) -> Result<SessionToken, AppError> {
    let unit = app.store.begin_house().await?;
    let members = unit.list_memberships(session.agent).await?;
    let member = members.iter().find(|member| member.id() == to).ok_or(AppError::NotFound)?;
    let old = unit.find_session(token.hash()).await?.ok_or(AppError::NotFound)?;
    unit.end_session(old.session()).await?;
    let next = SessionToken::random(app.random.as_ref());
    let id = SessionId::random(app.random.as_ref());
    let new = NewSession {
        id,
        token_hash: next.hash(),
        agent: session.agent,
        membership: Some(member.id()),
        id_token_sealed: super::session::reseal(app, &old, token, (&next, id))?,
        acr: session.acr.clone(),
        authenticated_at: session.authenticated_at,
        expires_at: old.expires_at,
    };
    unit.insert_session(new, app.settings.sessions_at_most).await?;
    unit.record(Act::new(Action::MembershipSwitched).on(member.id().uuid())).await?;
    unit.commit().await?;
    Ok(next)
}
