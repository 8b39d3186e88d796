//! A manager invites somebody by a link that works once.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use relais_domain::{
    access::{self, Action, Resource},
    actor::{Actor, Role},
    ids::InvitationId,
    organisation::{Invitation, NewInvitation, TokenHash},
    random::fill_array,
    text::Email,
};
use relais_store::journal::{Act, Action as Journalled};

use crate::{
    App, AppError,
    auth::token_hash,
    fields::{Fields, present},
};

/// An invitation with its link's token, told once.
pub struct Invited {
    /// The invitation.
    pub invitation: Invitation,
    /// The token of the link.
    pub token: String,
}

impl std::fmt::Debug for Invited {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Invited").field("invitation", &self.invitation.id()).finish_non_exhaustive()
    }
}

/// Invites into the actor's own organisation.
pub async fn invite(app: &App, actor: &Actor, email: &str, role: &str) -> Result<Invited, AppError> {
    manages(actor)?;
    let mut fields = Fields::default();
    let email = fields.required("email", email, Email::parse);
    let role: Option<Role> = fields.code("role", role);
    fields.finish()?;
    let token = URL_SAFE_NO_PAD.encode(fill_array::<32>(app.random.as_ref()));
    let new = NewInvitation {
        id: InvitationId::random(app.random.as_ref()),
        role: present("role", role)?,
        email: present("email", email)?,
        token: TokenHash(token_hash(&token)),
    };
    let unit = app.store.begin(actor).await?;
    let invitation =
        Invitation::invite(new, actor, unit.now()).map_err(|error| AppError::rule(error.code()))?;
    unit.insert_invitation(&invitation).await?;
    let act = Act::new(Journalled::InvitationSent).on(invitation.id().uuid());
    unit.record(act.scope(invitation.role().as_str())).await?;
    unit.commit().await?;
    Ok(Invited { invitation, token })
}

/// Takes an unused invitation back.
pub async fn revoke_invitation(app: &App, actor: &Actor, id: InvitationId) -> Result<(), AppError> {
    manages(actor)?;
    let unit = app.store.begin(actor).await?;
    let invitation = unit.find_own_invitation(id).await?.ok_or(AppError::NotFound)?;
    let version = invitation.version();
    let revoked = invitation.revoke(unit.now()).map_err(|error| AppError::rule(error.code()))?;
    unit.save_invitation(&revoked, version).await?;
    unit.record(Act::new(Journalled::InvitationCancelled).on(id.uuid())).await?;
    Ok(unit.commit().await?)
}

pub(super) fn manages(actor: &Actor) -> Result<(), AppError> {
    let own = Resource::Organisation { id: actor.organisation, network: actor.network };
    access::require(actor, Action::ManageMembers, &own)?;
    Ok(())
}
