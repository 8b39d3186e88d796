//! The rounds of the jobs: each round runs every job once; a job that fails is told to the log and tried next round.
//! Of several instances one has the turn, and another takes it when that one is silent for half a minute.

use std::time::Duration;

use relais_app::{App, jobs, journal};
use relais_notices::{WaysOut, run_in_turn, send_in_turn};
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

/// How often a round begins. News reaches the other desk, and entries get their seal, within it.
const ROUND: Duration = Duration::from_secs(5);

/// How often what a busy minute heaps up is put away, a little at a time: nobody waits behind all of it.
const LITTLE: Duration = Duration::from_millis(200);

/// Runs rounds until told to stop; a round that has begun is finished. Messages leave in rounds of their own: a mail
/// server that takes its time keeps no entry from its seal and no referral from its end.
pub async fn run_jobs(app: App, ways: WaysOut, stop: CancellationToken) {
    tokio::join!(run_rounds(&app, &ways, &stop), run_sendings(&app, &ways, &stop), put_away(&app, &stop));
    if let Err(error) = jobs::leave_turns(&app).await {
        tracing::warn!(error = &error as &dyn std::error::Error, "the next instance waits for half a minute");
    }
}

/// Tells open pages what changes, here and at other instances, until told to stop; then lets them go to another one.
pub async fn follow_changes(app: App, stop: CancellationToken) {
    stop.run_until_cancelled(app.store.hear_changes()).await;
    stop.cancelled().await;
    app.store.live().close();
}

async fn run_sendings(app: &App, ways: &WaysOut, stop: &CancellationToken) {
    let mut rounds = interval(ROUND);
    rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while stop.run_until_cancelled(rounds.tick()).await.is_some() {
        if let Err(error) = send_in_turn(app, ways, &|| stop.is_cancelled()).await {
            let error = &error as &dyn std::error::Error;
            tracing::error!(error, "a round of sending failed; the next one tries again");
        }
    }
}

async fn put_away(app: &App, stop: &CancellationToken) {
    let mut rounds = interval(LITTLE);
    rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while stop.run_until_cancelled(rounds.tick()).await.is_some() {
        let sealed = journal::seal_whole_step(app).await.map(drop);
        if let Err(error) = sealed.and(jobs::keep_log_short(app).await) {
            let error = &error as &dyn std::error::Error;
            tracing::error!(error, "what heaps up was not put away; the next round tries again");
            rounds.reset_after(ROUND);
        }
    }
}

async fn run_rounds(app: &App, ways: &WaysOut, stop: &CancellationToken) {
    let mut rounds = interval(ROUND);
    rounds.set_missed_tick_behavior(MissedTickBehavior::Skip);
    while stop.run_until_cancelled(rounds.tick()).await.is_some() {
        if let Err(error) = run_in_turn(app, ways).await {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "a round of jobs failed; the next one tries again"
            );
        }
    }
}
