//! What must survive between leaving for the provider and coming back.

pub use relais_store::sessions::LoginAttempt;

use crate::{App, AppError};

/// Keeps an attempt; it lapses by itself.
pub async fn begin_login(app: &App, attempt: LoginAttempt) -> Result<(), AppError> {
    let unit = app.store.begin_house().await?;
    unit.insert_login_attempt(attempt).await?;
    Ok(unit.commit().await?)
}

/// Takes an attempt away: it serves once, to the browser that began it, before it lapses.
pub async fn take_login_attempt(
    app: &App,
    state_hash: [u8; 32],
    browser_hash: [u8; 32],
) -> Result<Option<LoginAttempt>, AppError> {
    let unit = app.store.begin_house().await?;
    let attempt = unit.take_login_attempt(state_hash, browser_hash).await?;
    unit.commit().await?;
    Ok(attempt)
}
