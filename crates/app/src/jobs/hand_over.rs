//! What is in the hands of a member who is away goes into her cover's, or lies open to all again.

use relais_domain::{actor::Actor, referral::Referral};
use relais_store::members::LeftInHand;

use super::Round;
use crate::{App, AppError, referrals::pass_on};

/// Referrals of one round.
const AT_ONCE: u32 = 200;

/// Hands over; how many referrals that was.
pub async fn hand_over_absent(app: &App) -> Result<usize, AppError> {
    let unit = app.store.read_house().await?;
    let left = unit.list_left_in_hand(app.today(), AT_ONCE).await?;
    unit.commit().await?;
    let mut round = Round::default();
    for left in left {
        round.note(hand_over(app, left).await);
    }
    round.told()
}

async fn hand_over(app: &App, left: LeftInHand) -> Result<(), AppError> {
    let LeftInHand { referral, recipient, network, cover } = left;
    let system = Actor::system(recipient, network);
    pass_on(app, &system, referral, |referral: Referral, by, now| match cover {
        Some(cover) => referral.assign(cover, by, now),
        None => referral.release(by, now),
    })
    .await
}
