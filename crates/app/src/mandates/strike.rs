//! A clock strikes: a text lapses, a pause is over, an end is announced, a term has passed.

use relais_domain::{actor::Actor, ids::MandateId, mandate::MandateClock};

use crate::{
    App, AppError,
    mandates::work::{next_clock, save_step},
};

/// Strikes what is due of one mandate; `system` acts for the organisation it was given to.
pub(crate) async fn strike_mandate(app: &App, system: &Actor, id: MandateId) -> Result<(), AppError> {
    let unit = app.store.begin(system).await?;
    let mut stored = unit.find_mandate(id).await?.ok_or(AppError::Conflict)?;
    let now = unit.now();
    let before = stored.mandate.clone();
    let due = before.next_clock(&app.settings.clocks.calendar, stored.warned_at).filter(|(at, _)| *at <= now);
    let Some((_, clock)) = due else { return Ok(()) };
    let step = match clock {
        MandateClock::TextLapse => before.clone().lapse_text(system, now),
        MandateClock::PauseEnd => before.clone().end_pause(system, now),
        MandateClock::Expiry => before.clone().expire(system, now),
        MandateClock::Warning => {
            stored.warned_at = Some(now);
            let next = next_clock(&app.settings.clocks, &stored);
            unit.note_mandate_warned(&stored, next).await?;
            return Ok(unit.commit().await?);
        }
    };
    let (mandate, event) = step.map_err(|error| AppError::rule(error.code()))?;
    stored.mandate = mandate;
    save_step(app, &unit, &mut stored, &before, &event).await?;
    Ok(unit.commit().await?)
}
