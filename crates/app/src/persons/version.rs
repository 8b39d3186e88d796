//! Where a sheet stands, without reading it.

use relais_domain::{
    access::{self, Action},
    actor::Actor,
    ids::RelationId,
};

use crate::{App, AppError};

/// The present version, told to whoever wrote over an older one. Nothing sealed is opened.
pub async fn relation_version(app: &App, actor: &Actor, id: RelationId) -> Result<i32, AppError> {
    let unit = app.store.read(actor).await?;
    let relation = unit.find_relation(id).await?.ok_or(AppError::NotFound)?;
    access::require(actor, Action::ViewReceptionCard, &relation.facts())?;
    unit.commit().await?;
    Ok(relation.version)
}
