//! The rounds: what was queued is told, and every job of the application is done. They stand here because this crate
//! sees both, and the use cases know of no news that leaves.

use relais_app::{App, AppError, jobs};

use crate::{deliver::deliver_messages, send::send_messages, ways_out::WaysOut};

/// One round of everything but sending: a job that fails keeps none of the others from its turn. The first failure is
/// told.
pub async fn run_all(app: &App, ways: &WaysOut) -> Result<(), AppError> {
    let delivered = deliver_messages(app, ways).await.map(drop);
    delivered.and(jobs::run_each(app).await)
}

/// The same, unless another instance has the turn.
pub async fn run_in_turn(app: &App, ways: &WaysOut) -> Result<(), AppError> {
    match jobs::begin_round(app).await? {
        Some(app) => run_all(&app, ways).await,
        None => Ok(()),
    }
}

/// A round of sending, unless another instance has the turn; how many messages left.
pub async fn send_in_turn(
    app: &App,
    ways: &WaysOut,
    stopping: &(dyn Fn() -> bool + Sync),
) -> Result<usize, AppError> {
    match jobs::begin_sending(app).await? {
        Some(app) => match send_messages(&app, ways, stopping).await {
            // A mail server took its time, and another instance goes on.
            Err(AppError::Conflict) => Ok(0),
            sent => sent,
        },
        None => Ok(0),
    }
}
