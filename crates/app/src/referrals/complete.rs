//! The work ends, with an outcome.

use relais_domain::{access::Action, actor::Actor, ids::ReferralId, referral::Outcome, text::FreeText};

use crate::{
    App, AppError,
    fields::{Fields, present},
    referrals::{
        redirect::continue_elsewhere,
        work::{Saved, Work},
    },
};

/// Ends the work; the recipient keeps no sight of the person, the sender learns the outcome. Whom it handed her on to
/// must have taken her over first.
pub async fn complete_referral(
    app: &App,
    actor: &Actor,
    id: ReferralId,
    version: i32,
    (outcome, note): (&str, &str),
) -> Result<Saved, AppError> {
    let unit = app.store.begin(actor).await?;
    let mut work = Work::load(&unit, actor, id, Action::CompleteReferral).await?;
    let mut fields = Fields::default();
    let outcome: Option<Outcome> = fields.code("outcome", outcome);
    let note = fields.optional("note", note, FreeText::parse);
    fields.finish()?;
    work.expect_version(version)?;
    let handed_on = unit.is_handed_on(id).await?;
    let outcome = present("outcome", outcome)?;
    let step = work.stored.referral.clone().complete(outcome, handed_on, actor, unit.now());
    work.save(&unit, step, note.as_ref(), None).await?;
    continue_elsewhere(&unit, actor, &mut work.stored).await?;
    work.end_agreement_with(app, &unit).await?;
    unit.commit().await?;
    Ok(Saved { id, version: work.stored.referral.version() })
}
