//! The rounds of the jobs: each round runs every job once; a job that fails is told to the log and tried next round.

use std::time::Duration;

use relais_app::{App, jobs};
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

/// How often a round begins. News reaches the other desk, and entries get their seal, within it.
const ROUND: Duration = Duration::from_secs(5);

/// Runs rounds until told to stop; a round that has begun is finished.
pub async fn run_jobs(app: App, stop: CancellationToken) {
    let mut rounds = interval(ROUND);
    rounds.set_missed_tick_behavior(MissedTickBehavior::Skip);
    while stop.run_until_cancelled(rounds.tick()).await.is_some() {
        if let Err(error) = jobs::run_all(&app).await {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "a round of jobs failed; the next one tries again"
            );
        }
    }
}
