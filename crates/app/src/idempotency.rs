//! Repeated requests, of software and of forms: who has reserved the name acts, who repeats gets the first answer.

use chrono::TimeDelta;
use relais_domain::actor::Actor;
pub use relais_store::idempotency::Repeated;

use crate::{App, AppError};

/// A reservation without an answer is respected for so long; then its request is taken for lost. The interface cuts
/// a request well before.
pub const ABANDONED_AFTER: TimeDelta = TimeDelta::minutes(1);

/// Reserves a key of the actor's organisation for this request, or tells what came of it.
pub async fn reserve(
    app: &App,
    actor: &Actor,
    key: &str,
    request_hash: [u8; 32],
) -> Result<Repeated, AppError> {
    let unit = app.store.begin(actor).await?;
    let abandoned_before = unit.now() - ABANDONED_AFTER;
    let known = unit.reserve_key(key, request_hash, abandoned_before).await?;
    unit.commit().await?;
    Ok(known)
}

/// Keeps the answer of a request that succeeded.
pub async fn answer(
    app: &App,
    actor: &Actor,
    key: &str,
    status: u16,
    location: Option<String>,
) -> Result<(), AppError> {
    let unit = app.store.begin(actor).await?;
    unit.answer_key(key, status, location).await?;
    Ok(unit.commit().await?)
}

/// Frees the key of a request that was refused.
pub async fn free(app: &App, actor: &Actor, key: &str) -> Result<(), AppError> {
    let unit = app.store.begin(actor).await?;
    unit.free_key(key).await?;
    Ok(unit.commit().await?)
}
