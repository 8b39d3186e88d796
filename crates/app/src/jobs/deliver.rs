//! The outbox's worker: each message becomes news of the organisation it is for. Idempotent by event.

use chrono::TimeDelta;

use crate::{App, AppError};

/// A message not delivered after so many tries is given up, for the operator to see.
const TRIES: i32 = 8;

/// Delivers what is due; how many messages that was.
pub async fn deliver_messages(app: &App) -> Result<usize, AppError> {
    let mut delivered = 0;
    while deliver_one(app).await? {
        delivered += 1;
    }
    Ok(delivered)
}

/// Claims and delivers in one transaction: news is there exactly when the message is done.
async fn deliver_one(app: &App) -> Result<bool, AppError> {
    let unit = app.store.begin_house().await?;
    let Some(message) = unit.claim_message(unit.now() + TimeDelta::minutes(1)).await? else {
        return Ok(false);
    };
    if message.attempts > TRIES {
        unit.fail_message(message.id(), "too_many_tries", None).await?;
    } else {
        unit.insert_notice(&message).await?;
        unit.finish_message(message.id()).await?;
    }
    unit.commit().await?;
    Ok(true)
}
