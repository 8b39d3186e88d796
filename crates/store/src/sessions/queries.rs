//! Queries of sign-in and sessions.

use relais_domain::{
    clock::Timestamp,
    ids::{AgentId, MembershipId, NetworkId, OrganisationId, SessionId},
};
use sea_orm::{
    ColumnTrait, EntityTrait, ExprTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, Set,
    prelude::Uuid, sea_query::Expr,
};

use crate::{
    Store, StoreError, UnitOfWork,
    sessions::entity::{login_attempt, session},
    sql::Sql,
};

/// A sign-in under way, bound to the browser that began it. Single use: taking it removes it.
#[derive(Clone)]
pub struct LoginAttempt {
    /// SHA-256 of `state`.
    pub state_hash: [u8; 32],
    /// SHA-256 of the browser's own cookie.
    pub browser_hash: [u8; 32],
    /// What the relying party needs at the callback; opaque here.
    pub content: String,
    /// When it lapses.
    pub expires_at: Timestamp,
}

impl std::fmt::Debug for LoginAttempt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LoginAttempt([secret])")
    }
}

/// A session about to be stored.
pub struct NewSession {
    /// Its id.
    pub id: SessionId,
    /// SHA-256 of the cookie's token.
    pub token_hash: [u8; 32],
    /// The agent who signed in.
    pub agent: AgentId,
    /// The membership in use, once chosen.
    pub membership: Option<MembershipId>,
    /// The provider's ID token, sealed under the cookie's token; needed at logout.
    pub id_token_sealed: Option<Vec<u8>>,
    /// The assurance level the provider stated.
    pub acr: Option<String>,
    /// When the provider says the agent proved who she is.
    pub authenticated_at: Timestamp,
    /// The absolute end.
    pub expires_at: Timestamp,
}

impl std::fmt::Debug for NewSession {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewSession").field("id", &self.id).finish_non_exhaustive()
    }
}

/// A living session with what every page needs, in one query.
#[derive(Clone, FromQueryResult)]
pub struct SignedIn {
    id: Uuid,
    agent_id: Uuid,
    membership_id: Option<Uuid>,
    organisation_id: Option<Uuid>,
    network_id: Option<Uuid>,
    /// The provider's ID token, sealed under the cookie's token.
    pub id_token_sealed: Option<Vec<u8>>,
    /// The assurance level of the sign-in.
    pub acr: Option<String>,
    /// When the agent proved who she is.
    pub authenticated_at: Timestamp,
    /// Last use, as far as it was written.
    pub last_seen_at: Timestamp,
    /// The absolute end.
    pub expires_at: Timestamp,
    /// First name.
    pub given_name: String,
    /// Name in use.
    pub usual_name: String,
    /// The role of the membership in use.
    pub role: Option<String>,
    /// Its organisation's name.
    pub organisation_name: Option<String>,
    /// Its network's name.
    pub network_name: Option<String>,
    /// Its network's time zone.
    pub time_zone: Option<String>,
    /// Whether every person of this network is invented.
    pub fictitious: Option<bool>,
    /// How many memberships the agent may choose from.
    pub memberships: i64,
}

impl std::fmt::Debug for SignedIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignedIn").field("id", &self.id).finish_non_exhaustive()
    }
}

impl SignedIn {
    /// The session.
    #[must_use]
    pub const fn session(&self) -> SessionId {
        SessionId::new(self.id)
    }

    /// The agent.
    #[must_use]
    pub const fn agent(&self) -> AgentId {
        AgentId::new(self.agent_id)
    }

    /// The membership in use with its organisation and network; none before one is chosen or when it has ended.
    #[must_use]
    pub fn membership(&self) -> Option<(MembershipId, OrganisationId, NetworkId)> {
        Some((
            MembershipId::new(self.membership_id?),
            OrganisationId::new(self.organisation_id?),
            NetworkId::new(self.network_id?),
        ))
    }
}

const FIND_SESSION: &str = "
    SELECT s.id, s.agent_id, m.id AS membership_id, o.id AS organisation_id, n.id AS network_id, 
           s.id_token_sealed, s.acr, s.authenticated_at, s.last_seen_at, s.expires_at, a.given_name, a.usual_name,
           m.role, o.name AS organisation_name, n.name AS network_name, n.time_zone, n.fictitious,
           (SELECT COUNT(*) FROM membership c WHERE c.agent_id = a.id AND c.status = 'active') AS memberships
    FROM session s
    JOIN agent a ON a.id = s.agent_id
    LEFT JOIN membership m ON m.id = s.membership_id AND m.status = 'active'
    LEFT JOIN organisation o ON o.id = m.organisation_id AND o.status = 'active'
    LEFT JOIN network n ON n.id = o.network_id
    WHERE s.token_hash = $1 AND s.ended_at IS NULL AND s.expires_at > $2";

impl Store {
    /// A living session by the hash of its token. Every page asks: one statement, and no transaction around it.
    pub async fn find_session(
        &self,
        token_hash: [u8; 32],
        now: Timestamp,
    ) -> Result<Option<SignedIn>, StoreError> {
        find_session(token_hash, now).one(self.pools().reading()).await
    }
}

fn find_session(token_hash: [u8; 32], now: Timestamp) -> Sql {
    Sql::new(FIND_SESSION).bytes(token_hash).instant(now)
}

impl UnitOfWork<'_> {
    /// Keeps a sign-in attempt, and sweeps those that lapsed.
    pub async fn insert_login_attempt(&self, attempt: LoginAttempt) -> Result<(), StoreError> {
        login_attempt::Entity::delete_many()
            .filter(login_attempt::Column::ExpiresAt.lt(self.now()))
            .exec(self.transaction())
            .await?;
        let row = login_attempt::ActiveModel {
            state_hash: Set(attempt.state_hash.to_vec()),
            browser_hash: Set(attempt.browser_hash.to_vec()),
            content: Set(attempt.content),
            created_at: Set(self.now()),
            expires_at: Set(attempt.expires_at),
        };
        login_attempt::Entity::insert(row).exec_without_returning(self.transaction()).await?;
        Ok(())
    }

    /// Takes a sign-in attempt away: it serves once, and only to the browser that began it.
    pub async fn take_login_attempt(
        &self,
        state_hash: [u8; 32],
        browser_hash: [u8; 32],
    ) -> Result<Option<LoginAttempt>, StoreError> {
        let found = login_attempt::Entity::find_by_id(state_hash.to_vec())
            .filter(login_attempt::Column::BrowserHash.eq(browser_hash.to_vec()))
            .filter(login_attempt::Column::ExpiresAt.gt(self.now()))
            .one(self.transaction())
            .await?;
        let Some(row) = found else { return Ok(None) };
        let removed =
            login_attempt::Entity::delete_by_id(state_hash.to_vec()).exec(self.transaction()).await?;
        let attempt =
            LoginAttempt { state_hash, browser_hash, content: row.content, expires_at: row.expires_at };
        Ok((removed.rows_affected == 1).then_some(attempt))
    }

    /// Stores a session and ends the agent's oldest ones beyond `at_most`.
    pub async fn insert_session(&self, new: NewSession, at_most: u64) -> Result<(), StoreError> {
        let row = session::ActiveModel {
            id: Set(new.id.uuid()),
            token_hash: Set(new.token_hash.to_vec()),
            agent_id: Set(new.agent.uuid()),
            membership_id: Set(new.membership.map(MembershipId::uuid)),
            id_token_sealed: Set(new.id_token_sealed),
            acr: Set(new.acr),
            authenticated_at: Set(new.authenticated_at),
            created_at: Set(self.now()),
            last_seen_at: Set(self.now()),
            expires_at: Set(new.expires_at),
            ended_at: Set(None),
        };
        session::Entity::insert(row).exec_without_returning(self.transaction()).await?;
        let surplus: Vec<Uuid> = session::Entity::find()
            .select_only()
            .column(session::Column::Id)
            .filter(session::Column::AgentId.eq(new.agent.uuid()))
            .filter(session::Column::EndedAt.is_null())
            .filter(session::Column::Id.ne(new.id.uuid()))
            .order_by_desc(session::Column::CreatedAt)
            .order_by_desc(session::Column::LastSeenAt)
            .offset(at_most.saturating_sub(1))
            .limit(1000)
            .into_tuple()
            .all(self.transaction())
            .await?;
        for id in surplus {
            self.end_session(SessionId::new(id)).await?;
        }
        Ok(())
    }

    /// A living session by the hash of its token.
    pub async fn find_session(&self, token_hash: [u8; 32]) -> Result<Option<SignedIn>, StoreError> {
        find_session(token_hash, self.now()).one(self.transaction()).await
    }

    /// Ends a session; `false` when it had ended already.
    pub async fn end_session(&self, id: SessionId) -> Result<bool, StoreError> {
        let ended = session::Entity::update_many()
            .col_expr(session::Column::EndedAt, Expr::value(self.now()))
            .col_expr(session::Column::IdTokenSealed, Expr::value(None::<Vec<u8>>))
            .filter(session::Column::Id.eq(id.uuid()))
            .filter(session::Column::EndedAt.is_null())
            .exec(self.transaction())
            .await?;
        Ok(ended.rows_affected == 1)
    }

    /// Writes the last use of sessions, gathered in memory since the last time.
    pub async fn touch_sessions(&self, seen: &[(SessionId, Timestamp)]) -> Result<(), StoreError> {
        for (id, at) in seen {
            session::Entity::update_many()
                .col_expr(session::Column::LastSeenAt, Expr::value(*at))
                .filter(session::Column::Id.eq(id.uuid()).and(session::Column::LastSeenAt.lt(*at)))
                .exec(self.transaction())
                .await?;
        }
        Ok(())
    }
}
