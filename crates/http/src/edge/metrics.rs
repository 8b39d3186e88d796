//! Counters and durations of requests. Labels come from the routes, never from addresses: their number is bounded.

use std::time::Instant;

use axum::{
    extract::{MatchedPath, Request},
    http::Method,
    middleware::Next,
    response::Response,
};

/// Requests by method, route and status.
pub const REQUESTS: &str = "relais_http_requests_total";
/// Seconds a request took, by method and route.
pub const DURATION: &str = "relais_http_request_duration_seconds";
/// Statements the requests sent to the database, by method and route.
pub const STATEMENTS: &str = "relais_http_database_statements_total";

pub(super) async fn measure(path: Option<MatchedPath>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = label(request.method());
    let path = path.map_or_else(|| "unmatched".to_owned(), |path| path.as_str().to_owned());
    let response = next.run(request).await;
    let status = response.status().as_str().to_owned();
    metrics::counter!(REQUESTS, "method" => method, "path" => path.clone(), "status" => status).increment(1);
    metrics::histogram!(DURATION, "method" => method, "path" => path).record(started.elapsed().as_secs_f64());
    response
}

/// Counts what a request sent to the database.
pub(super) fn count_statements(method: &Method, path: &str, statements: u64) {
    metrics::counter!(STATEMENTS, "method" => label(method), "path" => path.to_owned()).increment(statements);
}

/// A caller may invent methods; the label may not.
fn label(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        _ => "other",
    }
}
