//! What did not arrive, for whoever can do something about it: the operator sees ids and codes of everything, a manager
//! what concerns her own organisation.

use chrono::TimeDelta;
use relais_domain::{
    access::{self, Action, Resource},
    actor::Actor,
    ids::{DeliveryId, OutboxId},
};
use relais_store::deliveries::{Listed, Unreached};
use uuid::Uuid;

use super::fan_out::PATIENCE;
use crate::{App, AppError};

/// Lines an operator is shown at once.
const LINES: u32 = 500;
/// How long a manager is shown a message that did not arrive.
const SHOWN: TimeDelta = TimeDelta::days(30);

/// What has not arrived; `dead`: only what nobody tries any more.
pub async fn list_undelivered(app: &App, dead: bool) -> Result<Vec<Listed>, AppError> {
    let unit = app.store.read_house().await?;
    let listed = unit.list_undelivered(dead, LINES).await?;
    unit.commit().await?;
    Ok(listed)
}

/// Sends again what was given up, or what nobody knows of: a delivery, or a message that did not become one.
pub async fn retry_delivery(app: &App, id: Uuid) -> Result<(), AppError> {
    let unit = app.store.begin_house().await?;
    let again = unit.retry_delivery(DeliveryId::new(id), unit.now() + PATIENCE).await?
        || unit.retry_message(OutboxId::new(id)).await?;
    if !again {
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
