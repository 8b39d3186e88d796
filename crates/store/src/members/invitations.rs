//! Queries of invitations. What an invitation allows is the domain's matter; here it is read and saved.

use relais_domain::{
    ids::{AgentId, InvitationId, MembershipId, OrganisationId},
    organisation::{Invitation, InvitationRecord, TokenHash},
    text::Email,
};
use sea_orm::{
    ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, Set,
    sea_query::{Expr, Func},
};

use crate::{StoreError, UnitOfWork, error::inconsistent, members::entity::invitation};

const TABLE: &str = "invitation";

impl UnitOfWork<'_> {
    /// Stores an invitation. A second open one for the same mailbox of the same organisation is refused as `Unique`.
    pub async fn insert_invitation(&self, new: &Invitation) -> Result<(), StoreError> {
        invitation::Entity::insert(row(new)).exec_without_returning(self.transaction()).await?;
        Ok(())
    }

    /// An invitation by the hash of its link's token, in whatever state.
    pub async fn find_invitation(&self, token: TokenHash) -> Result<Option<Invitation>, StoreError> {
        let hash = invitation::Column::TokenHash.eq(token.0.to_vec());
        let found = invitation::Entity::find().filter(hash).one(self.transaction()).await?;
        found.map(invitation_of).transpose()
    }

    /// An invitation of the actor's organisation.
    pub async fn find_own_invitation(&self, id: InvitationId) -> Result<Option<Invitation>, StoreError> {
        let own = invitation::Column::OrganisationId.eq(self.organisation()?.uuid());
        let found = invitation::Entity::find_by_id(id.uuid()).filter(own).one(self.transaction()).await?;
        found.map(invitation_of).transpose()
    }

    /// The open invitation of the actor's organisation for a mailbox, in whatever case its name is written.
    pub async fn find_open_invitation(&self, email: &Email) -> Result<Option<Invitation>, StoreError> {
        let open = invitation::Column::State.eq("pending");
        let own = invitation::Column::OrganisationId.eq(self.organisation()?.uuid());
        let written = Func::lower(Expr::col(invitation::Column::Email));
        let same = written.eq(email.as_str().to_ascii_lowercase());
        let found =
            invitation::Entity::find().filter(open.and(own).and(same)).one(self.transaction()).await?;
        found.map(invitation_of).transpose()
    }

    /// Invitations of the actor's organisation that nobody used yet, the newest first.
    pub async fn list_invitations(&self) -> Result<Vec<Invitation>, StoreError> {
        let waiting = invitation::Column::State.eq("pending");
        let own = invitation::Column::OrganisationId.eq(self.organisation()?.uuid());
        let rows =
            invitation::Entity::find().filter(waiting.and(own)).order_by_desc(invitation::Column::CreatedAt);
        rows.limit(100).all(self.transaction()).await?.into_iter().map(invitation_of).collect()
    }

    /// Saves an invitation over the version that was read.
    pub async fn save_invitation(&self, saved: &Invitation, read_version: i32) -> Result<(), StoreError> {
        let same =
            invitation::Column::Id.eq(saved.id().uuid()).and(invitation::Column::Version.eq(read_version));
        let update = invitation::Entity::update_many().set(row(saved)).filter(same);
        if update.exec(self.transaction()).await?.rows_affected == 1 {
            Ok(())
        } else {
            Err(StoreError::Conflict)
        }
    }
}

fn invitation_of(row: invitation::Model) -> Result<Invitation, StoreError> {
    let id = row.id;
    let wrong = |column: &'static str| move || inconsistent(TABLE, column, id);
    let record = InvitationRecord {
        id: InvitationId::new(id),
        organisation: OrganisationId::new(row.organisation_id),
        role: row.role.parse().map_err(|_| wrong("role")())?,
        email: row.email.parse().map_err(|_| wrong("email")())?,
        token: TokenHash(row.token_hash.try_into().map_err(|_| wrong("token_hash")())?),
        invited_by: row.invited_by.map(MembershipId::new),
        created_at: row.created_at,
        expires_at: row.expires_at,
        state: row.state.parse().map_err(|_| wrong("state")())?,
        agent: row.agent_id.map(AgentId::new),
        ended_at: row.ended_at,
        version: row.version,
    };
    Invitation::restore(&record).map_err(|refused| inconsistent(TABLE, refused.column, id))
}

fn row(invitation: &Invitation) -> invitation::ActiveModel {
    let record = invitation.record();
    invitation::ActiveModel {
        id: Set(record.id.uuid()),
        organisation_id: Set(record.organisation.uuid()),
        role: Set(record.role.as_str().to_owned()),
        email: Set(record.email.as_str().to_owned()),
        token_hash: Set(record.token.0.to_vec()),
        invited_by: Set(record.invited_by.map(MembershipId::uuid)),
        created_at: Set(record.created_at),
        expires_at: Set(record.expires_at),
        state: Set(record.state.as_str().to_owned()),
        agent_id: Set(record.agent.map(AgentId::uuid)),
        ended_at: Set(record.ended_at),
        version: Set(record.version),
    }
}
