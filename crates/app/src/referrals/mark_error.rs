//! A referral written for the wrong person, or twice: masked for both sides, kept for the audit.

use relais_domain::{
    access::Action, actor::Actor, agreement::InvalidReason, ids::ReferralId, referral::ErrorReason,
    text::FreeText,
};
use relais_store::UnitOfWork;

use crate::{
    App, AppError,
    fields::{Fields, present},
    referrals::work::{Saved, Work, end_relations, save_agreement},
};

/// Marks it. What the recipient holds of her is destroyed, and an agreement given for the wrong person permits nothing
/// from here on.
pub async fn mark_referral_error(
    app: &App,
    actor: &Actor,
    id: ReferralId,
    version: i32,
    (reason, note): (&str, &str),
) -> Result<Saved, AppError> {
    let unit = app.store.begin(actor).await?;
    let mut work = Work::load(&unit, actor, id, Action::MarkReferralError).await?;
    let mut fields = Fields::default();
    let reason: Option<ErrorReason> = fields.code("reason", reason);
    let note = fields.required_if(reason == Some(ErrorReason::Other), "note", note, FreeText::parse);
    fields.finish()?;
    work.expect_version(version)?;
    let reason = present("reason", reason)?;
    let step = work.stored.referral.clone().mark_error(reason, actor, unit.now());
    let saved = work.save(&unit, step, note.as_ref(), None).await?;
    end_agreement(&unit, &work, reason, actor).await?;
    end_relations(&unit, &work.stored.referral).await?;
    unit.commit().await?;
    Ok(saved)
}

async fn end_agreement(
    unit: &UnitOfWork<'_>,
    work: &Work,
    reason: ErrorReason,
    actor: &Actor,
) -> Result<(), AppError> {
    let Some(stored) = work.agreement.as_ref().filter(|stored| stored.agreement.is_in_force(unit.now()))
    else {
        return Ok(());
    };
    let invalid = match reason {
        ErrorReason::WrongPerson => InvalidReason::WrongPerson,
        ErrorReason::DoubleEntry | ErrorReason::Other => InvalidReason::EnteredInError,
    };
    let step = stored.agreement.clone().invalidate(invalid, actor, unit.now());
    save_agreement(unit, step.map_err(|error| AppError::rule(error.code()))?).await
}
