//! Whoever asks for a page, signed in or not.

use axum::{
    extract::{FromRef, FromRequestParts},
    http::{StatusCode, header, request::Parts},
    response::{AppendHeaders, IntoResponse, Redirect},
};
use relais_app::auth::{Session, SessionToken};
use relais_http::{
    actor::{CurrentSession, Turned},
    edge::{csrf::CsrfToken, request_id::RequestId},
    gate::Gate,
};

use crate::{
    done::Done,
    error::{WebError, WebResult},
    frame::{self, Frame},
    request::Typed,
    say::Say,
    views::{Flash, Shell, View},
    web::Web,
    words::Words,
};

/// The reader of a page.
#[derive(Debug)]
pub struct Visitor {
    /// The parts of the pages.
    pub web: Web,
    /// Her session, when she has one that lives.
    pub session: Option<Session>,
    /// The token of that session.
    pub token: Option<SessionToken>,
    /// The number of this request.
    pub request_id: String,
    shell: Shell,
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor
where
    Web: FromRef<S>,
    Gate: FromRef<S>,
{
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, WebError> {
        let web = Web::from_ref(state);
        let (session, token) = match CurrentSession::from_request_parts(parts, state).await {
            Ok(current) => (Some(current.session), Some(current.token)),
            Err(Turned::NoSession) => (None, None),
            Err(turned) => return Err(WebError::Turned(turned)),
        };
        let csrf = parts.extensions.get::<CsrfToken>().cloned().unwrap_or_default();
        let mut shell = match &session {
            Some(session) => frame::of_session(&web, session, csrf.as_str()),
            None => frame::anonymous(&web, csrf.as_str()),
        };
        if let Some(frame) = parts.extensions.get::<Frame>() {
            frame.keep(shell.clone());
        }
        let query = Typed::parse(parts.uri.query().unwrap_or_default().as_bytes());
        shell.flash = query
            .get("done")
            .parse::<Done>()
            .ok()
            .map(|done| Flash { text: Say::code("flash", done.as_str()) });
        let request_id = parts.extensions.get::<RequestId>().map(ToString::to_string).unwrap_or_default();
        Ok(Self { web, session, token, request_id, shell })
    }
}

impl Visitor {
    /// Draws a page.
    ///
    /// Errors: only when a template and its view disagree.
    pub fn draw<V: View>(&self, view: &V) -> WebResult {
        self.draw_with(StatusCode::OK, view)
    }

    /// Draws a page with a status of its own.
    ///
    /// Errors: as [`Visitor::draw`].
    pub fn draw_with<V: View>(&self, status: StatusCode, view: &V) -> WebResult {
        frame::draw(&self.web, &self.shell.clone().marking(V::PLACE), status, view)
    }

    /// Dates in words, in the network's zone.
    pub fn words(&self) -> Words {
        self.web.words(self.session.as_ref().and_then(|session| session.time_zone.as_deref()))
    }
}

/// A redirect after a POST, with a cookie.
pub fn go_with_cookie(url: &str, cookie: Option<header::HeaderValue>) -> axum::response::Response {
    let cookie = cookie.map(|cookie| AppendHeaders([(header::SET_COOKIE, cookie)]));
    (cookie, Redirect::to(url)).into_response()
}
