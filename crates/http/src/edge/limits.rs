//! How large a request may be, how long it may take, and what remains of a handler that panicked.

use std::{any::Any, time::Duration};

use axum::{
    extract::{Request, State},
    http::{StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};

use super::refusal::Refusal;

/// The bounds.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Largest body, in bytes. A form of two thousand characters needs a hundredth of the default.
    pub body_bytes: usize,
    /// Longest time from the last byte of the headers to the first of the answer.
    pub time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { body_bytes: 256 * 1024, time: Duration::from_secs(30) }
    }
}

/// The body is larger than the limit.
pub(super) const TOO_LARGE: Refusal = Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "edge.too_large");
const TOO_SLOW: Refusal = Refusal::new(StatusCode::SERVICE_UNAVAILABLE, "edge.timeout");
const PANICKED: Refusal = Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "edge.panic");

/// Refuses an announced oversize before reading it (one that is not announced is cut while it is read), and ends
/// what takes too long: its transaction is rolled back as its future is dropped.
pub(super) async fn enforce(State(limits): State<Limits>, request: Request, next: Next) -> Response {
    let announced = request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    if announced.and_then(|length| length.parse::<u64>().ok()).is_some_and(|length| length > limits.bytes()) {
        return TOO_LARGE.into_response();
    }
    match tokio::time::timeout(limits.time, next.run(request)).await {
        Ok(response) => response,
        Err(_) => TOO_SLOW.into_response(),
    }
}

/// The response of a handler that panicked. What it said is not read: it may hold what it was working on.
pub(super) fn after_panic(_said: Box<dyn Any + Send + 'static>) -> Response {
    PANICKED.into_response()
}

impl Limits {
    fn bytes(self) -> u64 {
        u64::try_from(self.body_bytes).unwrap_or(u64::MAX)
    }
}
