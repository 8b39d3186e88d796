//! The provider over HTTP.

use std::{collections::HashMap, sync::Arc};

use axum::{
    Form, Json, Router,
    body::Body,
    extract::{Request, State as Shared},
    http::{HeaderMap, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use serde_json::{Value, json};

use super::{
    Fault, State,
    flow::Refusal,
    token::{rsa_public, with},
};

pub(super) fn router(state: Arc<State>) -> Router {
    Router::new()
        .route("/.well-known/openid-configuration", get(metadata))
        .route("/jwks", get(keys))
        .route("/authorize", get(authorize))
        .route("/token", post(token))
        .route("/userinfo", get(userinfo))
        .route("/elsewhere", get(|| async { "nobody should come here" }))
        .layer(middleware::from_fn_with_state(Arc::clone(&state), count))
        .with_state(state)
}

async fn count(Shared(state): Shared<Arc<State>>, request: Request, next: Next) -> Response {
    *state.inner().hits.entry(request.uri().path().to_owned()).or_default() += 1;
    next.run(request).await
}

async fn metadata(Shared(state): Shared<Arc<State>>) -> Json<Value> {
    let at = |path: &str| format!("{}{path}", state.issuer);
    let honest = json!({
        "issuer": state.issuer,
        "authorization_endpoint": at("/authorize"), "token_endpoint": at("/token"),
        "userinfo_endpoint": at("/userinfo"), "jwks_uri": at("/jwks"), "end_session_endpoint": at("/logout"),
        "response_types_supported": ["code"], "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["ES256", "RS256"],
        "userinfo_signing_alg_values_supported": ["ES256"],
        "code_challenge_methods_supported": ["S256"], "claims_parameter_supported": true,
        "authorization_response_iss_parameter_supported": true,
    });
    Json(match state.current_fault() {
        Some(Fault::MetadataIssuer(issuer)) => with(honest, json!({ "issuer": issuer })),
        Some(Fault::Metadata(field, value)) => with(honest, json!({ field: value })),
        _ => honest,
    })
}

async fn keys(Shared(state): Shared<Arc<State>>) -> Response {
    if state.current_fault() == Some(Fault::KeysFail) {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    let inner = state.inner();
    let mut published: Vec<_> = inner.keys.iter().map(super::token::Key::public).collect();
    if inner.publish_rsa {
        published.push(rsa_public("rsa-1"));
    }
    drop(inner);
    Json(json!({ "keys": published })).into_response()
}

async fn authorize(Shared(state): Shared<Arc<State>>, request: Request) -> Response {
    let address = format!("{}{}", state.issuer, request.uri());
    let answer = url::Url::parse(&address).map_err(|_| "unreadable").and_then(|url| state.authorize(&url));
    match answer {
        Ok(callback) => Redirect::to(callback.as_str()).into_response(),
        Err(reason) => (StatusCode::BAD_REQUEST, reason).into_response(),
    }
}

async fn token(
    Shared(state): Shared<Arc<State>>,
    headers: HeaderMap,
    Form(form): Form<HashMap<String, String>>,
) -> Response {
    match state.current_fault() {
        Some(Fault::TokenEndpointFails) => (StatusCode::INTERNAL_SERVER_ERROR, "boom").into_response(),
        Some(Fault::TokenEndpointFloods) => Body::from("x".repeat(2_000_000)).into_response(),
        Some(Fault::TokenEndpointRedirects) => Redirect::temporary("/elsewhere").into_response(),
        Some(Fault::TokenEndpointHangs) => std::future::pending().await,
        _ => match state.exchange(&headers, &form) {
            Ok(tokens) => Json(tokens).into_response(),
            Err(Refusal::Client) => {
                (StatusCode::UNAUTHORIZED, Json(json!({ "error": "invalid_client" }))).into_response()
            }
            Err(Refusal::Grant) => {
                (StatusCode::BAD_REQUEST, Json(json!({ "error": "invalid_grant" }))).into_response()
            }
        },
    }
}

async fn userinfo(Shared(state): Shared<Arc<State>>, headers: HeaderMap) -> Response {
    let bearer = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let claims =
        bearer.and_then(|value| value.strip_prefix("Bearer ")).and_then(|token| state.userinfo(token));
    let Some(claims) = claims else { return StatusCode::UNAUTHORIZED.into_response() };
    if state.current_fault() == Some(Fault::PlainUserinfo) {
        return Json(claims).into_response();
    }
    ([(header::CONTENT_TYPE, "application/jwt")], state.sign_userinfo(claims)).into_response()
}
