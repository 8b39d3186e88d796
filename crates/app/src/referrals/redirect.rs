//! A referral that went to the wrong service is linked to the one that goes on with it, once that has left.

use relais_domain::{
    actor::Actor,
    ids::ReferralId,
    referral::{Outcome, Referral, ReferralState},
};
use relais_store::{UnitOfWork, referrals::StoredReferral};

use crate::{AppError, referrals::work::record_step};

/// After a sending: the attempt at the same need that was refused as the wrong service, if there is one, is continued
/// by it.
pub(super) async fn continue_refused(
    unit: &UnitOfWork<'_>,
    actor: &Actor,
    sent: &Referral,
) -> Result<(), AppError> {
    if sent.state() != ReferralState::Requested {
        return Ok(());
    }
    let Some(mut refused) = unit.find_refused_attempt(sent.need()).await? else { return Ok(()) };
    link(unit, actor, &mut refused, sent.id()).await
}

/// After work that ended by referring her elsewhere: the referral its recipient wrote, and somebody took over.
pub(super) async fn continue_elsewhere(
    unit: &UnitOfWork<'_>,
    actor: &Actor,
    ended: &mut StoredReferral,
) -> Result<(), AppError> {
    if ended.referral.record().outcome != Some(Outcome::ReferredElsewhere) {
        return Ok(());
    }
    match unit.find_onward(ended.referral.id()).await? {
        Some(onward) => link(unit, actor, ended, onward).await,
        None => Ok(()),
    }
}

async fn link(
    unit: &UnitOfWork<'_>,
    actor: &Actor,
    ended: &mut StoredReferral,
    next: ReferralId,
) -> Result<(), AppError> {
    let step = ended.referral.clone().redirect(next, actor, unit.now());
    record_step(unit, ended, step, None, None).await?;
    Ok(())
}
