//! What did not arrive, for whoever can do something about it: the operator sees ids and codes of everything, a manager
//! what concerns her own organisation.

use chrono::TimeDelta;
use relais_domain::{
    access::{self, Action, Resource},
    actor::Actor,
    ids::DeliveryId,
};
use relais_store::deliveries::{Listed, Unreached};

use super::fan_out::PATIENCE;
use crate::{App, AppError};

/// Lines an operator is shown at once.
const LINES: u32 = 500;
/// How long a manager is shown a message that did not arrive.
const SHOWN: TimeDelta = TimeDelta::days(30);

/// Deliveries that have not arrived; `dead`: only those that nobody tries any more.
pub async fn list_undelivered(app: &App, dead: bool) -> Result<Vec<Listed>, AppError> {
    let unit = app.store.read_house().await?;
    let listed = unit.list_undelivered(dead, LINES).await?;
    unit.commit().await?;
    Ok(listed)
}

/// Sends a delivery that was given up, or that nobody knows of, again.
pub async fn retry_delivery(app: &App, id: DeliveryId) -> Result<(), AppError> {
    let unit = app.store.begin_house().await?;
    if !unit.retry_delivery(id, unit.now() + PATIENCE).await? {
        return Err(AppError::NotFound);
    }
    Ok(unit.commit().await?)
}

/// Messages of the actor's organisation that did not arrive lately, one line an addressee; for who manages its members.
pub async fn list_unreached(app: &App, actor: &Actor) -> Result<Vec<Unreached>, AppError> {
    let own = Resource::Organisation { id: actor.organisation, network: actor.network };
    access::require(actor, Action::ManageMembers, &own)?;
    let unit = app.store.read(actor).await?;
    let unreached = unit.list_unreached(unit.now() - SHOWN).await?;
    unit.commit().await?;
    Ok(unreached)
}
