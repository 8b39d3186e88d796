//! No other site may act through an agent's browser.
//!
//! Two independent walls around every method that changes something. First what the browser says of the request's
//! origin: `Sec-Fetch-Site`, else `Origin`. Then, where a session cookie came along, a synchroniser token in the
//! form or in `X-CSRF-Token`, derived from the session's own secret; old telephones that say nothing of the origin
//! stand before the second wall alone. The layer reads the form itself, so that no handler can forget.
//! Addresses for software stand outside: nothing there believes a cookie (`gate::Entrance`), and no page of another
//! site can make a browser send an `Authorization` header.

use std::{borrow::Cow, fmt, sync::Arc};

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{FromRequestParts, Request, State},
    http::{HeaderMap, HeaderName, Method, StatusCode, header, request::Parts},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use subtle::ConstantTimeEq as _;
use url::Url;

use super::{
    limits::TOO_LARGE,
    refusal::Refusal,
    session_cookie::{Cookie, Cookies},
};
use crate::secret::ReferenceToken;

/// The name of the hidden field in forms.
pub const FIELD: &str = "csrf";
/// The header for requests that are not forms.
pub const HEADER: HeaderName = HeaderName::from_static("x-csrf-token");

const CROSS_SITE: Refusal = Refusal::new(StatusCode::FORBIDDEN, "csrf.cross_site");
const ORIGIN_UNKNOWN: Refusal = Refusal::new(StatusCode::FORBIDDEN, "csrf.origin_unknown");
const WRONG_TOKEN: Refusal = Refusal::new(StatusCode::FORBIDDEN, "csrf.token");
const UNREADABLE: Refusal = Refusal::new(StatusCode::BAD_REQUEST, "edge.unreadable");

/// The token that forms of this session must carry; changes with the session. Empty where there is no session.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct CsrfToken(Arc<str>);

impl CsrfToken {
    /// The token of a session: HMAC-SHA-256 under the session's own 256-bit secret, so nothing more is stored.
    #[must_use]
    pub fn of(session: &ReferenceToken) -> Self {
        let mac = Hmac::<Sha256>::new_from_slice(session.expose().as_bytes());
        let tag = mac.map(|mac| mac.chain_update(b"relais csrf 1").finalize().into_bytes());
        Self(tag.map(|tag| URL_SAFE_NO_PAD.encode(tag)).unwrap_or_default().into())
    }

    /// The text for the form's hidden field.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn is(&self, given: &str) -> bool {
        !self.0.is_empty() && bool::from(self.0.as_bytes().ct_eq(given.as_bytes()))
    }
}

impl fmt::Debug for CsrfToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

impl<S: Sync> FromRequestParts<S> for CsrfToken {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or_default())
    }
}

/// A form as it was sent. Never printed: forms hold what persons say.
#[derive(Clone)]
pub struct SentForm(Bytes);

impl SentForm {
    fn all(&self) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
        url::form_urlencoded::parse(&self.0)
    }

    /// What was filled in, in order, without the token.
    pub fn typed(&self) -> impl Iterator<Item = (String, String)> {
        self.all()
            .filter(|(name, _)| name != FIELD)
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
    }
}

impl fmt::Debug for SentForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SentForm([secret])")
    }
}

/// A form of ours whose token was another session's: what it held, and the token to send it again with.
#[derive(Clone, Debug)]
pub struct Resend {
    /// What it held.
    pub form: SentForm,
    /// The token of the present session.
    pub token: CsrfToken,
}

/// What is ours.
#[derive(Debug)]
pub struct Csrf {
    origin: String,
    cookies: Cookies,
    software: &'static str,
}

/// What the browser says of where a request comes from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Origin {
    Ours,
    Foreign,
    Unknown,
}

impl Csrf {
    /// The walls of a public address, around everything but what stands under `software`.
    #[must_use]
    pub fn new(public_url: &Url, cookies: Cookies, software: &'static str) -> Self {
        Self { origin: public_url.origin().ascii_serialization(), cookies, software }
    }

    /// Whether a request changes nothing, or stands where no cookie is believed.
    fn is_free(&self, request: &Request) -> bool {
        matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS)
            || request.uri().path().strip_prefix(self.software).is_some_and(|rest| rest.starts_with('/'))
    }

    fn origin_of(&self, headers: &HeaderMap) -> Origin {
        let site = headers.get("sec-fetch-site").map(axum::http::HeaderValue::as_bytes);
        match (site, headers.get(header::ORIGIN)) {
            (Some(b"same-origin" | b"none"), _) => Origin::Ours,
            (None, Some(origin)) if origin.as_bytes() == self.origin.as_bytes() => Origin::Ours,
            (Some(_), _) | (None, Some(_)) => Origin::Foreign,
            (None, None) => Origin::Unknown,
        }
    }
}

pub(super) async fn check(State(csrf): State<Arc<Csrf>>, mut request: Request, next: Next) -> Response {
    let session = csrf.cookies.read(request.headers(), Cookie::Session);
    let token = session.as_ref().map(CsrfToken::of);
    if let Some(token) = &token {
        request.extensions_mut().insert(token.clone());
    }
    if csrf.is_free(&request) {
        return next.run(request).await;
    }
    let origin = csrf.origin_of(request.headers());
    match (origin, &token) {
        (Origin::Foreign, _) => return CROSS_SITE.into_response(),
        (Origin::Unknown, None) => return ORIGIN_UNKNOWN.into_response(),
        (Origin::Ours | Origin::Unknown, _) => {}
    }
    let (request, form) = match with_form(request).await {
        Ok(read) => read,
        Err(refusal) => return refusal.into_response(),
    };
    match token {
        Some(token) if !carries(&token, request.headers(), form.as_ref()) => {
            let ours = form.filter(|_| origin == Origin::Ours);
            refuse_token(ours.map(|form| Resend { form, token }))
        }
        Some(_) | None => next.run(request).await,
    }
}

/// A wrong token. A form that surely comes from a page of ours may be sent again from a page with the right one: only
/// then, since that page holds whatever the form held.
fn refuse_token(resend: Option<Resend>) -> Response {
    let mut response = WRONG_TOKEN.into_response();
    if let Some(resend) = resend {
        response.extensions_mut().insert(resend);
    }
    response
}

/// Whether the session's token came: in the header, else once in the form.
fn carries(token: &CsrfToken, headers: &HeaderMap, form: Option<&SentForm>) -> bool {
    if let Some(given) = headers.get(HEADER) {
        return token.is(given.to_str().unwrap_or_default());
    }
    let mut given = form.into_iter().flat_map(SentForm::all).filter(|(name, _)| name == FIELD);
    matches!((given.next(), given.next()), (Some((_, given)), None) if token.is(&given))
}

/// Reads a form, for the wall and for whoever must give back what was typed; other bodies are left as they are.
async fn with_form(request: Request) -> Result<(Request, Option<SentForm>), Refusal> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if !kind.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded")) {
        return Ok((request, None));
    }
    let (mut parts, body) = request.into_parts();
    let form = SentForm(read(body).await?);
    parts.extensions.insert(form.clone());
    Ok((Request::from_parts(parts, Body::from(form.0.clone())), Some(form)))
}

/// Reads the body; the body-limit layer outside this one cuts what is too large.
async fn read(body: Body) -> Result<Bytes, Refusal> {
    to_bytes(body, usize::MAX).await.map_err(|error| {
        let mut cause: Option<&dyn std::error::Error> = Some(&error);
        while let Some(error) = cause {
            if error.is::<http_body_util::LengthLimitError>() {
                return TOO_LARGE;
            }
            cause = error.source();
        }
        UNREADABLE
    })
}
