//! The one log line of each request, and the one place where the cause of an error is written down.
//!
//! The line names the route, never the address: addresses hold ids, queries may hold more.

use std::{error::Error, sync::Arc, time::Instant};

use axum::{
    extract::{MatchedPath, Request},
    middleware::Next,
    response::Response,
};
use relais_app::observe::counted;
use tracing::Instrument as _;

use super::{metrics, refusal::Refusal, request_id::RequestId};

/// How loudly an error is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// A wrong form: the user sees it and mends it.
    Validation,
    /// A rule said no.
    Refused,
    /// Something broke; somebody should look.
    Internal,
}

/// An error as the interfaces hand it over in the response's extensions.
#[derive(Clone, Debug)]
pub struct Reported {
    /// How loudly.
    pub severity: Severity,
    /// The stable code.
    pub code: &'static str,
    /// The cause, walked once here. Its texts hold no personal data.
    pub cause: Option<Arc<dyn Error + Send + Sync>>,
}

pub(super) async fn trace(path: Option<MatchedPath>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    let path = path.as_ref().map_or("unmatched", MatchedPath::as_str);
    let id = request.extensions().get::<RequestId>().map(ToString::to_string).unwrap_or_default();
    let span = tracing::info_span!("request", id, %method, path);
    let (response, statements) = counted(next.run(request)).instrument(span.clone()).await;
    let duration_us = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
    metrics::count_statements(&method, path, statements.count());
    let _entered = span.enter();
    report(&response);
    tracing::info!(
        target: "relais::request",
        status = response.status().as_u16(),
        duration_us,
        queries = statements.count(),
        queries_us = statements.micros(),
        "request"
    );
    response
}

fn report(response: &Response) {
    if let Some(reported) = response.extensions().get::<Reported>() {
        let (code, cause) = (reported.code, chain(reported.cause.as_deref()));
        match reported.severity {
            Severity::Validation => tracing::debug!(code, cause, "form refused"),
            Severity::Refused => tracing::info!(code, cause, "refused"),
            Severity::Internal => tracing::error!(code, cause, "failed"),
        }
    }
    if let Some(refusal) = response.extensions().get::<Refusal>() {
        if refusal.status.is_server_error() {
            tracing::error!(code = refusal.code, "failed at the edge");
        } else {
            tracing::info!(code = refusal.code, "refused at the edge");
        }
    }
}

/// The causes in one line; no `Display` repeats its source, so each is said once.
fn chain(error: Option<&(dyn Error + Send + Sync + 'static)>) -> String {
    let mut parts = Vec::new();
    let mut next = error.map(|error| error as &dyn Error);
    while let Some(error) = next {
        parts.push(error.to_string());
        next = error.source();
    }
    parts.join(": ")
}
