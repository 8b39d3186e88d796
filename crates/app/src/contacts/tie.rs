//! A contact recorded without a name was with somebody the organisation already follows.

use relais_domain::{
    access::{self, Action, Resource},
    actor::Actor,
    ids::{ContactId, RelationId},
};
use relais_store::journal::{Act, Action as Journalled};

use crate::{App, AppError};

/// Makes it hers, sealed anew. Done twice, it changes nothing; a contact that is not this agent's, or is somebody
/// else's, is not found.
pub async fn tie_contact(
    app: &App,
    actor: &Actor,
    contact: ContactId,
    relation: RelationId,
) -> Result<(), AppError> {
    let own = Resource::Organisation { id: actor.organisation, network: actor.network };
    let grant = access::require(actor, Action::CreatePerson, &own)?;
    let unit = app.store.begin(actor).await?;
    let hers = unit.find_relation(relation).await?.ok_or(AppError::NotFound)?;
    access::require(actor, Action::ViewReceptionCard, &hers.facts())?;
    if !unit.tie_contact(&grant, contact, relation).await? {
        let lines = unit.list_contacts(relation).await?;
        let done = lines.iter().any(|line| line.id() == contact && line.membership() == actor.membership());
        return if done { Ok(()) } else { Err(AppError::NotFound) };
    }
    unit.touch_relation(relation).await?;
    unit.record(Act::new(Journalled::ContactTied).on(contact.uuid()).about(hers.person())).await?;
    Ok(unit.commit().await?)
}
