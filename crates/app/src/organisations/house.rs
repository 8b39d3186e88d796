//! The first steps of an installation, by its operator's commands: what no member can do before there is one.

use relais_domain::{
    ids::{NetworkId, OrganisationId},
    organisation::{OrganisationKind, Slug},
    text::ShortText,
};
use relais_store::organisations::OrganisationUpsert;

use super::{FoundNetwork, FoundOrganisation, found_network, found_organisation};
use crate::{
    App, AppError,
    fields::{Fields, present},
};

/// Who says the facts of an organisation that was founded by a command.
const SOURCE: &str = "relais";

/// A real network, by its short name. `conflict` when there is one of that name.
pub async fn found_real_network(
    app: &App,
    slug: &str,
    name: &str,
    time_zone: &str,
) -> Result<NetworkId, AppError> {
    let mut fields = Fields::default();
    let slug = fields.required("slug", slug, Slug::parse);
    let name = fields.required("name", name, ShortText::parse);
    fields.finish()?;
    let new = FoundNetwork {
        slug: present("slug", slug)?.as_str().to_owned(),
        name: present("name", name)?.as_str().to_owned(),
        time_zone: time_zone.to_owned(),
        phone: None,
        fictitious: false,
    };
    let unit = app.store.read_house().await?;
    let known = unit.find_network(&new.slug).await?;
    unit.commit().await?;
    if known.is_some() {
        return Err(AppError::Conflict);
    }
    found_network(app, new).await
}

/// A member organisation of a network, without services or members yet. `conflict` when an organisation has that
/// short name, not found when there is no such network.
pub async fn found_member_organisation(
    app: &App,
    network: &str,
    (slug, name, kind): (&str, &str, OrganisationKind),
) -> Result<OrganisationId, AppError> {
    let mut fields = Fields::default();
    let slug = fields.required("slug", slug, Slug::parse);
    let name = fields.required("name", name, ShortText::parse);
    fields.finish()?;
    let (slug, name) = (present("slug", slug)?, present("name", name)?);
    let unit = app.store.read_house().await?;
    let network = unit.find_network(network).await?.ok_or(AppError::NotFound)?;
    let known = unit.find_organisation_by_slug(slug.as_str()).await?;
    unit.commit().await?;
    if known.is_some() {
        return Err(AppError::Conflict);
    }
    let network = NetworkId::new(network.id);
    let facts = OrganisationUpsert::member(SOURCE, slug.as_str(), name.as_str(), kind.as_str());
    let new = FoundOrganisation { facts, known_as: Vec::new(), services: Vec::new(), members: Vec::new() };
    Ok(found_organisation(app, network, new).await?.0)
}
