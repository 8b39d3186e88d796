//! Small regular work: last uses of sessions, keys ordered destroyed, old idempotency keys.

use chrono::TimeDelta;

use crate::{
    App, AppError,
    jobs::{call_back_groundless, expire_agreements, hand_over_absent, strike_clocks, strike_mandates},
    journal::seal_journal,
};

/// How often a running server writes the last use of sessions: far below the shortest time without use that ends one.
const EVERY: TimeDelta = TimeDelta::minutes(1);

/// Writes the last use of sessions, unless that was done less than a minute ago.
pub(super) async fn write_last_seen_each_minute(app: &App) -> Result<(), AppError> {
    if app.last_seen.is_due(app.clock.now(), EVERY) { write_last_seen(app).await } else { Ok(()) }
}

/// Writes the last use of sessions, gathered since the last time.
pub async fn write_last_seen(app: &App) -> Result<(), AppError> {
    let seen = app.last_seen.take();
    if seen.is_empty() {
        return Ok(());
    }
    let unit = app.store.begin_house().await?;
    unit.touch_sessions(&seen).await?;
    Ok(unit.commit().await?)
}

/// Destroys keys whose destruction was ordered and not yet acknowledged.
pub async fn destroy_keys(app: &App) -> Result<usize, AppError> {
    Ok(app.store.run_destructions().await?)
}

/// Forgets idempotency keys older than a day.
pub async fn sweep_idempotency_keys(app: &App) -> Result<(), AppError> {
    let unit = app.store.begin_house().await?;
    unit.sweep_keys(unit.now() - TimeDelta::hours(24)).await?;
    Ok(unit.commit().await?)
}

/// Puts the log of the embedded engine into its file, where it has grown: beside whoever reads and writes.
pub async fn keep_log_short(app: &App) -> Result<(), AppError> {
    Ok(app.store.keep_log_short().await?)
}

/// Each job of the application once: one that fails keeps none of the others from its turn. The first failure is told.
/// What the round ends loses its keys together, at its end.
pub async fn run_each(app: &App) -> Result<(), AppError> {
    let app = &App { store: app.store.clone().destroying_in_batches(), ..app.clone() };
    let mut round = write_last_seen_each_minute(app).await;
    round = round.and(expire_agreements(app).await.map(drop));
    round = round.and(strike_clocks(app).await.map(drop));
    round = round.and(strike_mandates(app).await.map(drop));
    round = round.and(hand_over_absent(app).await.map(drop));
    round = round.and(call_back_groundless(app).await.map(drop));
    round = round.and(destroy_keys(app).await.map(drop));
    round = round.and(seal_journal(app).await.map(drop));
    round.and(sweep_idempotency_keys(app).await)
}
