//! A repeated request acts once.
//!
//! A POST with `Idempotency-Key` gets the first answer again, status and `Location`, when the same caller repeats the
//! same request; another caller, route or body under the same key is refused, and a refused request frees its key.
//! How it is kept: [`relais_http::once`].

use axum::{
    body::{Body, Bytes},
    extract::{FromRequest as _, FromRequestParts as _, Request, State},
    http::{HeaderName, HeaderValue, StatusCode, header, request::Parts},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use relais_app::idempotency::Repeated;
use relais_domain::actor::Actor;
use relais_http::{actor::CurrentActor, once::Once};

use crate::{error::ApiError, state::ApiState};

const KEY: &str = "idempotency-key";
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// Lets a request with a key act once.
pub(crate) async fn once(State(state): State<ApiState>, request: Request, next: Next) -> Response {
    if !request.headers().contains_key(KEY) {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    let actor = match CurrentActor::from_request_parts(&mut parts, &state).await {
        Ok(CurrentActor(actor)) => actor,
        Err(turned) => return turned.into_response(),
    };
    match reserved(&state, &actor, parts, body).await {
        Ok((once, request)) => once
            .run(request, next, |response| response.status().is_success())
            .await
            .unwrap_or_else(|error| ApiError::App(error).into_response()),
        Err(Ended::Replay(response)) => response,
        Err(Ended::Refused(error)) => error.into_response(),
    }
}

enum Ended {
    Replay(Response),
    Refused(ApiError),
}

impl<E: Into<ApiError>> From<E> for Ended {
    fn from(error: E) -> Self {
        Self::Refused(error.into())
    }
}

async fn reserved(
    state: &ApiState,
    actor: &Actor,
    parts: Parts,
    body: Body,
) -> Result<(Once, Request), Ended> {
    let key = key(&parts)?;
    let bytes = Bytes::from_request(Request::from_parts(parts.clone(), body), state).await;
    let bytes = bytes.map_err(|rejection| match rejection.into_response().status() {
        StatusCode::PAYLOAD_TOO_LARGE => ApiError::TooLarge,
        _ => ApiError::Unreadable(None),
    })?;
    let version = parts.headers.get(header::IF_MATCH).map_or(&b""[..], HeaderValue::as_bytes);
    let said = [parts.method.as_str().as_bytes(), parts.uri.path().as_bytes(), version, &bytes];
    let once = Once::new(state.app(), *actor, &[key.as_bytes()], &said);
    match once.reserve().await? {
        Repeated::First => Ok((once, Request::from_parts(parts, Body::from(bytes)))),
        Repeated::Answered { status, location } => Err(Ended::Replay(replay(status, location.as_deref()))),
        Repeated::OtherBody => Err(ApiError::KeyOfOther.into()),
        Repeated::Running => Err(ApiError::KeyRunning.into()),
    }
}

/// The one key: 1 to 100 visible characters.
fn key(parts: &Parts) -> Result<String, ApiError> {
    let mut values = parts.headers.get_all(KEY).iter();
    let (Some(value), None) = (values.next(), values.next()) else { return Err(ApiError::Key) };
    let text = value.to_str().map_err(|_| ApiError::Key)?;
    let fits = (1..=100).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
    if fits { Ok(text.to_owned()) } else { Err(ApiError::Key) }
}

fn replay(status: u16, location: Option<&str>) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::NO_CONTENT);
    let mut response = (status, [(REPLAYED, "true")]).into_response();
    if let Some(location) = location.and_then(|location| HeaderValue::try_from(location).ok()) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}
