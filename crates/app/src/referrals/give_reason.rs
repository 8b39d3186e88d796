//! A manager says why before reading what a referral says of the person; she can see it.

use relais_domain::{
    access::Action,
    actor::{Actor, Role},
    ids::ReferralId,
};

use crate::{
    App, AppError,
    persons::{ReadingReason, keep_reason},
    referrals::work::Work,
};

/// Keeps the reason; for an hour the manager reads this referral as deep as its side may. The person's own sheet
/// asks for a reason of its own.
pub async fn give_referral_reason(
    app: &App,
    actor: &Actor,
    id: ReferralId,
    reason: ReadingReason,
) -> Result<(), AppError> {
    let unit = app.store.begin(actor).await?;
    let work = Work::load(&unit, actor, id, Action::ViewReferral).await?;
    if actor.role != Role::Manager {
        return Err(AppError::Forbidden);
    }
    keep_reason(app, &unit, (id.uuid(), work.stored.referral.person()), reason).await?;
    Ok(unit.commit().await?)
}
