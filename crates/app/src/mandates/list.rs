//! Lists of mandates: the organisation's, and a person's.

use relais_domain::{
    access::{self, Action, Resource},
    actor::Actor,
    ids::RelationId,
    mandate::MandateState,
};
use relais_store::{
    UnitOfWork,
    journal::{Act, Action as Journalled},
    mandates::MandateLine,
};

use crate::{App, AppError, persons::names_of};

/// Which of the organisation's mandates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MandateView {
    /// In preparation and in force.
    Open,
    /// Ended.
    Ended,
}

impl MandateView {
    fn states(self) -> Vec<&'static str> {
        let wanted = |state: &&MandateState| state.is_final() == (self == Self::Ended);
        MandateState::ALL.iter().filter(wanted).map(|state| state.as_str()).collect()
    }
}

/// A line with her name, for whom meets her.
#[derive(Clone)]
pub struct MandateListLine {
    /// The line.
    pub line: MandateLine,
    /// Her name; none for whom it is not to be told.
    pub name: Option<String>,
}

impl std::fmt::Debug for MandateListLine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MandateListLine").field("line", &self.line).finish_non_exhaustive()
    }
}

/// The organisation's mandates: those that end soonest first, or those that ended last.
pub async fn list_mandates(
    app: &App,
    actor: &Actor,
    view: MandateView,
) -> Result<Vec<MandateListLine>, AppError> {
    let own = Resource::Organisation { id: actor.organisation, network: actor.network };
    access::require(actor, Action::ViewMandate, &own)?;
    let unit = app.store.read(actor).await?;
    let lines = unit.list_mandates(&view.states()).await?;
    let named = name(&unit, actor, lines).await?;
    unit.commit().await?;
    Ok(named)
}

/// A person's mandates to the organisation, the latest first.
pub async fn list_mandates_of_person(
    app: &App,
    actor: &Actor,
    relation: RelationId,
) -> Result<Vec<MandateLine>, AppError> {
    let unit = app.store.read(actor).await?;
    let found = unit.find_relation(relation).await?.ok_or(AppError::NotFound)?;
    access::require(actor, Action::DraftMandate, &found.facts())?;
    let lines = unit.list_mandates_of(relation).await?;
    unit.commit().await?;
    Ok(lines)
}

/// Names are read as in any list of persons: one entry, no name in it.
async fn name(
    unit: &UnitOfWork<'_>,
    actor: &Actor,
    lines: Vec<MandateLine>,
) -> Result<Vec<MandateListLine>, AppError> {
    let own = Resource::Organisation { id: actor.organisation, network: actor.network };
    let Ok(grant) = access::require(actor, Action::SearchPersons, &own) else {
        return Ok(lines.into_iter().map(|line| MandateListLine { line, name: None }).collect());
    };
    let ids: Vec<RelationId> = lines.iter().map(MandateLine::relation).collect();
    let relations = if ids.is_empty() { Vec::new() } else { unit.list_relations_among(&ids).await? };
    let contents = unit.open_relations(&grant, &relations).await?;
    if !relations.is_empty() {
        unit.record(Act::new(Journalled::PersonSearched).scope("mandates")).await?;
    }
    let named = |line: MandateLine| {
        let found = relations.iter().zip(&contents).find(|(relation, _)| relation.id() == line.relation());
        let name = found.and_then(|(_, content)| content.as_ref()).map(|content| {
            let (given, family) = names_of(content);
            format!("{given} {family}").trim().to_owned()
        });
        MandateListLine { line, name }
    };
    Ok(lines.into_iter().map(named).collect())
}
