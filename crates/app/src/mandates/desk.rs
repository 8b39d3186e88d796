//! A mandate at another desk: she holds the paper and wants it stopped. Nothing but what the paper says is shown.

use relais_domain::{
    access::{self, Action, Resource},
    actor::Actor,
    clock::Timestamp,
    ids::MandateId,
    mandate::{MandateNumber, MandateState, Scope},
};
use relais_store::{UnitOfWork, mandates::StoredMandate};

use crate::{App, AppError};

/// What a desk sees of a mandate.
#[derive(Clone, Debug)]
pub struct DeskMandate {
    /// The mandate.
    pub id: MandateId,
    /// Its number.
    pub number: MandateNumber,
    /// To whom it was given.
    pub organisation_name: String,
    /// Its state.
    pub state: MandateState,
    /// What may be done.
    pub scope: Scope,
    /// Until when.
    pub not_after: Option<Timestamp>,
    /// Until when a pause may be undone.
    pub pause_until: Option<Timestamp>,
}

/// Finds a mandate of the network by the number on her paper. One that was never agreed and one that does not exist have
/// the same answer: a field error of `number`.
pub async fn find_mandate_at_desk(app: &App, actor: &Actor, number: &str) -> Result<MandateId, AppError> {
    if number.trim().is_empty() {
        return Err(AppError::field("number", "text.required"));
    }
    let typed: MandateNumber =
        number.parse().map_err(|_| AppError::field("number", "mandate.number_format"))?;
    let unknown = || AppError::field("number", "mandate.number_unknown");
    let unit = app.store.read(actor).await?;
    let found = unit.find_mandate_by_number(typed).await?;
    unit.commit().await?;
    let stored = found.ok_or_else(unknown)?;
    match access::require(actor, Action::RevokeMandate, &Resource::Mandate(stored.mandate.facts())) {
        Ok(_) => Ok(stored.mandate.id()),
        Err(_) => Err(unknown()),
    }
}

/// What the desk sees of it.
pub async fn show_mandate_at_desk(app: &App, actor: &Actor, id: MandateId) -> Result<DeskMandate, AppError> {
    let unit = app.store.read(actor).await?;
    let stored = unit.find_mandate_at_desk(id).await?.ok_or(AppError::NotFound)?;
    access::require(actor, Action::RevokeMandate, &Resource::Mandate(stored.mandate.facts()))?;
    let seen = desk(&unit, &stored).await?;
    unit.commit().await?;
    Ok(seen)
}

async fn desk(unit: &UnitOfWork<'_>, stored: &StoredMandate) -> Result<DeskMandate, AppError> {
    let mandate = &stored.mandate;
    let organisation = unit.find_any_organisation(mandate.organisation()).await?.ok_or(AppError::NotFound)?;
    Ok(DeskMandate {
        id: mandate.id(),
        number: mandate.number(),
        organisation_name: organisation.name,
        state: mandate.state(),
        scope: mandate.scope().clone(),
        not_after: mandate.validity().map(|validity| validity.not_after),
        pause_until: mandate.stage().pause().map(|pause| pause.until),
    })
}
