//! A mandate is begun: for whom, for what, for how long. Nobody was asked yet.

use relais_domain::{
    access::{self, Action},
    actor::Actor,
    ids::{MandateId, RelationId},
    mandate::{Mandate, MandateError, MandateNumber, MandateTerm, NewMandate, Scope, ScopeItem},
};
use relais_store::journal::{Act, Action as Journalled};

use crate::{
    App, AppError,
    fields::{Fields, present},
    mandates::work::{SavedMandate, Work, saved},
};

/// The raw fields of a draft.
#[derive(Clone, Debug, Default)]
pub struct DraftInput {
    /// What may be done: codes of the scope (`logement:apl@caf`).
    pub items: Vec<String>,
    /// For how long.
    pub term: String,
}

impl DraftInput {
    fn read(&self) -> Result<(Scope, MandateTerm), AppError> {
        let mut fields = Fields::default();
        let term: Option<MandateTerm> = fields.code("term", &self.term);
        let items: Result<Vec<ScopeItem>, _> = self.items.iter().map(|item| item.parse()).collect();
        let scope = items.and_then(Scope::of).ok();
        if scope.is_none() {
            fields.refuse("items", if self.items.is_empty() { "choice.required" } else { "choice.unknown" });
        }
        fields.finish()?;
        Ok((present("items", scope)?, present("term", term)?))
    }
}

/// Begins a mandate for a person the organisation follows; `renews` is the one whose place it takes once agreed.
pub async fn draft_mandate(
    app: &App,
    actor: &Actor,
    relation: RelationId,
    renews: Option<MandateId>,
    input: &DraftInput,
) -> Result<SavedMandate, AppError> {
    let unit = app.store.begin(actor).await?;
    let found = unit.find_relation(relation).await?.ok_or(AppError::NotFound)?;
    access::require(actor, Action::DraftMandate, &found.facts())?;
    let (scope, term) = input.read()?;
    if let Some(old) = renews {
        let old = Work::load(&unit, actor, old, Action::ViewMandate).await?.stored.mandate;
        if old.person() != found.person() || !old.state().is_living() {
            return Err(AppError::rule(MandateError::NotItsSuccessor.code()));
        }
    }
    let membership = actor.membership().ok_or(AppError::rule(MandateError::NotAHelper.code()))?;
    let new = NewMandate {
        id: MandateId::random(app.random.as_ref()),
        number: MandateNumber::draw(app.random.as_ref()),
        network: actor.network,
        person: found.person(),
        relation,
        organisation: actor.organisation,
        prepared_by: membership,
        scope,
        term,
        renews,
    };
    let stored = unit.insert_mandate(Mandate::draft(new, unit.now())).await?;
    let act = Act::new(Journalled::MandateDrafted).on(stored.mandate.id().uuid());
    unit.record(act.about(found.person())).await?;
    unit.commit().await?;
    Ok(saved(&stored.mandate))
}

/// Another scope or term, while it is a draft.
pub async fn rewrite_mandate(
    app: &App,
    actor: &Actor,
    (id, version): (MandateId, i32),
    input: &DraftInput,
) -> Result<SavedMandate, AppError> {
    let unit = app.store.begin(actor).await?;
    let mut work = Work::load(&unit, actor, id, Action::DraftMandate).await?;
    work.expect_version(version)?;
    let (scope, term) = input.read()?;
    let before = work.stored.mandate.clone();
    let rewritten = before.clone().rewrite(scope, term, actor);
    work.stored.mandate = rewritten.map_err(|error| AppError::rule(error.code()))?;
    unit.save_mandate(&mut work.stored, &before, None).await?;
    let act = Act::new(Journalled::MandateDrafted).on(id.uuid()).about(before.person());
    unit.record(act.scope("rewritten")).await?;
    unit.commit().await?;
    Ok(saved(&work.stored.mandate))
}
