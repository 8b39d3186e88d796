//! The clocks of mandates: texts that lapse, pauses that are over, ends announced, terms that have passed.

use relais_domain::actor::Actor;

use super::Round;
use crate::{App, AppError, mandates::strike_mandate};

/// Mandates of one round.
const AT_ONCE: i64 = 200;

/// Strikes what is due; how many mandates that was.
pub async fn strike_mandates(app: &App) -> Result<usize, AppError> {
    let unit = app.store.read_house().await?;
    let due = unit.list_due_mandates(AT_ONCE).await?;
    unit.commit().await?;
    let mut round = Round::default();
    for due in due {
        round.note(strike_mandate(app, &Actor::system(due.organisation, due.network), due.mandate).await);
    }
    round.told()
}
