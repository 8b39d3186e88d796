//! A membership ends: its sessions lose it at their next request.

use relais_domain::{actor::Actor, ids::MembershipId};
use relais_store::journal::{Act, Action as Journalled};

use crate::{App, AppError, members::invite::manages};

/// Ends a membership of the actor's own organisation, never the actor's own: an organisation keeps a manager.
pub async fn end_member(app: &App, actor: &Actor, id: MembershipId, version: i32) -> Result<(), AppError> {
    manages(actor)?;
    if actor.membership() == Some(id) {
        return Err(AppError::rule("membership.own"));
    }
    let unit = app.store.begin(actor).await?;
    unit.find_member(id).await?.ok_or(AppError::NotFound)?;
    unit.end_membership(id, version).await?;
    unit.record(Act::new(Journalled::MembershipEnded).on(id.uuid())).await?;
    Ok(unit.commit().await?)
}
