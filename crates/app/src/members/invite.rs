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
use relais_store::{
    StoreError, UnitOfWork,
    journal::{Act, Action as Journalled},
};

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
    /// Whether it takes the place of one that was open for the same mailbox, whose link no longer works.
    pub replaces: bool,
}

impl std::fmt::Debug for Invited {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Invited").field("invitation", &self.invitation.id()).finish_non_exhaustive()
    }
}

/// Invites into the actor's own organisation. A mailbox has one open invitation there: the one before is taken back,
/// since its link was told once and cannot be told again.
pub async fn invite(app: &App, actor: &Actor, email: &str, role: &str) -> Result<Invited, AppError> {
    manages(actor)?;
    send(app, actor, email, role).await
}

/// Invites into an organisation by its short name: the operator's command, for the first who will manage it.
pub async fn invite_by_house(
    app: &App,
    organisation: &str,
    email: &str,
    role: &str,
) -> Result<Invited, AppError> {
    let unit = app.store.read_house().await?;
    let found = unit.find_organisation_by_slug(organisation).await?.ok_or(AppError::NotFound)?;
    unit.commit().await?;
    // The house gives any role of agents, the network's animator included: nobody else can give the first.
    let house = Actor { role: Role::NetworkAdmin, ..Actor::system(found.id(), found.network()) };
    send(app, &house, email, role).await
}

async fn send(app: &App, actor: &Actor, email: &str, role: &str) -> Result<Invited, AppError> {
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
    let former = unit.find_open_invitation(&new.email).await?;
    let invitation =
        Invitation::invite(new, actor, unit.now()).map_err(|error| AppError::rule(error.code()))?;
    let replaces = former.is_some();
    if let Some(former) = former {
        take_back(&unit, former).await?;
    }
    unit.insert_invitation(&invitation).await.map_err(raced)?;
    let act = Act::new(Journalled::InvitationSent).on(invitation.id().uuid());
    unit.record(act.scope(invitation.role().as_str())).await?;
    unit.commit().await?;
    Ok(Invited { invitation, token, replaces })
}

/// Takes an unused invitation back.
pub async fn revoke_invitation(app: &App, actor: &Actor, id: InvitationId) -> Result<(), AppError> {
    manages(actor)?;
    let unit = app.store.begin(actor).await?;
    let invitation = unit.find_own_invitation(id).await?.ok_or(AppError::NotFound)?;
    take_back(&unit, invitation).await?;
    Ok(unit.commit().await?)
}

async fn take_back(unit: &UnitOfWork<'_>, invitation: Invitation) -> Result<(), AppError> {
    let (id, version) = (invitation.id(), invitation.version());
    let revoked = invitation.revoke(unit.now()).map_err(|error| AppError::rule(error.code()))?;
    unit.save_invitation(&revoked, version).await?;
    unit.record(Act::new(Journalled::InvitationCancelled).on(id.uuid())).await?;
    Ok(())
}

/// Two invited the same mailbox at once: the later one is told so, and may look at what stands.
fn raced(error: StoreError) -> AppError {
    match error {
        StoreError::Unique(_) => AppError::Conflict,
        other => other.into(),
    }
}

pub(super) fn manages(actor: &Actor) -> Result<(), AppError> {
    let own = Resource::Organisation { id: actor.organisation, network: actor.network };
    access::require(actor, Action::ManageMembers, &own)?;
    Ok(())
}
