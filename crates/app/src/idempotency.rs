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
    let abandoned_before = app.clock.now() - ABANDONED_AFTER;
    Ok(app.store.reserve_key((actor.organisation, key), request_hash, abandoned_before).await?)
}

/// Keeps the answer of a request that succeeded.
pub async fn answer(
    app: &App,
    actor: &Actor,
    key: &str,
    status: u16,
    location: Option<String>,
) -> Result<(), AppError> {
    Ok(app.store.answer_key((actor.organisation, key), status, location).await?)
}

/// Frees the key of a request that was refused.
pub async fn free(app: &App, actor: &Actor, key: &str) -> Result<(), AppError> {
    Ok(app.store.free_key((actor.organisation, key)).await?)
}
