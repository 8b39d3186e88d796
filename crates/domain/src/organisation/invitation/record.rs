//! The shape of a stored invitation.

use crate::{
    actor::Role,
    clock::Timestamp,
    ids::{AgentId, InvitationId, MembershipId, OrganisationId},
    organisation::{Invitation, InvitationStage, InvitationState, TokenHash},
    record::{Inconsistent, needed, same_columns},
    text::Email,
};

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
}
