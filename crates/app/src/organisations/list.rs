//! The network's member organisations, for its animator.

use relais_domain::{
    access::{self, Action, Resource},
    actor::Actor,
    ids::OrganisationId,
};
use relais_store::organisations::OrganisationRow;

use crate::{
    App, AppError,
    paging::{ASKED, page},
};

/// Where the next page begins: after this search key and id.
pub type OrganisationCursor = (String, OrganisationId);

/// A page of organisations by name, and where the next begins.
pub async fn list_organisations(
    app: &App,
    actor: &Actor,
    after: Option<&OrganisationCursor>,
) -> Result<(Vec<OrganisationRow>, Option<OrganisationCursor>), AppError> {
    access::require(actor, Action::ManageNetwork, &Resource::Network(actor.network))?;
    let unit = app.store.read(actor).await?;
    let limit = u32::try_from(ASKED).unwrap_or(u32::MAX);
    let rows = unit.list_organisations(after, limit).await?;
    unit.commit().await?;
    Ok(page(rows, |last| (last.search_key.clone(), last.id())))
}
