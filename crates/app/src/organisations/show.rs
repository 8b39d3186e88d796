//! The page of an organisation.

use relais_domain::{
    access::{self, Action, Resource},
    actor::Actor,
    ids::OrganisationId,
};
use relais_store::{organisations::OrganisationRow, services::ServiceRow};

use crate::{App, AppError};

/// An organisation with its services.
#[derive(Clone, Debug)]
pub struct OrganisationView {
    /// The organisation.
    pub organisation: OrganisationRow,
    /// Its services.
    pub services: Vec<ServiceRow>,
}

/// Shows the actor's organisation; an animator sees any of the network.
pub async fn show_organisation(
    app: &App,
    actor: &Actor,
    id: OrganisationId,
) -> Result<OrganisationView, AppError> {
    let resource = Resource::Organisation { id, network: actor.network };
    access::require(actor, Action::ViewOrganisation, &resource)?;
    let unit = app.store.read(actor).await?;
    let organisation = unit.find_organisation(id).await?.ok_or(AppError::NotFound)?;
    let services = unit.list_services_of(id).await?;
    unit.commit().await?;
    Ok(OrganisationView { organisation, services })
}
