//! The draft leaves, if the person has agreed; otherwise it waits for her.

use relais_domain::{access::Action, actor::Actor, ids::ReferralId, referral::SubmitFacts};

use relais_store::{referrals::ReferralContent, shared::Shared};

use crate::{
    App, AppError,
    referrals::{
        content::leaving,
        redirect::continue_refused,
        work::{Saved, Work},
    },
};

/// Submits a draft. With an agreement in force it is sent and the dates are promised; without one it awaits it.
pub async fn send_referral(
    app: &App,
    actor: &Actor,
    id: ReferralId,
    version: i32,
) -> Result<Saved, AppError> {
    let unit = app.store.begin(actor).await?;
    let mut work = Work::load(&unit, actor, id, Action::SendReferral).await?;
    work.expect_version(version)?;
    let agreement = work.agreement.as_ref().map(|stored| &stored.agreement);
    if agreement.is_some_and(|agreement| agreement.terms().items != work.stored.items) {
        return Err(AppError::rule("agreement.items_changed"));
    }
    let facts = SubmitFacts {
        recipient_active: work.is_recipient_active(&unit).await?,
        documents_attached: true,
        duplicate_open: work.is_asked_already(&unit).await?,
        agreement,
    };
    let step = work.stored.referral.clone().submit(facts, &app.settings.clocks, actor, unit.now());
    // Refused before anything is opened for it.
    let step = step.map_err(|error| AppError::rule(error.code()))?;
    let person = unit.open_person_of(&work.grant, &work.stored).await?.ok_or(AppError::NotFound)?;
    let shared = work.agreement.as_ref().and_then(|stored| Shared::under(&stored.agreement));
    let content = ReferralContent { shared, ..leaving(&unit, &work, &person).await? };
    let saved = work.save(&unit, Ok(step), None, Some(&content)).await?;
    continue_refused(&unit, actor, &work.stored.referral).await?;
    unit.commit().await?;
    Ok(saved)
}
