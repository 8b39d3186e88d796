//! Referrals that stand on nothing: their sender knew the person by an agreement or a referral that has ended, and
//! nobody has taken her over. They are called back by the house, for whoever ended the ground may not know of them.

use relais_domain::actor::Actor;

use crate::{App, AppError, referrals::end_ground};

/// Referrals of one round.
const AT_ONCE: u32 = 200;

/// Calls them back; how many that was. One that cannot be called back keeps none of the others.
pub async fn call_back_groundless(app: &App) -> Result<usize, AppError> {
    let unit = app.store.read_house().await?;
    let found = unit.list_groundless_referrals(AT_ONCE).await?;
    unit.commit().await?;
    let mut called_back = 0;
    let mut failure = Ok(());
    for found in found {
        match end_ground(app, &Actor::system(found.sender, found.network), found.referral).await {
            Ok(()) => called_back += 1,
            Err(AppError::Conflict) => {} // somebody acted on it meanwhile; the next round looks again
            Err(error) => failure = failure.and(Err(error)),
        }
    }
    failure.map(|()| called_back)
}
