//! The communes where services are given: what a search may start from, without a map and without the person's address.

use std::collections::BTreeMap;

use relais_domain::{
    access::{self, Action, Resource},
    actor::Actor,
};
use relais_store::services::ServiceFilter;

use crate::{App, AppError};

/// A commune, by the middle of its services.
#[derive(Clone, Debug, PartialEq)]
pub struct Commune {
    /// INSEE code.
    pub insee: String,
    /// Name.
    pub name: String,
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
}

/// The communes of the network's services, by name.
pub async fn list_communes(app: &App, actor: &Actor) -> Result<Vec<Commune>, AppError> {
    access::require(actor, Action::FindPartner, &Resource::Network(actor.network))?;
    let unit = app.store.read(actor).await?;
    let services = unit.list_services(&ServiceFilter { limit: 500, ..ServiceFilter::default() }).await?;
    unit.commit().await?;
    let mut found: BTreeMap<(String, String), Vec<(f64, f64)>> = BTreeMap::new();
    for service in services {
        let place = service.commune.zip(service.insee);
        if let Some((key, at)) = place.zip(service.latitude.zip(service.longitude)) {
            found.entry(key).or_default().push(at);
        }
    }
    Ok(found.into_iter().map(|((name, insee), at)| commune(insee, name, &at)).collect())
}

fn commune(insee: String, name: String, at: &[(f64, f64)]) -> Commune {
    let middle = |side: fn(&(f64, f64)) -> f64| {
        let count = u32::try_from(at.len()).unwrap_or(u32::MAX);
        at.iter().map(side).sum::<f64>() / f64::from(count.max(1))
    };
    Commune { insee, name, latitude: middle(|at| at.0), longitude: middle(|at| at.1) }
}
