//! An agent comes back from the provider: a session, and nothing more than her memberships give.

use relais_crypto::derived;
use relais_domain::{
    clock::Timestamp,
    ids::{AgentId, SessionId},
    random::fill_array,
};
use relais_store::{
    journal::{Act, Action},
    members::AgentClaims,
    sessions::NewSession,
};

use crate::{
    App, AppError,
    auth::{Membership, SessionToken, switch_membership::membership},
};

/// What the provider vouched for, checked by the edge.
pub struct SignIn {
    /// Who she is.
    pub claims: AgentClaims,
    /// The ID token, for the logout at the provider.
    pub id_token: String,
    /// When she proved who she is, if the provider says.
    pub authenticated_at: Option<Timestamp>,
}

impl std::fmt::Debug for SignIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignIn").field("claims", &self.claims).finish_non_exhaustive()
    }
}

/// A new session.
#[derive(Debug)]
pub struct SignedIn {
    /// The cookie's token.
    pub token: SessionToken,
    /// The agent.
    pub agent: AgentId,
    /// Her memberships; none gives an empty shell, one is chosen for her.
    pub memberships: Vec<Membership>,
}

/// Recognises the agent by (issuer, subject), never by e-mail or SIRET, and opens a session. A membership comes by
/// invitation only; the only one she has is taken up at once.
pub async fn sign_in(app: &App, command: SignIn) -> Result<SignedIn, AppError> {
    let unit = app.store.begin_house().await?;
    let acr = command.claims.acr.clone();
    let agent = unit.upsert_agent(AgentId::random(app.random.as_ref()), command.claims).await?;
    let members = unit.list_memberships(agent).await?;
    let token = SessionToken::random(app.random.as_ref());
    let id = SessionId::random(app.random.as_ref());
    let nonce = fill_array(app.random.as_ref());
    let sealed = derived::seal(&token.id_token_key(), &id.bytes(), nonce, command.id_token.as_bytes());
    let session = NewSession {
        id,
        token_hash: token.hash(),
        agent,
        membership: members.first().filter(|_| members.len() == 1).map(relais_store::members::MemberRow::id),
        id_token_sealed: Some(sealed.map_err(AppError::internal)?),
        acr,
        authenticated_at: command.authenticated_at.unwrap_or(unit.now()),
        expires_at: unit.now() + app.settings.session_absolute,
    };
    unit.insert_session(session, app.settings.sessions_at_most).await?;
    unit.record(Act::new(Action::SessionOpened).on(agent.uuid())).await?;
    unit.commit().await?;
    Ok(SignedIn { token, agent, memberships: members.iter().map(membership).collect() })
}
