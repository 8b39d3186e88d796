//! An organisation corrects what partners read of it.

use relais_domain::{
    access::{self, Action, Resource},
    actor::Actor,
    text::{Email, Phone, SearchKey, ShortText},
};
use relais_store::{
    UnitOfWork,
    journal::{Act, Action as Journalled},
    organisations::OrganisationChange,
};

use super::service::search_key;
use crate::{
    App, AppError,
    fields::{Fields, present},
};

/// Raw fields of the actor's own organisation.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "raw text, under the names of the fields")]
pub struct EditOrganisation {
    pub version: i32,
    pub name: String,
    pub phone: String,
    pub email: String,
    pub address: String,
}

/// Saves them; a conflict when a colleague saved meanwhile.
pub async fn edit_organisation(app: &App, actor: &Actor, input: EditOrganisation) -> Result<(), AppError> {
    let own = Resource::Organisation { id: actor.organisation, network: actor.network };
    access::require(actor, Action::EditOrganisation, &own)?;
    let mut fields = Fields::default();
    let name = fields.required("name", &input.name, ShortText::parse);
    let phone = fields.optional("phone", &input.phone, Phone::parse);
    let email = fields.optional("email", &input.email, Email::parse);
    let address = fields.optional("address", &input.address, ShortText::parse);
    fields.finish()?;
    let name = present("name", name)?;
    let unit = app.store.begin(actor).await?;
    let row = unit.find_organisation(actor.organisation).await?.ok_or(AppError::NotFound)?;
    let key = format!("{} {}", name.as_str(), row.commune.as_deref().unwrap_or_default());
    let change = OrganisationChange {
        id: actor.organisation,
        version: input.version,
        name: name.as_str().to_owned(),
        phone: phone.map(|phone| phone.as_str().to_owned()),
        email: email.map(|email| email.as_str().to_owned()),
        address: address.map(|address| address.as_str().to_owned()),
        search_key: SearchKey::of(&key).as_str().to_owned(),
    };
    unit.save_organisation(change).await?;
    if name.as_str() != row.name {
        found_by_new_name(&unit, actor, name.as_str()).await?;
    }
    unit.record(Act::new(Journalled::OrganisationEdited).on(actor.organisation.uuid())).await?;
    Ok(unit.commit().await?)
}

/// Its services are found by its name as well.
async fn found_by_new_name(unit: &UnitOfWork<'_>, actor: &Actor, name: &str) -> Result<(), AppError> {
    for service in unit.list_services_of(actor.organisation).await? {
        let key = search_key(&service.name, name, service.commune.as_deref());
        unit.save_search_key(service.id(), key).await?;
    }
    Ok(())
}
