//! First contact with the person, or an appointment.

use relais_domain::{access::Action, actor::Actor, ids::ReferralId};

use crate::{
    App, AppError,
    referrals::work::{Saved, Work},
};

/// Notes the first contact: from here both sides know that somebody met her.
pub async fn start_work(app: &App, actor: &Actor, id: ReferralId, version: i32) -> Result<Saved, AppError> {
    let unit = app.store.begin(actor).await?;
    let mut work = Work::load(&unit, actor, id, Action::StartReferral).await?;
    work.expect_version(version)?;
    let step = work.stored.referral.clone().start(actor, unit.now());
    let saved = work.save(&unit, step.map_err(|error| AppError::rule(error.code()))?, None, None).await?;
    unit.commit().await?;
    Ok(saved)
}
