//! Messages of an organisation that did not arrive, for whoever can do something about it there.

use chrono::TimeDelta;
use relais_domain::{
    access::{self, Action, Resource},
    actor::Actor,
};
use relais_store::deliveries::Unreached;

use crate::{App, AppError};

/// How long a manager is shown a message that did not arrive.
const SHOWN: TimeDelta = TimeDelta::days(30);

/// Messages of the actor's organisation that did not arrive lately, one line an addressee; for who manages its members.
pub async fn list_unreached(app: &App, actor: &Actor) -> Result<Vec<Unreached>, AppError> {
    let own = Resource::Organisation { id: actor.organisation, network: actor.network };
    access::require(actor, Action::ManageMembers, &own)?;
    let unit = app.store.read(actor).await?;
    let unreached = unit.list_unreached(unit.now() - SHOWN).await?;
    unit.commit().await?;
    Ok(unreached)
}
