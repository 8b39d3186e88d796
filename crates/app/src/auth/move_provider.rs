//! The identity provider answers at another address: its accounts stay the accounts they were.

use relais_store::journal::{Act, Action};

use crate::{App, AppError};

/// Gives the agents known under `from` the issuer `to`, with an entry for each network. For whoever runs both the
/// provider and Relais: whoever holds the new address signs in as these agents.
pub async fn move_provider(app: &App, from: &str, to: &str) -> Result<(), AppError> {
    let unit = app.store.begin_house().await?;
    unit.move_agents(from, to).await?;
    for network in unit.list_networks().await? {
        unit.record(Act::new(Action::NetworkEdited).on(network.id).scope("provider_moved")).await?;
    }
    Ok(unit.commit().await?)
}
