//! The sender calls a referral back; work already taken over is confirmed stopped by the recipient.

use relais_domain::{access::Action, actor::Actor, ids::ReferralId, referral::CancelReason, text::FreeText};

use crate::{
    App, AppError,
    fields::{Fields, present},
    referrals::work::{Saved, Work},
};

/// Calls it back: the recipient's sight of the person ends in the same transaction, and its copy is destroyed.
pub async fn cancel_referral(
    app: &App,
    actor: &Actor,
    id: ReferralId,
    version: i32,
    (reason, note): (&str, &str),
) -> Result<Saved, AppError> {
    let unit = app.store.begin(actor).await?;
    let mut work = Work::load(&unit, actor, id, Action::CancelReferral).await?;
    let mut fields = Fields::default();
    let reason: Option<CancelReason> = fields.code("reason", reason);
    let note = fields.optional("note", note, FreeText::parse);
    fields.finish()?;
    work.expect_version(version)?;
    let step = work.stored.referral.clone().cancel(present("reason", reason)?, actor, unit.now());
    let step = step.map_err(|error| AppError::rule(error.code()))?;
    let saved = work.save(&unit, step, note.as_ref(), None).await?;
    work.end_agreement_with(app, &unit).await?;
    unit.end_relations_of_referral(id).await?;
    unit.commit().await?;
    Ok(saved)
}

/// The recipient confirms that called-back work has stopped.
pub async fn confirm_cancel(
    app: &App,
    actor: &Actor,
    id: ReferralId,
    version: i32,
) -> Result<Saved, AppError> {
    let unit = app.store.begin(actor).await?;
    let mut work = Work::load(&unit, actor, id, Action::AcknowledgeReferral).await?;
    work.expect_version(version)?;
    let step = work.stored.referral.clone().confirm_cancel(actor, unit.now());
    let saved = work.save(&unit, step.map_err(|error| AppError::rule(error.code()))?, None, None).await?;
    unit.commit().await?;
    Ok(saved)
}
