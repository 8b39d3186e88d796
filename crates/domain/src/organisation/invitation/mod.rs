//! How one becomes a member: by an invitation that works once, for 14 days, and is stored as a hash only.

mod record;
#[cfg(test)]
mod tests;

use chrono::Days;

use crate::{
    actor::{Actor, Role},
    clock::Timestamp,
    codes,
    ids::{AgentId, InvitationId, MembershipId, OrganisationId},
    organisation::{Membership, MembershipError},
    text::Email,
};

pub use record::InvitationRecord;

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
    /// The role reaches over the whole network, beyond what the inviter may give.
    #[error("the role is not the inviter's to give")]
    RoleAbove,
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
            Self::RoleAbove => "invitation.role_above",
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

impl Invitation {
    /// Invites into the actor's own organisation, for 14 days. The network's animator sees every organisation:
    /// only another one may invite him.
    pub fn invite(new: NewInvitation, by: &Actor, now: Timestamp) -> Result<Self, InvitationError> {
        let NewInvitation { id, role, email, token } = new;
        if role == Role::Integration {
            return Err(MembershipError::RoleNotForAgents.into());
        }
        if role == Role::NetworkAdmin && by.role != Role::NetworkAdmin {
            return Err(InvitationError::RoleAbove);
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
