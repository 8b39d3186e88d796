//! What did not arrive, for the operator: ids and codes of everything. What a manager sees of it, of her own
//! organisation, is a use case (`relais_app::organisations::list_unreached`).

use relais_app::{App, AppError};
use relais_domain::ids::{DeliveryId, OutboxId};
use relais_store::deliveries::Listed;
use uuid::Uuid;

use crate::fan_out::PATIENCE;

/// Lines an operator is shown at once.
const LINES: u32 = 500;

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
