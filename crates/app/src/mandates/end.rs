//! The organisation ends a mandate: its procedure is over, it gives it back, it should never have been.

use relais_domain::{
    access::Action,
    actor::Actor,
    clock::Timestamp,
    ids::MandateId,
    mandate::{InvalidMandateReason, Mandate, MandateStep, RenounceReason},
};

use crate::{
    App, AppError,
    fields::{Fields, present},
    mandates::work::{SavedMandate, Work},
};

/// The procedure it was for has ended.
pub async fn end_mandate(app: &App, actor: &Actor, at: (MandateId, i32)) -> Result<SavedMandate, AppError> {
    end(app, actor, at, Mandate::fulfil).await
}

/// The organisation gives it back; before she agreed, that is how it is put aside.
pub async fn renounce_mandate(
    app: &App,
    actor: &Actor,
    at: (MandateId, i32),
    reason: &str,
) -> Result<SavedMandate, AppError> {
    let mut fields = Fields::default();
    let reason: Option<RenounceReason> = fields.code("reason", reason);
    if reason == Some(RenounceReason::OrganisationLeaves) {
        fields.refuse("reason", "choice.unknown");
    }
    fields.finish()?;
    let reason = present("reason", reason)?;
    end(app, actor, at, |mandate, by, now| mandate.renounce(reason, by, now)).await
}

/// It should never have been.
pub async fn invalidate_mandate(
    app: &App,
    actor: &Actor,
    at: (MandateId, i32),
    reason: &str,
) -> Result<SavedMandate, AppError> {
    let mut fields = Fields::default();
    let reason: Option<InvalidMandateReason> = fields.code("reason", reason);
    fields.finish()?;
    let reason = present("reason", reason)?;
    end(app, actor, at, |mandate, by, now| mandate.invalidate(reason, by, now)).await
}

async fn end(
    app: &App,
    actor: &Actor,
    (id, version): (MandateId, i32),
    step: impl FnOnce(Mandate, &Actor, Timestamp) -> MandateStep,
) -> Result<SavedMandate, AppError> {
    let unit = app.store.begin(actor).await?;
    let mut work = Work::load(&unit, actor, id, Action::EndMandate).await?;
    work.expect_version(version)?;
    let step = step(work.stored.mandate.clone(), actor, unit.now());
    let (saved, _) = work.save(app, &unit, step).await?;
    unit.commit().await?;
    Ok(saved)
}
