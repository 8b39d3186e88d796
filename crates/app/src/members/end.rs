//! A membership ends, after a question: its sessions lose it at their next request. An agent has one in an
//! organisation, so her access there ends with it.

use relais_domain::{
    access::{Action, role_allows},
    actor::{Actor, Role},
    ids::{MembershipId, OrganisationId},
};
use relais_store::{
    UnitOfWork,
    journal::{Act, Action as Journalled},
    members::MemberRow,
};

use crate::{App, AppError, members::invite::manages, referrals::release_hands_of};

/// The member whose membership may be ended, for the question that comes first.
pub async fn show_member(app: &App, actor: &Actor, id: MembershipId) -> Result<MemberRow, AppError> {
    may_end(actor, id)?;
    let unit = app.store.read(actor).await?;
    let member = unit.find_member(id).await?.ok_or(AppError::NotFound)?;
    unit.commit().await?;
    Ok(member)
}

/// Ends a membership of the actor's own organisation, never the actor's own, nor the last that manages: an
/// organisation keeps a manager. What she has in hand lies open to her colleagues again.
pub async fn end_member(app: &App, actor: &Actor, id: MembershipId, version: i32) -> Result<(), AppError> {
    may_end(actor, id)?;
    let unit = app.store.begin(actor).await?;
    unit.hold_members(actor.organisation).await?;
    let member = unit.find_member(id).await?.ok_or(AppError::NotFound)?;
    if leads(member.actor()?.role) {
        keep_a_manager(&unit, actor.organisation, id).await?;
    }
    release_hands_of(&unit, actor, id).await?;
    unit.end_membership(id, version).await?;
    unit.record(Act::new(Journalled::MembershipEnded).on(id.uuid())).await?;
    Ok(unit.commit().await?)
}

/// Whether the role manages the members of its organisation.
pub(super) fn leads(role: Role) -> bool {
    role_allows(role, Action::ManageMembers)
}

/// Refuses that an organisation loses its last manager. Two who leave each other are told apart by holding the
/// members first.
pub(super) async fn keep_a_manager(
    unit: &UnitOfWork<'_>,
    organisation: OrganisationId,
    leaving: MembershipId,
) -> Result<(), AppError> {
    let managing: Vec<Role> = Role::ALL.iter().copied().filter(|role| leads(*role)).collect();
    if unit.has_other_member(organisation, &managing, leaving).await? {
        return Ok(());
    }
    Err(AppError::rule("membership.last_manager"))
}

fn may_end(actor: &Actor, id: MembershipId) -> Result<(), AppError> {
    manages(actor)?;
    if actor.membership() == Some(id) {
        return Err(AppError::rule("membership.own"));
    }
    Ok(())
}
