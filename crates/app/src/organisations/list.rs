//! The network's member organisations, for its animator.

use relais_domain::{
    access::{self, Action, Resource},
    actor::Actor,
};
use relais_store::organisations::OrganisationRow;

use crate::{App, AppError};

/// Most a page shows.
pub const PAGE: u32 = 50;

/// A page of organisations by name, after the search key of the last one of the page before.
pub async fn list_organisations(
    app: &App,
    actor: &Actor,
    after: Option<&str>,
) -> Result<Vec<OrganisationRow>, AppError> {
    access::require(actor, Action::ManageNetwork, &Resource::Network(actor.network))?;
    let unit = app.store.read(actor).await?;
    let rows = unit.list_organisations(after, PAGE).await?;
    unit.commit().await?;
    Ok(rows)
}
