//! What every response tells the browser not to do.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};
use url::Url;

/// The headers, made once.
#[derive(Debug)]
pub struct SecurityHeaders(Vec<(HeaderName, HeaderValue)>);

/// Features no page of ours uses.
const NO_FEATURES: &str = "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), \
    fullscreen=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), \
    picture-in-picture=(), publickey-credentials-get=(), screen-wake-lock=(), usb=(), \
    xr-spatial-tracking=()";

impl SecurityHeaders {
    /// The headers for a public address. Forms may lead to ourselves and, by redirect, to `form_targets`.
    ///
    /// `Referrer-Policy` is `same-origin`, not `no-referrer`: under the latter browsers send `Origin: null` with
    /// our own forms (Fetch, "append a request `Origin` header"), which would shut out the old telephones that
    /// have no `Sec-Fetch-Site`. Other sites learn as little from either.
    #[must_use]
    pub fn new(public_url: &Url, form_targets: &[String]) -> Self {
        let mut headers = vec![
            (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
            (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
            (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
            (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
            (
                HeaderName::from_static("cross-origin-resource-policy"),
                HeaderValue::from_static("same-origin"),
            ),
            (HeaderName::from_static("permissions-policy"), HeaderValue::from_static(NO_FEATURES)),
            (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        ];
        if let Ok(policy) = HeaderValue::from_str(&content_security_policy(form_targets)) {
            headers.push((header::CONTENT_SECURITY_POLICY, policy));
        }
        if public_url.scheme() == "https" {
            let year = HeaderValue::from_static("max-age=31536000; includeSubDomains");
            headers.push((header::STRICT_TRANSPORT_SECURITY, year));
        }
        Self(headers)
    }
}

/// Nothing but our own files, nothing inline, no frame, no other target for forms than those named.
fn content_security_policy(form_targets: &[String]) -> String {
    let targets: String = form_targets.iter().flat_map(|target| [" ", target]).collect();
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
         connect-src 'self'; form-action 'self'{targets}; base-uri 'none'; frame-ancestors 'none'"
    )
}

/// Adds what the handler has not set itself: static files say how long they may be kept, all else is kept nowhere.
pub(super) async fn add(
    State(headers): State<Arc<SecurityHeaders>>,
    request: Request,
    next: Next,
) -> Response {
    let mut response = next.run(request).await;
    for (name, value) in &headers.0 {
        response.headers_mut().entry(name).or_insert_with(|| value.clone());
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(public: &str, name: &str) -> Option<String> {
        let headers =
            SecurityHeaders::new(&Url::parse(public).expect("url"), &["https://idp.example".to_owned()]);
        let found = headers.0.iter().find(|(header, _)| header == name);
        found.map(|(_, value)| value.to_str().expect("text").to_owned())
    }

    #[test]
    fn transport_is_pinned_only_where_it_is_secure() {
        assert!(value("https://relais.example", "strict-transport-security").is_some());
        assert!(value("http://127.0.0.1:8080", "strict-transport-security").is_none());
    }

    #[test]
    fn the_policy_allows_our_own_files_and_the_providers_form_target() {
        let policy = value("https://relais.example", "content-security-policy").expect("a policy");
        assert!(policy.starts_with("default-src 'none';"), "{policy}");
        assert!(policy.contains("form-action 'self' https://idp.example;"), "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
    }
}
