//! First contact with the person, or an appointment.

use relais_domain::{access::Action, actor::Actor, ids::ReferralId, referral::Referral};

use crate::{
    App, AppError,
    referrals::work::{Saved, move_on},
};

/// Notes the first contact: from here both sides know that somebody met her.
pub async fn start_work(app: &App, actor: &Actor, id: ReferralId, version: i32) -> Result<Saved, AppError> {
    move_on(app, actor, (id, version), Action::StartReferral, Referral::start).await
}
