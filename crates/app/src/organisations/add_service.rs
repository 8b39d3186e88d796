//! An organisation offers one more service.

use relais_domain::{
    access::{self, Action, Resource},
    actor::Actor,
    ids::ServiceId,
};
use relais_store::journal::{Act, Action as Journalled};

use super::service::{ServiceInput, Whereabouts, taken};
use crate::{App, AppError};

/// Adds a service to the actor's own organisation; partners find it at once.
pub async fn add_service(app: &App, actor: &Actor, input: &ServiceInput) -> Result<ServiceId, AppError> {
    let own = Resource::Organisation { id: actor.organisation, network: actor.network };
    access::require(actor, Action::EditOrganisation, &own)?;
    let described = input.read()?;
    let unit = app.store.begin(actor).await?;
    let organisation = unit.find_organisation(actor.organisation).await?.ok_or(AppError::NotFound)?;
    let given = Whereabouts::in_commune(&unit, described.commune.as_ref()).await?;
    let id = ServiceId::random(app.random.as_ref());
    let service = described.service(id, (actor.organisation, &organisation.name), given);
    unit.insert_service(service).await.map_err(taken)?;
    unit.record(Act::new(Journalled::ServiceAdded).on(id.uuid())).await?;
    unit.commit().await?;
    Ok(id)
}
