//! A repeated request acts once.
//!
//! A POST with `Idempotency-Key` reserves the key for its organisation, acts, and keeps status and `Location` (never
//! a body: it may hold personal data). The same caller repeating the same request gets that answer again; another
//! caller, route or body under the same key is refused. A refused request frees its key.
//!
//! Reserving, acting and answering are three transactions. Once reserved, the request runs to its end in a task of
//! its own even if the caller hangs up: the usual reason for a repetition is a lost connection, and the answer must
//! be there for it. Only a machine that stops between act and answer leaves a reservation without one; after
//! [`relais_app::idempotency::ABANDONED_AFTER`] a repetition takes it over. Nothing still runs then: a run is cut,
//! and its transaction rolled back, before. What a repetition can do twice in that gap is bounded by the acts
//! themselves: whatever names a version is refused as stale, a person is found again as a likely duplicate, an
//! invitation replaces the one before; a draft or a contact may be there twice, and nothing of these has left the
//! organisation.

use std::time::Duration;

use axum::{
    body::{Body, Bytes},
    extract::{FromRequest as _, FromRequestParts as _, Request, State},
    http::{HeaderName, HeaderValue, StatusCode, header, request::Parts},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use relais_app::{
    App, AppError,
    idempotency::{Repeated, answer, free, reserve},
    observe,
};
use relais_domain::actor::{Actor, Who};
use relais_http::actor::CurrentActor;
use sha2::{Digest as _, Sha256};
use tracing::Instrument as _;

use crate::{error::ApiError, state::ApiState};

const KEY: &str = "idempotency-key";
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
/// Longer than the edge lets a caller wait, shorter than a reservation is respected.
const LONGEST_RUN: Duration = Duration::from_secs(45);

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
        Ok(Reserved { key, request }) => run(state, actor, key, request, next).await,
        Err(Ended::Replay(response)) => response,
        Err(Ended::Refused(error)) => error.into_response(),
    }
}

struct Reserved {
    key: String,
    request: Request,
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

async fn reserved(state: &ApiState, actor: &Actor, parts: Parts, body: Body) -> Result<Reserved, Ended> {
    let key = key(&parts)?;
    let bytes = Bytes::from_request(Request::from_parts(parts.clone(), body), state).await;
    let bytes = bytes.map_err(|rejection| match rejection.into_response().status() {
        StatusCode::PAYLOAD_TOO_LARGE => ApiError::TooLarge,
        _ => ApiError::Unreadable(None),
    })?;
    match reserve(&state.app(), actor, &key, fingerprint(actor, &parts, &bytes)).await? {
        Repeated::First => Ok(Reserved { key, request: Request::from_parts(parts, Body::from(bytes)) }),
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

/// What makes a request the same: caller, route, version named, body.
fn fingerprint(actor: &Actor, parts: &Parts, body: &[u8]) -> [u8; 32] {
    let caller = match actor.who {
        Who::Agent { membership, .. } => membership.bytes(),
        Who::Key(key) => key.bytes(),
        Who::System => [0; 16],
    };
    let version = parts.headers.get(header::IF_MATCH).map_or(&b""[..], HeaderValue::as_bytes);
    let mut hash = Sha256::new().chain_update(b"relais request 1").chain_update(caller);
    for part in [parts.method.as_str().as_bytes(), parts.uri.path().as_bytes(), version, body] {
        hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

/// Acts, and keeps the answer; neither stops when the caller hangs up.
async fn run(state: ApiState, actor: Actor, key: String, request: Request, next: Next) -> Response {
    let app = state.app();
    let work = async move {
        let response = match tokio::time::timeout(LONGEST_RUN, next.run(request)).await {
            Ok(response) => response,
            Err(cut) => ApiError::App(AppError::internal(cut)).into_response(),
        };
        let (status, location) = (response.status(), location(&response));
        if let Err(error) = settle(&app, &actor, &key, status, location).await {
            // The act is done and told; only its repetition will find the key in use for a minute.
            tracing::warn!(%error, "an idempotent answer was not kept");
        }
        response
    };
    match tokio::spawn(observe::carried(work.in_current_span())).await {
        Ok(response) => response,
        Err(panicked) => ApiError::App(AppError::internal(panicked)).into_response(),
    }
}

async fn settle(
    app: &App,
    actor: &Actor,
    key: &str,
    status: StatusCode,
    location: Option<String>,
) -> Result<(), AppError> {
    if status.is_success() {
        answer(app, actor, key, status.as_u16(), location).await
    } else {
        free(app, actor, key).await
    }
}

fn location(response: &Response) -> Option<String> {
    let value = response.headers().get(header::LOCATION)?;
    value.to_str().ok().map(str::to_owned)
}

fn replay(status: u16, location: Option<&str>) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::NO_CONTENT);
    let mut response = (status, [(REPLAYED, "true")]).into_response();
    if let Some(location) = location.and_then(|location| HeaderValue::try_from(location).ok()) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}
