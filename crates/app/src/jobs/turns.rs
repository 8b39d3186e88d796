//! One instance at a time: a round begins under a fenced lease, and nothing a round does is committed once another
//! instance has taken over (`relais_store::leases`). Whoever waits takes the next round.

use super::housekeeping::write_last_seen_each_minute;
use crate::{App, AppError};

/// Everything but messages.
const ROUNDS: &str = "rounds";
/// Mails and text messages: a mail server that takes its time keeps no round from its turn.
const MESSAGES: &str = "messages";

/// Begins a round of every job: the application to run it with, unless another instance has the turn. Last uses of
/// sessions are each instance's own.
pub async fn begin_round(app: &App) -> Result<Option<App>, AppError> {
    write_last_seen_each_minute(app).await?;
    let begun = in_turn(app, ROUNDS).await?;
    if begun.is_none() {
        // What this instance wrote, it watches itself.
        app.store.watch_own_entries().await?;
    }
    Ok(begun)
}

/// Begins a round of sending, unless another instance has the turn.
pub async fn begin_sending(app: &App) -> Result<Option<App>, AppError> {
    in_turn(app, MESSAGES).await
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
