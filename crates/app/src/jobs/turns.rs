//! One instance at a time: a round begins under a fenced lease, and nothing a round does is committed once another
//! instance has taken over (`relais_store::leases`). Whoever waits takes the next round.

use super::{run_all, send_messages, write_last_seen_each_minute};
use crate::{App, AppError};

/// Everything but messages.
const ROUNDS: &str = "rounds";
/// Mails and text messages: a mail server that takes its time keeps no round from its turn.
const MESSAGES: &str = "messages";

/// A round of every job, unless another instance has the turn. Last uses of sessions are each instance's own.
pub async fn run_in_turn(app: &App) -> Result<(), AppError> {
    write_last_seen_each_minute(app).await?;
    match in_turn(app, ROUNDS).await? {
        Some(app) => run_all(&app).await,
        // What this instance wrote, it watches itself.
        None => Ok(app.store.watch_own_entries().await?),
    }
}

/// A round of sending, unless another instance has the turn; how many messages left.
pub async fn send_in_turn(app: &App, stopping: &(dyn Fn() -> bool + Sync)) -> Result<usize, AppError> {
    match in_turn(app, MESSAGES).await? {
        Some(app) => match send_messages(&app, stopping).await {
            // A mail server took its time, and another instance goes on.
            Err(AppError::Conflict) => Ok(0),
            sent => sent,
        },
        None => Ok(0),
    }
}

/// Gives the turns of this instance up: another one need not wait for the end of their term.
pub async fn leave_turns(app: &App) -> Result<(), AppError> {
    for name in [ROUNDS, MESSAGES] {
        app.store.leave_turn(name, app.instance).await?;
    }
    Ok(())
}

async fn in_turn(app: &App, name: &'static str) -> Result<Option<App>, AppError> {
    let store = app.store.in_turn(name, app.instance).await?;
    Ok(store.map(|store| App { store, ..app.clone() }))
}
