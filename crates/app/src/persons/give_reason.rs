//! A manager says why before reading; the person can see it.

use relais_domain::{
    actor::{Actor, Role},
    ids::{PersonId, RelationId},
};
use relais_store::{
    UnitOfWork,
    journal::{Act, Action as Journalled},
};
use uuid::Uuid;

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
    keep_reason(app, &unit, (relation.id().uuid(), relation.person()), reason).await?;
    Ok(unit.commit().await?)
}

/// Keeps a reason for one object of a person, with its entry.
pub(crate) async fn keep_reason(
    app: &App,
    unit: &UnitOfWork<'_>,
    (object, person): (Uuid, PersonId),
    reason: ReadingReason,
) -> Result<(), AppError> {
    let act = Act::new(Journalled::ReasonGiven).on(object).about(person);
    let entry = unit.record(act.scope(reason.as_str())).await?;
    let until = unit.now() + app.settings.reading_reason_life;
    Ok(unit.insert_reading_reason(object, reason, until, entry).await?)
}
