//! Referrals that stand on nothing: their sender knew the person by an agreement or a referral that has ended, and
//! nobody has taken her over. They are called back by the house, for whoever ended the ground may not know of them.

use relais_domain::actor::Actor;

use super::Round;
use crate::{App, AppError, referrals::end_ground};

/// Referrals of one round.
const AT_ONCE: u32 = 200;

/// Calls them back; how many that was.
pub async fn call_back_groundless(app: &App) -> Result<usize, AppError> {
    let unit = app.store.read_house().await?;
    let found = unit.list_groundless_referrals(AT_ONCE).await?;
    unit.commit().await?;
    let mut round = Round::default();
    for found in found {
        round.note(end_ground(app, &Actor::system(found.sender, found.network), found.referral).await);
    }
    round.told()
}
