//! Queries of agents, memberships and invitations.

use relais_domain::{
    actor::{Actor, Role, Who},
    clock::Timestamp,
    ids::{AgentId, MembershipId, NetworkId, OrganisationId},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, ExprTrait, FromQueryResult, PaginatorTrait, QueryFilter,
    QuerySelect, Set,
    prelude::Uuid,
    sea_query::{Expr, LockType},
};

use crate::{
    StoreError, UnitOfWork,
    error::inconsistent,
    members::entity::{agent, membership},
    organisations::entity::organisation,
    sql::Sql,
};

/// What the provider said of an agent; (issuer, subject) is the key, never the e-mail address.
#[derive(Clone)]
pub struct AgentClaims {
    /// The provider.
    pub issuer: String,
    /// The provider's name for her.
    pub subject: String,
    /// First name.
    pub given_name: String,
    /// Name in use.
    pub usual_name: String,
    /// E-mail address, shown to colleagues.
    pub email: Option<String>,
    /// Her employer's SIRET, as the provider says; never decides membership.
    pub siret: Option<String>,
    /// Which identity provider stands behind the federation.
    pub provider_id: Option<String>,
    /// Assurance level.
    pub acr: Option<String>,
}

impl std::fmt::Debug for AgentClaims {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AgentClaims").field("issuer", &self.issuer).finish_non_exhaustive()
    }
}

/// A member of an organisation.
#[derive(Clone, FromQueryResult)]
pub struct MemberRow {
    id: Uuid,
    agent_id: Uuid,
    organisation_id: Uuid,
    network_id: Uuid,
    /// Role code.
    pub role: String,
    /// First name.
    pub given_name: String,
    /// Name in use.
    pub usual_name: String,
    /// E-mail address.
    pub email: Option<String>,
    /// The organisation's name.
    pub organisation_name: String,
    /// Since when.
    pub started_at: Timestamp,
    /// Optimistic lock.
    pub version: i32,
}

impl std::fmt::Debug for MemberRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MemberRow").field("id", &self.id).field("role", &self.role).finish_non_exhaustive()
    }
}

impl MemberRow {
    /// The membership.
    #[must_use]
    pub const fn id(&self) -> MembershipId {
        MembershipId::new(self.id)
    }

    /// The agent, the same in all her memberships.
    #[must_use]
    pub const fn agent(&self) -> AgentId {
        AgentId::new(self.agent_id)
    }

    /// The organisation.
    #[must_use]
    pub const fn organisation(&self) -> OrganisationId {
        OrganisationId::new(self.organisation_id)
    }

    /// The actor who works in this membership.
    pub fn actor(&self) -> Result<Actor, StoreError> {
        let role: Role = self.role.parse().map_err(|_| inconsistent("membership", "role", self.id))?;
        let who = Who::Agent { agent: AgentId::new(self.agent_id), membership: self.id() };
        Ok(Actor { who, organisation: self.organisation(), network: NetworkId::new(self.network_id), role })
    }
}

const MEMBER: &str = "
    SELECT m.id, m.agent_id, m.organisation_id, o.network_id, m.role, a.given_name, a.usual_name, a.email,
           o.name AS organisation_name, m.started_at, m.version
    FROM membership m
    JOIN agent a ON a.id = m.agent_id
    JOIN organisation o ON o.id = m.organisation_id AND o.status = 'active'
    WHERE m.status = 'active'";

impl UnitOfWork<'_> {
    /// Recognises an agent by (issuer, subject) and keeps what the provider says now. The id that counts.
    pub async fn upsert_agent(&self, fresh: AgentId, claims: AgentClaims) -> Result<AgentId, StoreError> {
        let known = agent::Entity::find()
            .filter(agent::Column::Issuer.eq(&claims.issuer))
            .filter(agent::Column::Subject.eq(&claims.subject))
            .one(self.transaction())
            .await?;
        let id = known.as_ref().map_or(fresh.uuid(), |row| row.id);
        let row = agent::ActiveModel {
            id: Set(id),
            issuer: Set(claims.issuer),
            subject: Set(claims.subject),
            given_name: Set(claims.given_name),
            usual_name: Set(claims.usual_name),
            email: Set(claims.email),
            siret: Set(claims.siret),
            provider_id: Set(claims.provider_id),
            acr: Set(claims.acr),
            created_at: Set(known.as_ref().map_or(self.now(), |row| row.created_at)),
            last_signed_in_at: Set(self.now()),
        };
        if known.is_some() {
            row.update(self.transaction()).await?;
        } else {
            agent::Entity::insert(row).exec_without_returning(self.transaction()).await?;
        }
        Ok(AgentId::new(id))
    }

    /// Gives the agents of a provider the issuer it has now; how many.
    pub async fn move_agents(&self, from: &str, to: &str) -> Result<u64, StoreError> {
        let moved = agent::Entity::update_many()
            .col_expr(agent::Column::Issuer, Expr::value(to))
            .filter(agent::Column::Issuer.eq(from))
            .exec(self.transaction())
            .await?;
        Ok(moved.rows_affected)
    }

    /// An agent by (issuer, subject).
    pub async fn find_agent(&self, issuer: &str, subject: &str) -> Result<Option<AgentId>, StoreError> {
        let found = agent::Entity::find()
            .filter(agent::Column::Issuer.eq(issuer))
            .filter(agent::Column::Subject.eq(subject))
            .one(self.transaction())
            .await?;
        Ok(found.map(|row| AgentId::new(row.id)))
    }

    /// The agent's living memberships, by organisation.
    pub async fn list_memberships(&self, agent: AgentId) -> Result<Vec<MemberRow>, StoreError> {
        let sql = Sql::new(MEMBER).filter(" AND m.agent_id = ", agent.uuid());
        sql.push(" ORDER BY o.search_key, m.started_at LIMIT 50").all(self.transaction()).await
    }

    /// The living members of the actor's organisation, by name. `after` is the last of the page before: an id, for a
    /// name is not to stand in an address; it serves after its membership has ended too.
    pub async fn list_members(
        &self,
        after: Option<MembershipId>,
        limit: u32,
    ) -> Result<Vec<MemberRow>, StoreError> {
        let own = self.organisation()?.uuid();
        let mut sql = Sql::new(MEMBER).filter(" AND m.organisation_id = ", own);
        if let Some(last) = after {
            let last_name = " AND (a.usual_name, a.given_name, m.id) >
                (SELECT b.usual_name, b.given_name, l.id FROM membership l JOIN agent b ON b.id = l.agent_id
                 WHERE l.id = ";
            sql = sql.filter(last_name, last.uuid()).filter(" AND l.organisation_id = ", own).push(")");
        }
        let sql = sql.push(" ORDER BY a.usual_name, a.given_name, m.id").limit(limit);
        sql.all(self.transaction()).await
    }

    /// All living members of any organisation; for work of the house.
    pub async fn list_members_of(&self, organisation: OrganisationId) -> Result<Vec<MemberRow>, StoreError> {
        let sql = Sql::new(MEMBER).filter(" AND m.organisation_id = ", organisation.uuid());
        sql.push(" ORDER BY m.started_at, m.id").all(self.transaction()).await
    }

    /// A living membership of the actor's organisation.
    pub async fn find_member(&self, id: MembershipId) -> Result<Option<MemberRow>, StoreError> {
        let sql = Sql::new(MEMBER).filter(" AND m.id = ", id.uuid());
        sql.filter(" AND m.organisation_id = ", self.organisation()?.uuid()).one(self.transaction()).await
    }

    /// The agent's living membership of an organisation: there is one at most.
    pub async fn find_membership(
        &self,
        agent: AgentId,
        organisation: OrganisationId,
    ) -> Result<Option<MemberRow>, StoreError> {
        let sql = Sql::new(MEMBER).filter(" AND m.agent_id = ", agent.uuid());
        sql.filter(" AND m.organisation_id = ", organisation.uuid()).one(self.transaction()).await
    }

    /// Keeps the members of an organisation from changing by anybody else until this unit ends.
    pub async fn hold_members(&self, organisation: OrganisationId) -> Result<(), StoreError> {
        // Rows that only point at the organisation still come in meanwhile. SQLite has one writer anyway.
        let held = organisation::Entity::find_by_id(organisation.uuid()).lock(LockType::NoKeyUpdate);
        held.one(self.transaction()).await?;
        Ok(())
    }

    /// Whether an organisation has a living member in one of these roles beside one of its members.
    pub async fn has_other_member(
        &self,
        organisation: OrganisationId,
        roles: &[Role],
        beside: MembershipId,
    ) -> Result<bool, StoreError> {
        let codes = roles.iter().map(|role| role.as_str());
        let others = membership::Entity::find()
            .filter(membership::Column::OrganisationId.eq(organisation.uuid()))
            .filter(membership::Column::Status.eq("active"))
            .filter(membership::Column::Role.is_in(codes))
            .filter(membership::Column::Id.ne(beside.uuid()));
        Ok(others.count(self.transaction()).await? > 0)
    }

    /// Makes a membership. A second living one of the same agent in the same organisation is refused as `Unique`.
    pub async fn insert_membership(
        &self,
        id: MembershipId,
        agent: AgentId,
        organisation: OrganisationId,
        role: Role,
    ) -> Result<(), StoreError> {
        let row = membership::ActiveModel {
            id: Set(id.uuid()),
            agent_id: Set(agent.uuid()),
            organisation_id: Set(organisation.uuid()),
            role: Set(role.as_str().to_owned()),
            status: Set("active".to_owned()),
            started_at: Set(self.now()),
            ended_at: Set(None),
            version: Set(1),
        };
        membership::Entity::insert(row).exec_without_returning(self.transaction()).await?;
        Ok(())
    }

    /// Gives a living membership another role, from its sessions' next request on.
    pub async fn change_role(&self, id: MembershipId, version: i32, role: Role) -> Result<(), StoreError> {
        let changed = membership::Entity::update_many()
            .col_expr(membership::Column::Role, Expr::value(role.as_str()))
            .col_expr(membership::Column::Version, Expr::value(version + 1))
            .filter(membership::Column::Id.eq(id.uuid()).and(membership::Column::Version.eq(version)))
            .filter(membership::Column::Status.eq("active"))
            .exec(self.transaction())
            .await?;
        if changed.rows_affected == 1 { Ok(()) } else { Err(StoreError::Conflict) }
    }

    /// Ends a membership; its sessions lose it at their next request.
    pub async fn end_membership(&self, id: MembershipId, version: i32) -> Result<(), StoreError> {
        let ended = membership::Entity::update_many()
            .col_expr(membership::Column::Status, Expr::value("ended"))
            .col_expr(membership::Column::EndedAt, Expr::value(self.now()))
            .col_expr(membership::Column::Version, Expr::value(version + 1))
            .filter(membership::Column::Id.eq(id.uuid()).and(membership::Column::Version.eq(version)))
            .filter(membership::Column::Status.eq("active"))
            .exec(self.transaction())
            .await?;
        if ended.rows_affected == 1 { Ok(()) } else { Err(StoreError::Conflict) }
    }
}
