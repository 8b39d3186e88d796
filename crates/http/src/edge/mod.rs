//! The layers around every request, in one place and one order.
//!
//! From the outside in: request id, security headers, trace and metrics, dress of refusals, panic, client address,
//! rate limit, time limit, body limit, CSRF. What turns a request away early still gets an id, the headers, a line
//! in the log and a page.

pub mod client_ip;
pub mod csrf;
mod dress;
pub mod limits;
pub mod metrics;
pub mod rate_limit;
mod refusal;
pub mod request_id;
pub mod security_headers;
pub mod session_cookie;
pub mod trace;

use std::sync::Arc;

use axum::{Router, middleware::from_fn, middleware::from_fn_with_state};
use relais_domain::random::Random;
use tower_http::{catch_panic::CatchPanicLayer, limit::RequestBodyLimitLayer};
use url::Url;

use self::{
    client_ip::TrustedProxies, csrf::Csrf, limits::Limits, rate_limit::RateLimits,
    security_headers::SecurityHeaders, session_cookie::Cookies,
};
pub use self::{
    dress::{Dress, Undressed},
    refusal::Refusal,
    trace::{Reported, Severity},
};

/// What the layers need to know.
pub struct Edge {
    /// The address under which browsers see Relais; decides cookies, HSTS and what `Origin` is ours.
    pub public_url: Url,
    /// Origins a form of ours may lead to by redirect: those of the identity providers (logout).
    pub form_targets: Vec<String>,
    /// Under which addresses software is served: nothing there believes a cookie.
    pub software: &'static str,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: TrustedProxies,
    /// Requests allowed to an address and to an account.
    pub rate_limits: Arc<RateLimits>,
    /// Largest body and longest time.
    pub limits: Limits,
    /// Source of request ids.
    pub random: Arc<dyn Random>,
    /// Makes a page or a problem document of a refusal.
    pub dress: Dress,
}

/// Puts the layers around the whole application.
pub fn surround(router: Router, edge: Edge) -> Router {
    let cookies = Cookies::for_public_url(&edge.public_url);
    let csrf = Arc::new(Csrf::new(&edge.public_url, cookies, edge.software));
    let headers = Arc::new(SecurityHeaders::new(&edge.public_url, &edge.form_targets));
    router
        .layer(from_fn_with_state(csrf, csrf::check))
        .layer(RequestBodyLimitLayer::new(edge.limits.body_bytes))
        .layer(from_fn_with_state(edge.limits, limits::enforce))
        .layer(from_fn_with_state(edge.rate_limits, rate_limit::by_address))
        .layer(from_fn_with_state(Arc::new(edge.trusted_proxies), client_ip::find))
        .layer(CatchPanicLayer::custom(limits::after_panic))
        .layer(from_fn_with_state(edge.dress, dress::dress))
        .layer(from_fn(metrics::measure))
        .layer(from_fn(trace::trace))
        .layer(from_fn_with_state(headers, security_headers::add))
        .layer(from_fn_with_state(edge.random, request_id::give))
}
