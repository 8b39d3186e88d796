//! An organisation corrects one of its services: what it does, where, for whom, and whether it has room.
//!
//! Referrals on their way to it go on as they are; new ones are refused by whoever writes or sends them.

use relais_domain::{
    access::{self, Action, Resource},
    actor::Actor,
    ids::ServiceId,
};
use relais_store::{
    UnitOfWork,
    journal::{Act, Action as Journalled},
    services::ServiceRow,
};

use super::service::{ServiceInput, Whereabouts, taken};
use crate::{App, AppError};

/// A service as it stands, for who may correct it. Another organisation's is not found.
pub async fn show_own_service(app: &App, actor: &Actor, id: ServiceId) -> Result<ServiceRow, AppError> {
    may_edit(actor)?;
    let unit = app.store.read(actor).await?;
    let service = own(&unit, actor, id).await?;
    unit.commit().await?;
    Ok(service)
}

/// Saves it; a conflict when a colleague saved meanwhile. Where it moves, the place and the position it had hold no
/// more.
pub async fn edit_service(
    app: &App,
    actor: &Actor,
    (id, version): (ServiceId, i32),
    input: &ServiceInput,
) -> Result<(), AppError> {
    may_edit(actor)?;
    let unit = app.store.begin(actor).await?;
    let service = own(&unit, actor, id).await?;
    let described = input.read()?;
    let given = if described.stays(&service) {
        Whereabouts::of(&service)
    } else if described.stays_in_commune(&service) {
        Whereabouts::elsewhere_in_commune(&unit, &service).await?
    } else {
        Whereabouts::in_commune(&unit, described.commune.as_ref()).await?
    };
    let changed = described.service(id, (actor.organisation, &service.organisation_name), given);
    unit.save_service(changed, version).await.map_err(taken)?;
    unit.record(Act::new(Journalled::ServiceEdited).on(id.uuid())).await?;
    Ok(unit.commit().await?)
}

fn may_edit(actor: &Actor) -> Result<(), AppError> {
    let own = Resource::Organisation { id: actor.organisation, network: actor.network };
    access::require(actor, Action::EditOrganisation, &own)?;
    Ok(())
}

async fn own(unit: &UnitOfWork<'_>, actor: &Actor, id: ServiceId) -> Result<ServiceRow, AppError> {
    let service = unit.find_service(id).await?;
    service.filter(|service| service.organisation() == actor.organisation).ok_or(AppError::NotFound)
}
