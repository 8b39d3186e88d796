//! Writing what a file held: one transaction for the whole file, so that an import happens or does not.
//!
//! What the network already has of the same source and external id is brought up to date under the id it has; the
//! rest is inserted, unless another source has told of the same organisation (`identity`). Nothing is removed: a producer who forgets a row in one file does not close a place. One entry
//! of the journal tells of the import.

mod identity;
mod organisations;
mod places;

pub use identity::{Fact, Recognised};
pub use organisations::write_organisations;
pub use places::write_places;

use relais_domain::ids::NetworkId;

pub use relais_imports::*;

use crate::{App, AppError};

/// What writing a file's records did; the three numbers add up to the records given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// New in this network.
    pub inserted: usize,
    /// Already there, and brought up to date.
    pub updated: usize,
    /// Already there and left alone: nothing is new in the file, or the organisation has become a member and looks
    /// after what is said of it.
    pub kept: usize,
    /// Of those already there, the organisations that were known from another source, and by what they were told.
    pub recognised: Vec<Recognised>,
}

/// The network an import goes to, and its name: the one of that short name, or the only one there is. Refuses
/// `network.several` when none is named and there are several.
pub async fn network_for(app: &App, slug: Option<&str>) -> Result<(NetworkId, String), AppError> {
    let unit = app.store.read_house().await?;
    let networks = unit.list_networks().await?;
    unit.commit().await?;
    let mut asked = networks.into_iter().filter(|network| slug.is_none_or(|slug| network.slug == slug));
    match (asked.next(), asked.next()) {
        (Some(network), None) => Ok((NetworkId::new(network.id), network.name)),
        (None, _) => Err(AppError::NotFound),
        (Some(_), Some(_)) => Err(AppError::rule("network.several")),
    }
}
