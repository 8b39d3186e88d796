//! The page of a service.

use relais_domain::{
    access::{self, Action, Resource},
    actor::Actor,
    ids::ServiceId,
};
use relais_store::services::ServiceRow;

use crate::{App, AppError};

/// A service of the network.
pub async fn show_service(app: &App, actor: &Actor, id: ServiceId) -> Result<ServiceRow, AppError> {
    access::require(actor, Action::FindPartner, &Resource::Network(actor.network))?;
    let unit = app.store.read(actor).await?;
    let service = unit.find_service(id).await?.ok_or(AppError::NotFound)?;
    unit.commit().await?;
    Ok(service)
}
