//! The communes where services are given: what a search may start from, without a map and without the person's address.

use relais_domain::{
    access::{self, Action, Resource},
    actor::Actor,
    text::SearchKey,
};
use relais_store::services::CommuneRow;

use crate::{App, AppError};

/// The communes of the network's services, by name, however many services there are.
pub async fn list_communes(app: &App, actor: &Actor) -> Result<Vec<CommuneRow>, AppError> {
    access::require(actor, Action::FindPartner, &Resource::Network(actor.network))?;
    let unit = app.store.read(actor).await?;
    let mut communes = unit.list_communes().await?;
    unit.commit().await?;
    communes.sort_by_cached_key(|commune| {
        (SearchKey::of(&commune.name).as_str().to_owned(), commune.insee.clone())
    });
    Ok(communes)
}
