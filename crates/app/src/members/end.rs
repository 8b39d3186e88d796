//! A membership ends, after a question: its sessions lose it at their next request.

use relais_domain::{actor::Actor, ids::MembershipId};
use relais_store::{
    journal::{Act, Action as Journalled},
    members::MemberRow,
};

use crate::{App, AppError, members::invite::manages};

/// The member whose membership may be ended, for the question that comes first.
pub async fn show_member(app: &App, actor: &Actor, id: MembershipId) -> Result<MemberRow, AppError> {
    may_end(actor, id)?;
    let unit = app.store.read(actor).await?;
    let member = unit.find_member(id).await?.ok_or(AppError::NotFound)?;
    unit.commit().await?;
    Ok(member)
}

/// Ends a membership of the actor's own organisation, never the actor's own: an organisation keeps a manager.
pub async fn end_member(app: &App, actor: &Actor, id: MembershipId, version: i32) -> Result<(), AppError> {
    may_end(actor, id)?;
    let unit = app.store.begin(actor).await?;
    unit.find_member(id).await?.ok_or(AppError::NotFound)?;
    unit.end_membership(id, version).await?;
    unit.record(Act::new(Journalled::MembershipEnded).on(id.uuid())).await?;
    Ok(unit.commit().await?)
}

fn may_end(actor: &Actor, id: MembershipId) -> Result<(), AppError> {
    manages(actor)?;
    if actor.membership() == Some(id) {
        return Err(AppError::rule("membership.own"));
    }
    Ok(())
}
