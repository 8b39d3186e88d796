//! A signed-in agent uses an invitation: the only way to become a member.

use relais_domain::{
    actor::Role,
    clock::Timestamp,
    ids::{AgentId, MembershipId},
    organisation::{Membership, TokenHash},
};
use relais_store::{
    UnitOfWork,
    journal::{Act, Action as Journalled},
    members::MemberRow,
};

use crate::{
    App, AppError,
    auth::token_hash,
    members::end::{keep_a_manager, leads},
};

/// What the page of an invitation shows.
#[derive(Clone, Debug)]
pub struct InvitationView {
    /// The organisation that invites.
    pub organisation_name: String,
    /// The mailbox it was made for.
    pub email: String,
    /// Role code.
    pub role: String,
    /// Role code of who looks, when she is a member there already.
    pub present_role: Option<String>,
    /// Until when it may be used.
    pub expires_at: Timestamp,
    /// The stable code of why it can no longer be used, if so.
    pub refusal: Option<&'static str>,
}

/// Shows an invitation to whoever holds its link, `agent` when signed in.
pub async fn show_invitation(
    app: &App,
    token: &str,
    agent: Option<AgentId>,
) -> Result<InvitationView, AppError> {
    let unit = app.store.read_house().await?;
    let found = unit.find_invitation(TokenHash(token_hash(token))).await?;
    let invitation = found.ok_or(AppError::NotFound)?;
    let organisation =
        unit.find_any_organisation(invitation.organisation()).await?.ok_or(AppError::NotFound)?;
    let present = match agent {
        Some(agent) => unit.find_membership(agent, invitation.organisation()).await?,
        None => None,
    };
    let now = unit.now();
    unit.commit().await?;
    Ok(InvitationView {
        organisation_name: organisation.name,
        email: invitation.email().as_str().to_owned(),
        role: invitation.role().as_str().to_owned(),
        present_role: present.map(|member| member.role),
        expires_at: invitation.expires_at(),
        refusal: invitation.usable(now).err().map(relais_domain::organisation::InvitationError::code),
    })
}

/// Uses it, once; the membership begins in the same transaction. An agent has one membership in an organisation: one
/// who is already a member keeps hers and takes the role of the invitation, unless nobody would manage any more.
pub async fn accept_invitation(app: &App, agent: AgentId, token: &str) -> Result<MembershipId, AppError> {
    let unit = app.store.begin_house().await?;
    let found = unit.find_invitation(TokenHash(token_hash(token))).await?;
    let invitation = found.ok_or(AppError::NotFound)?;
    let version = invitation.version();
    let fresh = MembershipId::random(app.random.as_ref());
    let (used, membership) =
        invitation.accept(agent, fresh, unit.now()).map_err(|error| AppError::rule(error.code()))?;
    unit.hold_members(membership.organisation()).await?;
    unit.save_invitation(&used, version).await?;
    let id = match unit.find_membership(agent, membership.organisation()).await? {
        Some(present) => take_role(&unit, &present, membership.role()).await?,
        None => begin(&unit, &membership).await?,
    };
    unit.commit().await?;
    Ok(id)
}

async fn begin(unit: &UnitOfWork<'_>, new: &Membership) -> Result<MembershipId, AppError> {
    unit.insert_membership(new.id(), new.agent(), new.organisation(), new.role()).await?;
    let act = Act::new(Journalled::MembershipStarted).on(new.id().uuid()).scope(new.role().as_str());
    unit.record(act.at(new.organisation())).await?;
    Ok(new.id())
}

async fn take_role(unit: &UnitOfWork<'_>, present: &MemberRow, role: Role) -> Result<MembershipId, AppError> {
    let id = present.id();
    let former = present.actor()?.role;
    if leads(former) && !leads(role) {
        keep_a_manager(unit, present.organisation(), id).await?;
    }
    if former != role {
        unit.change_role(id, present.version, role).await?;
    }
    unit.record(Act::new(Journalled::MembershipEdited).on(id.uuid()).scope(role.as_str())).await?;
    Ok(id)
}
