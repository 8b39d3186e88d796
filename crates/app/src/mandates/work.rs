//! What every act on a mandate shares: load within reach, decide, save the step with its event and its entry.

use relais_domain::{
    access::{self, Action, Grant, Resource},
    actor::Actor,
    assurance::Assurance,
    clock::Timestamp,
    ids::{EntryId, MandateId},
    mandate::{Helper, Mandate, MandateEvent, MandateStep},
    referral::ClockRules,
};
use relais_store::{StoreError, UnitOfWork, mandates::StoredMandate};

use crate::{App, AppError};

/// Colleagues who may save between our reading and our writing before somebody is asked to wait.
const RACES: usize = 4;

/// How surely and how recently the agent behind a request signed in, as her session knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// When she last proved who she is.
    pub at: Timestamp,
    /// How surely; none when the provider does not say.
    pub assurance: Option<Assurance>,
}

impl SignedIn {
    /// The helper she is, with the charter she accepted or not.
    pub(super) async fn helper(self, app: &App, unit: &UnitOfWork<'_>) -> Result<Helper, AppError> {
        let charter = unit.find_charter().await?.is_some();
        Ok(Helper { signed_in_at: self.at, assurance: self.assurance, charter, rules: app.settings.helpers })
    }
}

/// What an act leaves: where the mandate stands now.
#[derive(Clone, Copy, Debug)]
pub struct SavedMandate {
    /// The mandate.
    pub id: MandateId,
    /// Its new version.
    pub version: i32,
}

/// A mandate loaded for one act that was allowed.
pub(super) struct Work {
    pub stored: StoredMandate,
    pub grant: Grant,
}

impl Work {
    /// Loads a mandate of the actor's organisation and asks access; one that is not its own is not found.
    pub async fn load(
        unit: &UnitOfWork<'_>,
        actor: &Actor,
        id: MandateId,
        action: Action,
    ) -> Result<Self, AppError> {
        Self::decide(unit.find_mandate(id).await?, actor, action)
    }

    /// The same for a desk to which she comes: whichever of the network.
    pub async fn load_at_desk(
        unit: &UnitOfWork<'_>,
        actor: &Actor,
        id: MandateId,
        action: Action,
    ) -> Result<Self, AppError> {
        Self::decide(unit.find_mandate_at_desk(id).await?, actor, action)
    }

    fn decide(found: Option<StoredMandate>, actor: &Actor, action: Action) -> Result<Self, AppError> {
        let stored = found.ok_or(AppError::NotFound)?;
        let grant = access::require(actor, action, &Resource::Mandate(stored.mandate.facts()))?;
        Ok(Self { stored, grant })
    }

    /// Refuses an act made on another version than the present one.
    pub fn expect_version(&self, read: i32) -> Result<(), AppError> {
        if self.stored.mandate.version() == read { Ok(()) } else { Err(AppError::Conflict) }
    }

    /// Saves a step of the rules with its event and its entry, unless they refused it.
    pub async fn save(
        &mut self,
        app: &App,
        unit: &UnitOfWork<'_>,
        step: MandateStep,
    ) -> Result<(SavedMandate, EntryId), AppError> {
        let before = self.stored.mandate.clone();
        let event = self.step(step)?;
        let entry = save_step(app, unit, &mut self.stored, &before, &event).await?;
        Ok((saved(&self.stored.mandate), entry))
    }

    /// Takes a step of the rules without saving it.
    pub fn step(&mut self, step: MandateStep) -> Result<MandateEvent, AppError> {
        let (mandate, event) = step.map_err(|error| AppError::rule(error.code()))?;
        self.stored.mandate = mandate;
        Ok(event)
    }
}

pub(super) const fn saved(mandate: &Mandate) -> SavedMandate {
    SavedMandate { id: mandate.id(), version: mandate.version() }
}

/// Saves what a step made of a mandate. Two that would let the same be done are held apart by the database, whoever came
/// first.
pub(super) async fn save_step(
    app: &App,
    unit: &UnitOfWork<'_>,
    stored: &mut StoredMandate,
    before: &Mandate,
    event: &MandateEvent,
) -> Result<EntryId, AppError> {
    let next = next_clock(&app.settings.clocks, stored);
    unit.save_mandate(stored, before, next).await.map_err(taken)?;
    Ok(unit.record_mandate_event(&stored.mandate, event).await?)
}

/// When a clock strikes next.
pub(super) fn next_clock(rules: &ClockRules, stored: &StoredMandate) -> Option<Timestamp> {
    stored.mandate.next_clock(&rules.calendar, stored.warned_at).map(|(at, _)| at)
}

fn taken(error: StoreError) -> AppError {
    match error {
        StoreError::Unique(_) => AppError::rule(relais_domain::mandate::MandateError::AlreadyLiving.code()),
        other => other.into(),
    }
}

/// Tries an act again that a colleague was faster than: her word, or an act, counts whatever somebody else was writing.
pub(super) async fn through_races<T>(
    mut act: impl AsyncFnMut() -> Result<T, AppError>,
) -> Result<T, AppError> {
    for _ in 0..RACES {
        match act().await {
            Err(AppError::Conflict) => {}
            done => return done,
        }
    }
    act().await
}
