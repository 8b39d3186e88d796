//! The tie of an agent to one organisation with one role. An agent may have several and works in one at a time.

use crate::{
    actor::{Actor, Role, Who},
    clock::Timestamp,
    ids::{AgentId, MembershipId, NetworkId, OrganisationId},
    record::Inconsistent,
};

/// A refused act on a membership.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MembershipError {
    /// Software has keys, not memberships.
    #[error("this role is not for agents")]
    RoleNotForAgents,
    /// It has already ended.
    #[error("the membership has ended")]
    Ended,
}

impl MembershipError {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::RoleNotForAgents => "membership.role_not_for_agents",
            Self::Ended => "membership.ended",
        }
    }
}

/// A membership.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    id: MembershipId,
    agent: AgentId,
    organisation: OrganisationId,
    role: Role,
    since: Timestamp,
    ended_at: Option<Timestamp>,
    version: i32,
}

/// A membership as a row.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are those of the membership; the names are the columns")]
pub struct MembershipRecord {
    pub id: MembershipId,
    pub agent: AgentId,
    pub organisation: OrganisationId,
    pub role: Role,
    pub since: Timestamp,
    pub ended_at: Option<Timestamp>,
    pub version: i32,
}

impl Membership {
    /// Begins, at version 1. Only an accepted invitation and the first set-up begin memberships.
    pub fn begin(
        id: MembershipId,
        agent: AgentId,
        organisation: OrganisationId,
        role: Role,
        now: Timestamp,
    ) -> Result<Self, MembershipError> {
        if role == Role::Integration {
            return Err(MembershipError::RoleNotForAgents);
        }
        Ok(Self { id, agent, organisation, role, since: now, ended_at: None, version: 1 })
    }

    /// Ends: the agent can no longer act in it, from the next request on.
    pub const fn end(self, now: Timestamp) -> Result<Self, MembershipError> {
        if self.ended_at.is_some() {
            return Err(MembershipError::Ended);
        }
        Ok(Self { ended_at: Some(now), version: self.version + 1, ..self })
    }

    /// The actor an agent is while working in this membership; none once it has ended.
    #[must_use]
    pub const fn actor(&self, network: NetworkId) -> Option<Actor> {
        if self.ended_at.is_some() {
            return None;
        }
        let who = Who::Agent { agent: self.agent, membership: self.id };
        Some(Actor { who, organisation: self.organisation, network, role: self.role })
    }

    /// Rebuilds a membership from its row.
    pub fn restore(row: &MembershipRecord) -> Result<Self, Inconsistent> {
        if row.role == Role::Integration {
            return Err(Inconsistent { column: "role" });
        }
        if row.version < 1 {
            return Err(Inconsistent { column: "version" });
        }
        let MembershipRecord { id, agent, organisation, role, since, ended_at, version } = *row;
        Ok(Self { id, agent, organisation, role, since, ended_at, version })
    }

    /// The row of this membership.
    #[must_use]
    pub const fn record(&self) -> MembershipRecord {
        let Self { id, agent, organisation, role, since, ended_at, version } = *self;
        MembershipRecord { id, agent, organisation, role, since, ended_at, version }
    }

    /// The id.
    #[must_use]
    pub const fn id(&self) -> MembershipId {
        self.id
    }

    /// The agent.
    #[must_use]
    pub const fn agent(&self) -> AgentId {
        self.agent
    }

    /// The organisation.
    #[must_use]
    pub const fn organisation(&self) -> OrganisationId {
        self.organisation
    }

    /// The role.
    #[must_use]
    pub const fn role(&self) -> Role {
        self.role
    }

    /// The end.
    #[must_use]
    pub const fn ended_at(&self) -> Option<Timestamp> {
        self.ended_at
    }

    /// Grows by one at each change.
    #[must_use]
    pub const fn version(&self) -> i32 {
        self.version
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    fn begin(role: Role) -> Result<Membership, MembershipError> {
        let id = |nth| uuid::Uuid::from_u128(nth);
        let (agent, organisation) = (AgentId::new(id(2)), OrganisationId::new(id(3)));
        Membership::begin(MembershipId::new(id(1)), agent, organisation, role, DateTime::UNIX_EPOCH)
    }

    #[test]
    fn software_never_becomes_a_member() {
        assert_eq!(begin(Role::Integration), Err(MembershipError::RoleNotForAgents));
        let row =
            MembershipRecord { role: Role::Integration, ..begin(Role::Manager).expect("a role").record() };
        assert_eq!(Membership::restore(&row), Err(Inconsistent { column: "role" }));
    }

    #[test]
    fn an_ended_membership_makes_no_actor_and_ends_once() {
        let network = NetworkId::new(uuid::Uuid::from_u128(9));
        let membership = begin(Role::Manager).expect("a role");
        assert_eq!(membership.actor(network).map(|actor| actor.role), Some(Role::Manager));
        let ended = membership.end(DateTime::UNIX_EPOCH).expect("living");
        assert_eq!(ended.actor(network), None);
        assert_eq!(Membership::restore(&ended.record()), Ok(ended.clone()));
        assert_eq!(ended.end(DateTime::UNIX_EPOCH), Err(MembershipError::Ended));
    }
}
