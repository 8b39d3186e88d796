//! What is in the hands of a member when her absence begins goes into her cover's, or lies open to all again. Once: what
//! she takes in hand while she is away, or is given by who knows it, stays hers.

use relais_domain::{actor::Actor, ids::MembershipId, referral::ReferralError};
use relais_store::members::Begun;

use super::Round;
use crate::{App, AppError, referrals::pass_on};

/// Hands over; how many absences that was.
pub async fn hand_over_absent(app: &App) -> Result<usize, AppError> {
    hand_over_begun(app, None).await
}

/// Hands over what one member has in hand, where an absence of hers has begun.
pub(crate) async fn hand_over_of(app: &App, member: MembershipId) -> Result<(), AppError> {
    hand_over_begun(app, Some(member)).await.map(drop)
}

async fn hand_over_begun(app: &App, member: Option<MembershipId>) -> Result<usize, AppError> {
    let unit = app.store.read_house().await?;
    let begun = unit.list_absences_begun(member, app.today()).await?;
    unit.commit().await?;
    let mut round = Round::default();
    for absence in begun {
        round.note(hand_over(app, absence).await);
    }
    round.told()
}

/// Hands over referral by referral, each in a transaction of its own; the absence is done when all of them are.
async fn hand_over(app: &App, absence: Begun) -> Result<(), AppError> {
    let (organisation, network) = absence.organisation();
    let system = Actor::system(organisation, network);
    let unit = app.store.read(&system).await?;
    let in_hand = unit.list_in_hands_of(absence.member()).await?;
    unit.commit().await?;
    for referral in in_hand {
        let passed = pass_on(app, &system, referral, |referral, by, now| {
            if referral.claim().is_none_or(|claim| claim.by != absence.member()) {
                return Err(ReferralError::NotClaimed);
            }
            match absence.cover() {
                Some(cover) => referral.assign(cover, by, now),
                None => referral.release(by, now),
            }
        });
        // Somebody acted on it since it was listed: the next round lists again.
        passed
            .await
            .map_err(|error| if let AppError::Rule { .. } = error { AppError::Conflict } else { error })?;
    }
    let unit = app.store.begin(&system).await?;
    unit.mark_handed_over(absence.id()).await?;
    Ok(unit.commit().await?)
}
