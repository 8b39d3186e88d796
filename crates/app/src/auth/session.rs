//! The session behind a request. Looking one up writes nothing: last use is kept in memory and written each minute.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use chrono::TimeDelta;
use relais_crypto::{derived, sealing::Opened};
use relais_domain::{
    actor::{Actor, Role, Who},
    clock::Timestamp,
    ids::{AgentId, SessionId},
    random::fill_array,
};
use relais_store::{
    journal::{Act, Action},
    sessions::SignedIn as Row,
};

use crate::{App, AppError, auth::SessionToken};

/// A living session.
#[derive(Clone)]
pub struct Session {
    /// The session.
    pub id: SessionId,
    /// The agent.
    pub agent: AgentId,
    /// Whom she acts as; none before a membership is chosen, or when she has none.
    pub actor: Option<Actor>,
    /// First name.
    pub given_name: String,
    /// Name in use.
    pub usual_name: String,
    /// The organisation she works for in this session.
    pub organisation_name: Option<String>,
    /// Its network.
    pub network_name: Option<String>,
    /// The network's time zone.
    pub time_zone: Option<String>,
    /// Whether the network's persons are invented.
    pub fictitious: bool,
    /// How many memberships she may choose from.
    pub memberships: i64,
    /// Assurance level of the sign-in.
    pub acr: Option<String>,
    /// When she proved who she is: a step-up asks for a recent one.
    pub authenticated_at: Timestamp,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session").field("id", &self.id).field("actor", &self.actor).finish_non_exhaustive()
    }
}

/// Last uses not yet written, and when the last ones were.
#[derive(Debug, Default)]
pub struct LastSeen {
    seen: Mutex<HashMap<SessionId, Timestamp>>,
    written: Mutex<Timestamp>,
}

impl LastSeen {
    fn note(&self, id: SessionId, at: Timestamp) {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).insert(id, at);
    }

    fn of(&self, id: SessionId) -> Option<Timestamp> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).get(&id).copied()
    }

    /// Whether so much time has passed since this was last said; then it counts from now. A clock that was set back
    /// holds nothing up.
    pub(crate) fn is_due(&self, now: Timestamp, every: TimeDelta) -> bool {
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        let due = (now - *written).abs() >= every;
        if due {
            *written = now;
        }
        due
    }

    /// Takes what is to be written.
    pub(crate) fn take(&self) -> Vec<(SessionId, Timestamp)> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).drain().collect()
    }
}

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Somebody: it is a use of the session.
    Somebody,
    /// An open page by itself: the agent may be gone, and nothing is prolonged.
    Nobody,
}

/// The living session of a token; none when unknown, ended, idle too long or over its absolute end.
pub async fn find_session(
    app: &App,
    token: &SessionToken,
    presence: Presence,
) -> Result<Option<Session>, AppError> {
    let now = app.clock.now();
    let Some(row) = app.store.find_session(token.hash(), now).await? else { return Ok(None) };
    let seen = app.last_seen.of(row.session()).map_or(row.last_seen_at, |seen| seen.max(row.last_seen_at));
    if now - seen > app.settings.session_idle {
        return Ok(None);
    }
    if presence == Presence::Somebody {
        app.last_seen.note(row.session(), now);
    }
    Ok(Some(session(row)))
}

/// Ends a session; the provider's ID token, when it could be read with this cookie, for the logout there.
pub async fn end_session(app: &App, token: &SessionToken) -> Result<Option<String>, AppError> {
    let unit = app.store.begin_house().await?;
    let Some(row) = unit.find_session(token.hash()).await? else { return Ok(None) };
    if unit.end_session(row.session()).await? {
        unit.record(Act::new(Action::SessionClosed).on(row.agent().uuid())).await?;
    }
    unit.commit().await?;
    Ok(open_id_token(&row, token).and_then(|bytes| String::from_utf8(bytes.to_vec()).ok()))
}

fn open_id_token(row: &Row, token: &SessionToken) -> Option<Opened> {
    derived::open(&token.id_token_key(), &row.session().bytes(), row.id_token_sealed.as_deref()?).ok()
}

/// Moves the provider's ID token to the session that follows, under its own token.
pub(super) fn reseal(
    app: &App,
    old: &Row,
    token: &SessionToken,
    (next, id): (&SessionToken, SessionId),
) -> Result<Option<Vec<u8>>, AppError> {
    let Some(id_token) = open_id_token(old, token) else { return Ok(None) };
    let nonce = fill_array(app.random.as_ref());
    let sealed = derived::seal(&next.id_token_key(), &id.bytes(), nonce, &id_token);
    sealed.map(Some).map_err(AppError::internal)
}

fn session(row: Row) -> Session {
    let role: Option<Role> = row.role.as_deref().and_then(|role| role.parse().ok());
    let agent = row.agent();
    let actor = row.membership().zip(role).map(|((membership, organisation, network), role)| Actor {
        who: Who::Agent { agent, membership },
        organisation,
        network,
        role,
    });
    Session {
        id: row.session(),
        agent,
        actor,
        given_name: row.given_name,
        usual_name: row.usual_name,
        organisation_name: row.organisation_name,
        network_name: row.network_name,
        time_zone: row.time_zone,
        fictitious: row.fictitious.unwrap_or(false),
        memberships: row.memberships,
        acr: row.acr,
        authenticated_at: row.authenticated_at,
    }
}
