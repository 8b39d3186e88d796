//! Who works here, and who is invited.

use relais_domain::{
    access::{self, Action, Resource},
    actor::Actor,
    ids::MembershipId,
    organisation::Invitation,
};
use relais_store::members::MemberRow;

use crate::{
    App, AppError,
    paging::{ASKED, page},
};

/// A page of the members of the actor's organisation; invitations only for who manages them.
#[derive(Clone, Debug)]
pub struct Members {
    /// Living memberships, by name.
    pub members: Vec<MemberRow>,
    /// Where the next page begins: after this membership.
    pub next: Option<MembershipId>,
    /// Invitations nobody used yet.
    pub invitations: Vec<Invitation>,
}

/// Lists them.
pub async fn list_members(
    app: &App,
    actor: &Actor,
    after: Option<MembershipId>,
) -> Result<Members, AppError> {
    let own = Resource::Organisation { id: actor.organisation, network: actor.network };
    access::require(actor, Action::ViewOrganisation, &own)?;
    let unit = app.store.read(actor).await?;
    let asked = u32::try_from(ASKED).unwrap_or(u32::MAX);
    let (members, next) = page(unit.list_members(after, asked).await?, MemberRow::id);
    let manages = access::role_allows(actor.role, Action::ManageMembers);
    let invitations = if manages { unit.list_invitations().await? } else { Vec::new() };
    unit.commit().await?;
    Ok(Members { members, next, invitations })
}
