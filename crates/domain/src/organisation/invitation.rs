//! How one becomes a member: by an invitation that works once, for 14 days, and is stored as a hash only.

use chrono::Days;

use crate::{
    actor::{Actor, Role},
    clock::Timestamp,
    codes,
    ids::{AgentId, InvitationId, MembershipId, OrganisationId},
    organisation::{Membership, MembershipError},
    record::{Inconsistent, needed, same_columns},
    text::Email,
};

/// Days an invitation lives.
pub const LIFE_DAYS: u64 = 14;

/// SHA-256 of an invitation's token; the token itself is in the message only.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TokenHash(pub [u8; 32]);

impl std::fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TokenHash [secret]")
    }
}

codes! {
    /// Where an invitation stands.
    pub enum InvitationState {
        /// Sent, not used; may have run out, which is asked with the time.
        Pending = "pending",
        /// Used.
        Accepted = "accepted",
        /// Taken back.
        Revoked = "revoked",
    }
}

/// The stage of an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvitationStage {
    /// `pending`
    Pending,
    /// `accepted`
    Accepted {
        /// The agent who used it.
        agent: AgentId,
        /// When.
        at: Timestamp,
    },
    /// `revoked`
    Revoked {
        /// When.
        at: Timestamp,
    },
}

/// A refused act on an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvitationError {
    /// It has been used or taken back.
    #[error("the invitation has been used or revoked")]
    NotPending,
    /// Its 14 days are over.
    #[error("the invitation has run out")]
    RunOut,
    /// The role is not one of agents.
    #[error(transparent)]
    Membership(#[from] MembershipError),
}

impl InvitationError {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotPending => "invitation.not_pending",
            Self::RunOut => "invitation.run_out",
            Self::Membership(error) => error.code(),
        }
    }
}

/// What a new invitation needs.
#[derive(Clone, Debug)]
pub struct NewInvitation {
    /// The new id.
    pub id: InvitationId,
    /// The role offered.
    pub role: Role,
    /// The professional mailbox it is sent to.
    pub email: Email,
    /// The hash of the token in the message.
    pub token: TokenHash,
}

/// An invitation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    id: InvitationId,
    organisation: OrganisationId,
    role: Role,
    email: Email,
    token: TokenHash,
    invited_by: Option<MembershipId>,
    created_at: Timestamp,
    expires_at: Timestamp,
    stage: InvitationStage,
    version: i32,
}

/// An invitation as a row.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are those of the invitation; the names are the columns")]
pub struct InvitationRecord {
    pub id: InvitationId,
    pub organisation: OrganisationId,
    pub role: Role,
    pub email: Email,
    pub token: TokenHash,
    pub invited_by: Option<MembershipId>,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    pub state: InvitationState,
    pub agent: Option<AgentId>,
    pub ended_at: Option<Timestamp>,
    pub version: i32,
}

impl Invitation {
    /// Invites into the actor's own organisation, for 14 days.
    pub fn invite(new: NewInvitation, by: &Actor, now: Timestamp) -> Result<Self, InvitationError> {
        let NewInvitation { id, role, email, token } = new;
        if role == Role::Integration {
            return Err(MembershipError::RoleNotForAgents.into());
        }
        Ok(Self {
            id,
            organisation: by.organisation,
            role,
            email,
            token,
            invited_by: by.membership(),
            created_at: now,
            expires_at: now.checked_add_days(Days::new(LIFE_DAYS)).unwrap_or(now),
            stage: InvitationStage::Pending,
            version: 1,
        })
    }

    /// A signed-in agent uses it, once: the membership begins in the same act.
    pub fn accept(
        self,
        agent: AgentId,
        membership: MembershipId,
        now: Timestamp,
    ) -> Result<(Self, Membership), InvitationError> {
        self.usable(now)?;
        let membership = Membership::begin(membership, agent, self.organisation, self.role, now)?;
        Ok((self.end(InvitationStage::Accepted { agent, at: now }), membership))
    }

    /// The organisation takes it back.
    pub fn revoke(self, now: Timestamp) -> Result<Self, InvitationError> {
        if self.stage == InvitationStage::Pending {
            Ok(self.end(InvitationStage::Revoked { at: now }))
        } else {
            Err(InvitationError::NotPending)
        }
    }

    /// Whether it can be used now.
    pub fn usable(&self, now: Timestamp) -> Result<(), InvitationError> {
        if self.stage != InvitationStage::Pending {
            return Err(InvitationError::NotPending);
        }
        if now < self.expires_at { Ok(()) } else { Err(InvitationError::RunOut) }
    }

    fn end(self, stage: InvitationStage) -> Self {
        Self { stage, version: self.version + 1, ..self }
    }

    /// Rebuilds an invitation from its row.
    pub fn restore(row: &InvitationRecord) -> Result<Self, Inconsistent> {
        if row.role == Role::Integration {
            return Err(Inconsistent { column: "role" });
        }
        if row.version < 1 {
            return Err(Inconsistent { column: "version" });
        }
        let at = || needed(row.ended_at, "ended_at");
        let stage = match row.state {
            InvitationState::Pending => InvitationStage::Pending,
            InvitationState::Accepted => {
                InvitationStage::Accepted { agent: needed(row.agent, "agent")?, at: at()? }
            }
            InvitationState::Revoked => InvitationStage::Revoked { at: at()? },
        };
        let invitation = Self {
            id: row.id,
            organisation: row.organisation,
            role: row.role,
            email: row.email.clone(),
            token: row.token,
            invited_by: row.invited_by,
            created_at: row.created_at,
            expires_at: row.expires_at,
            stage,
            version: row.version,
        };
        same_columns!(invitation.record(), row, agent ended_at);
        Ok(invitation)
    }

    /// The row of this invitation.
    #[must_use]
    pub fn record(&self) -> InvitationRecord {
        let (state, agent, ended_at) = match self.stage {
            InvitationStage::Pending => (InvitationState::Pending, None, None),
            InvitationStage::Accepted { agent, at } => (InvitationState::Accepted, Some(agent), Some(at)),
            InvitationStage::Revoked { at } => (InvitationState::Revoked, None, Some(at)),
        };
        InvitationRecord {
            id: self.id,
            organisation: self.organisation,
            role: self.role,
            email: self.email.clone(),
            token: self.token,
            invited_by: self.invited_by,
            created_at: self.created_at,
            expires_at: self.expires_at,
            state,
            agent,
            ended_at,
            version: self.version,
        }
    }

    /// The id.
    #[must_use]
    pub const fn id(&self) -> InvitationId {
        self.id
    }

    /// The organisation it leads into.
    #[must_use]
    pub const fn organisation(&self) -> OrganisationId {
        self.organisation
    }

    /// The role offered.
    #[must_use]
    pub const fn role(&self) -> Role {
        self.role
    }

    /// The mailbox it was sent to.
    #[must_use]
    pub const fn email(&self) -> &Email {
        &self.email
    }

    /// The stage.
    #[must_use]
    pub const fn stage(&self) -> &InvitationStage {
        &self.stage
    }

    /// The end of its 14 days.
    #[must_use]
    pub const fn expires_at(&self) -> Timestamp {
        self.expires_at
    }

    /// Grows by one at each change.
    #[must_use]
    pub const fn version(&self) -> i32 {
        self.version
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};

    use super::*;
    use crate::{actor::Who, ids::NetworkId};

    fn uuid(nth: u128) -> uuid::Uuid {
        uuid::Uuid::from_u128(nth)
    }

    fn invite(role: Role) -> Result<Invitation, InvitationError> {
        let who = Who::Agent { agent: AgentId::new(uuid(1)), membership: MembershipId::new(uuid(2)) };
        let (organisation, network) = (OrganisationId::new(uuid(3)), NetworkId::new(uuid(4)));
        let by = Actor { who, organisation, network, role: Role::Manager };
        let email = Email::parse("lea@ccas.example").expect("a mailbox");
        let new = NewInvitation { id: InvitationId::new(uuid(5)), role, email, token: TokenHash([7; 32]) };
        Invitation::invite(new, &by, DateTime::UNIX_EPOCH)
    }

    #[test]
    fn it_works_once() {
        let (agent, membership) = (AgentId::new(uuid(6)), MembershipId::new(uuid(7)));
        let pending = invite(Role::SocialWorker).expect("a role");
        let (used, member) = pending.accept(agent, membership, DateTime::UNIX_EPOCH).expect("in time");
        assert_eq!((member.agent(), member.role()), (agent, Role::SocialWorker));
        assert_eq!(Invitation::restore(&used.record()), Ok(used.clone()));
        assert_eq!(
            used.clone().accept(agent, membership, DateTime::UNIX_EPOCH),
            Err(InvitationError::NotPending)
        );
        assert_eq!(used.revoke(DateTime::UNIX_EPOCH), Err(InvitationError::NotPending));
    }

    #[test]
    fn it_runs_out_after_fourteen_days() {
        let pending = invite(Role::Manager).expect("a role");
        let end = DateTime::UNIX_EPOCH + TimeDelta::days(14);
        assert_eq!(pending.usable(end - TimeDelta::microseconds(1)), Ok(()));
        assert_eq!(pending.usable(end), Err(InvitationError::RunOut));
    }

    #[test]
    fn a_revoked_one_opens_nothing_and_software_is_not_invited() {
        let revoked =
            invite(Role::Manager).and_then(|one| one.revoke(DateTime::UNIX_EPOCH)).expect("pending");
        assert_eq!(revoked.usable(DateTime::UNIX_EPOCH), Err(InvitationError::NotPending));
        assert_eq!(invite(Role::Integration), Err(MembershipError::RoleNotForAgents.into()));
    }

    #[test]
    fn mangled_rows_are_refused() {
        let row = invite(Role::Manager).expect("a role").record();
        let agent = Some(AgentId::new(uuid(6)));
        let cases = [
            (InvitationRecord { agent, ..row.clone() }, "agent"),
            (InvitationRecord { ended_at: Some(row.created_at), ..row.clone() }, "ended_at"),
            (
                InvitationRecord {
                    state: InvitationState::Accepted,
                    ended_at: Some(row.created_at),
                    ..row.clone()
                },
                "agent",
            ),
            (InvitationRecord { state: InvitationState::Revoked, ..row.clone() }, "ended_at"),
            (InvitationRecord { version: 0, ..row.clone() }, "version"),
            (InvitationRecord { role: Role::Integration, ..row }, "role"),
        ];
        for (mangled, column) in cases {
            assert_eq!(Invitation::restore(&mangled), Err(Inconsistent { column }));
        }
    }
}
