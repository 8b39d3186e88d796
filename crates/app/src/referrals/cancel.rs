//! The sender calls a referral back; work already taken over is confirmed stopped by the recipient.

use relais_domain::{
    access::Action,
    actor::Actor,
    ids::ReferralId,
    referral::{CancelReason, Referral},
    text::FreeText,
};

use crate::{
    App, AppError,
    fields::{Fields, present},
    referrals::work::{Saved, Work, end_relations, move_on},
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
    let saved = work.save(&unit, step, note.as_ref(), None).await?;
    work.end_agreement_with(app, &unit).await?;
    end_relations(&unit, &work.stored.referral).await?;
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
    move_on(app, actor, (id, version), Action::AcknowledgeReferral, Referral::confirm_cancel).await
}
