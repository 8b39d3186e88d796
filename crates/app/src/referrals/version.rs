//! Where a referral stands, without reading it.

use relais_domain::{access::Action, actor::Actor, ids::ReferralId};

use crate::{App, AppError, referrals::work::Work};

/// The present version, told to whoever acted on an older one. Nothing sealed is opened.
pub async fn referral_version(app: &App, actor: &Actor, id: ReferralId) -> Result<i32, AppError> {
    let unit = app.store.read(actor).await?;
    let work = Work::load(&unit, actor, id, Action::ViewReferral).await?;
    unit.commit().await?;
    Ok(work.stored.referral.version())
}
