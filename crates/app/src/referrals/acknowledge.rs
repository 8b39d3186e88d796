//! Somebody of the recipient says that it was received.

use relais_domain::{access::Action, actor::Actor, ids::ReferralId};

use crate::{
    App, AppError,
    referrals::work::{Saved, Work},
};

/// Acknowledges a referral; by an act, never by opening a page.
pub async fn acknowledge_referral(
    app: &App,
    actor: &Actor,
    id: ReferralId,
    version: i32,
) -> Result<Saved, AppError> {
    let unit = app.store.begin(actor).await?;
    let mut work = Work::load(&unit, actor, id, Action::AcknowledgeReferral).await?;
    work.expect_version(version)?;
    let step = work.stored.referral.clone().acknowledge(actor, unit.now());
    let saved = work.save(&unit, step.map_err(|error| AppError::rule(error.code()))?, None, None).await?;
    unit.commit().await?;
    Ok(saved)
}
