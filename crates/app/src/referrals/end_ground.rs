//! What an organisation handed on from a copy that has ended meanwhile is called back, so that it is nobody's promise.

use relais_domain::{actor::Actor, ids::ReferralId};

use crate::{
    App, AppError,
    referrals::work::{end_agreement, event_of, find_agreement_of, queue, save_step},
};

/// The kind of the news: what was handed on from a ground that has ended is called back by the house. Told to whoever
/// handed it on.
pub const GROUND_ENDED: &str = "ground_ended";

/// Calls a referral back whose sender no longer knows the person; both sides are told. `system` acts for the sender, who
/// did nothing and must know.
pub(crate) async fn end_ground(app: &App, system: &Actor, id: ReferralId) -> Result<(), AppError> {
    let unit = app.store.begin(system).await?;
    let mut stored = unit.find_referral(id).await?.ok_or(AppError::Conflict)?;
    let step = stored.referral.clone().end_ground(system, unit.now());
    save_step(&unit, &mut stored, step, None, None).await?;
    let event = format!("{}:{GROUND_ENDED}", event_of(&stored.referral));
    queue(&unit, &stored.referral, GROUND_ENDED, &event, stored.referral.sender().organisation).await?;
    let agreement = find_agreement_of(&unit, &stored.referral).await?;
    end_agreement(app, &unit, &stored.referral, agreement.as_ref()).await?;
    Ok(unit.commit().await?)
}
