//! The rounds of the jobs: each round runs every job once; a job that fails is told to the log and tried next round.

use std::time::Duration;

use relais_app::{App, jobs};
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

/// How often a round begins. News reaches the other desk, and entries get their seal, within it.
const ROUND: Duration = Duration::from_secs(5);

/// Runs rounds until told to stop; a round that has begun is finished. Messages leave in rounds of their own: a mail
/// server that takes its time keeps no entry from its seal and no referral from its end.
pub async fn run_jobs(app: App, stop: CancellationToken) {
    tokio::join!(run_rounds(&app, &stop), run_sendings(&app, &stop));
}

async fn run_sendings(app: &App, stop: &CancellationToken) {
    let mut rounds = interval(ROUND);
    rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while stop.run_until_cancelled(rounds.tick()).await.is_some() {
        if let Err(error) = jobs::send_messages(app, &|| stop.is_cancelled()).await {
            let error = &error as &dyn std::error::Error;
            tracing::error!(error, "a round of sending failed; the next one tries again");
        }
    }
}

async fn run_rounds(app: &App, stop: &CancellationToken) {
    let mut rounds = interval(ROUND);
    rounds.set_missed_tick_behavior(MissedTickBehavior::Skip);
    while stop.run_until_cancelled(rounds.tick()).await.is_some() {
        if let Err(error) = jobs::run_all(app).await {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "a round of jobs failed; the next one tries again"
            );
        }
    }
}
