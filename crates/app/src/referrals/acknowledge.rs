//! Somebody of the recipient says that it was received.

use relais_domain::{access::Action, actor::Actor, ids::ReferralId, referral::Referral};

use crate::{
    App, AppError,
    referrals::work::{Saved, move_on},
};

/// Acknowledges a referral; by an act, never by opening a page.
pub async fn acknowledge_referral(
    app: &App,
    actor: &Actor,
    id: ReferralId,
    version: i32,
) -> Result<Saved, AppError> {
    move_on(app, actor, (id, version), Action::AcknowledgeReferral, Referral::acknowledge).await
}
