//! A referral by the number that its papers carry: what a caller says on the phone.

use relais_domain::{
    access::{self, Action, Resource},
    actor::Actor,
    ids::ReferralId,
    referral::RefNumber,
};

use crate::{App, AppError, referrals::work::Work};

/// Finds what the actor's organisation sent or received by its number, typed in any of its spellings. Somebody else's
/// number and one that was never given have the same answer: a field error of `number`.
pub async fn find_referral(app: &App, actor: &Actor, number: &str) -> Result<ReferralId, AppError> {
    let own = Resource::Organisation { id: actor.organisation, network: actor.network };
    access::require(actor, Action::ViewInbox, &own)?;
    if number.trim().is_empty() {
        return Err(AppError::field("number", "text.required"));
    }
    let typed: RefNumber = number.parse().map_err(|_| AppError::field("number", "referral.number_format"))?;
    let unknown = || AppError::field("number", "referral.number_unknown");
    let unit = app.store.read(actor).await?;
    let id = unit.find_referral_by_number(typed).await?.ok_or_else(unknown)?;
    let found = Work::load(&unit, actor, id, Action::ViewReferral).await;
    unit.commit().await?;
    match found {
        Ok(work) => Ok(work.stored.referral.id()),
        Err(AppError::NotFound | AppError::Forbidden) => Err(unknown()),
        Err(other) => Err(other),
    }
}
