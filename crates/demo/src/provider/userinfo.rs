//! The userinfo endpoint: a signed answer (OpenID Connect Core 5.3.2), as FranceConnect v2 requires and ProConnect
//! gives to clients that register an algorithm.

use super::{Provider, memory::filed, token::ACR};
use axum::{
    extract::State,
    http::{
        HeaderMap, StatusCode,
        header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, WWW_AUTHENTICATE},
    },
    response::{IntoResponse, Response},
};
use chrono::TimeDelta;
use serde_json::json;

/// A signed answer is read at once; it lives a minute.
const ANSWER_LIFE: TimeDelta = TimeDelta::seconds(60);

/// GET and POST, with the access token in the header (RFC 6750 2.1) and nowhere else.
pub(super) async fn userinfo(State(provider): State<Provider>, headers: HeaderMap) -> Response {
    let Some(token) = bearer(&headers) else {
        return (StatusCode::UNAUTHORIZED, [(WWW_AUTHENTICATE, "Bearer")]).into_response();
    };
    let now = provider.clock().now();
    let grant = provider.memory().access(&filed(token), now);
    let Some(grant) = grant else {
        let challenge = r#"Bearer error="invalid_token""#;
        return (StatusCode::UNAUTHORIZED, [(WWW_AUTHENTICATE, challenge)]).into_response();
    };
    let mut claims = json!({
        "iss": provider.issuer(),
        "aud": grant.client_id,
        "sub": super::subject(&grant.sign_in.username),
        "iat": now.timestamp(),
        "exp": (now + ANSWER_LIFE).timestamp(),
        "acr": ACR,
    });
    if let (Some(claims), Some(account)) = (claims.as_object_mut(), provider.account(&grant.sign_in.username))
    {
        claims.extend(account.claims(&grant.scopes));
    }
    let headers = [(CONTENT_TYPE, "application/jwt"), (CACHE_CONTROL, "no-store")];
    (headers, provider.key().sign("JWT", &claims)).into_response()
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}
