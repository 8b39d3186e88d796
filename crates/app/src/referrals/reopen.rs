//! A referral that ended is opened again, within thirty days and while the person's agreement runs.

use relais_domain::{access::Action, actor::Actor, ids::ReferralId, text::FreeText};

use crate::{
    App, AppError,
    fields::Fields,
    referrals::work::{Saved, Work, save_agreement},
};

/// Opens it again, saying why. Work goes on where it stood; a refused or unanswered request is asked anew.
pub async fn reopen_referral(
    app: &App,
    actor: &Actor,
    id: ReferralId,
    version: i32,
    note: &str,
) -> Result<Saved, AppError> {
    let unit = app.store.begin(actor).await?;
    let mut work = Work::load(&unit, actor, id, Action::ReopenReferral).await?;
    let mut fields = Fields::default();
    let note = fields.required("note", note, FreeText::parse);
    fields.finish()?;
    work.expect_version(version)?;
    let agreed = work.agreed()?.clone();
    let facts = work.sending_facts(&unit, &agreed).await?;
    let step = work.stored.referral.clone().reopen(facts, &app.settings.clocks, actor, unit.now());
    // Refused before her agreement is touched.
    let step = step.map_err(|error| AppError::rule(error.code()))?;
    let saved = work.save(&unit, Ok(step), note.as_ref(), None).await?;
    let term = agreed.referral_reopened(unit.now());
    save_agreement(&unit, term.map_err(|error| AppError::rule(error.code()))?).await?;
    unit.commit().await?;
    Ok(saved)
}
