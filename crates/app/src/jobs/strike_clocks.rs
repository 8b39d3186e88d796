//! The clocks of referrals: acknowledgement, reminders, escalation, the ends that silence brings.

use relais_domain::actor::Actor;

use super::Round;
use crate::{App, AppError, referrals::strike};

/// Referrals of one round; a year's backlog is worked off in the rounds that follow.
const AT_ONCE: u32 = 200;

/// Strikes what is due; how many referrals that was.
pub async fn strike_clocks(app: &App) -> Result<usize, AppError> {
    let unit = app.store.read_house().await?;
    let due = unit.list_due_referrals(AT_ONCE).await?;
    unit.commit().await?;
    let mut round = Round::default();
    for due in due {
        round.note(strike(app, &Actor::system(due.sender, due.network), due.referral).await);
    }
    round.told()
}
