//! A manager says why before reading; the person can see it.

use relais_domain::{
    actor::{Actor, Role},
    ids::RelationId,
};
use relais_store::journal::{Act, Action as Journalled};

pub use relais_store::persons::ReadingReason;

use crate::{App, AppError};

/// Keeps the reason; for an hour the manager may read this relation. No other role is asked for one, and software
/// has no membership to keep it under.
pub async fn give_reason(
    app: &App,
    actor: &Actor,
    relation: RelationId,
    reason: ReadingReason,
) -> Result<(), AppError> {
    let unit = app.store.begin(actor).await?;
    let relation =
        unit.find_relation(relation).await?.filter(|found| found.open).ok_or(AppError::NotFound)?;
    if actor.role != Role::Manager {
        return Err(AppError::Forbidden);
    }
    let act = Act::new(Journalled::ReasonGiven).on(relation.id().uuid()).about(relation.person());
    let entry = unit.record(act.scope(reason.as_str())).await?;
    let until = unit.now() + app.settings.reading_reason_life;
    unit.insert_reading_reason(relation.id().uuid(), reason, until, entry).await?;
    Ok(unit.commit().await?)
}
