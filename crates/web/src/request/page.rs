//! A signed-in agent at work in one membership, on a page her role may open.

use std::{marker::PhantomData, ops::Deref};

use axum::{
    extract::{FromRef, FromRequestParts},
    http::{Method, StatusCode, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use relais_app::{App, AppError};
use relais_domain::{access::role_allows, actor::Actor};
use relais_http::{can::Permission, gate::Gate};

use super::Visitor;
use crate::{
    done::Done,
    error::{Late, WebError, WebResult},
    made_for, paths,
    views::{errors::ConflictPage, parts::Link},
    web::Web,
};

/// The reader, with the permission the page is for. Who is not signed in goes to sign-in and comes back; who has not
/// chosen a membership chooses one first. A form sent too late, or made for somebody else, is given back instead, with
/// everything typed.
#[derive(Debug)]
pub struct Page<P> {
    visitor: Visitor,
    actor: Actor,
    permission: PhantomData<P>,
}

impl<S: Send + Sync, P: Permission> FromRequestParts<S> for Page<P>
where
    Web: FromRef<S>,
    Gate: FromRef<S>,
{
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, WebError> {
        let visitor = Visitor::from_request_parts(parts, state).await?;
        let Some(session) = &visitor.session else {
            return Err(first(parts, Late::SignedOut, sign_in(parts)));
        };
        let actor =
            session.actor.ok_or_else(|| first(parts, Late::NoMembership, paths::MEMBERSHIPS.to_owned()))?;
        if let Some(late) = made_for::another(parts, &actor) {
            return Err(WebError::Late(late));
        }
        if !role_allows(actor.role, P::ACTION) {
            return Err(AppError::Forbidden.into());
        }
        Ok(Self { visitor, actor, permission: PhantomData })
    }
}

/// Goes to a page of ours (303): the last line of every handler that changed something.
pub fn go(url: &str) -> Response {
    Redirect::to(url).into_response()
}

/// What comes before the page: it is gone to, but for a form that was sent, which stays where it can be sent again.
fn first(parts: &Parts, late: Late, page: String) -> WebError {
    if parts.method == Method::POST { WebError::Late(late) } else { WebError::Elsewhere(page) }
}

/// Sign-in that comes back to the page that was asked for.
fn sign_in(parts: &Parts) -> String {
    match parts.uri.path_and_query() {
        Some(wished) if wished.path() != paths::HOME => {
            let to: String = url::form_urlencoded::byte_serialize(wished.as_str().as_bytes()).collect();
            format!("{}?to={to}", paths::LOGIN)
        }
        Some(_) | None => paths::LOGIN.to_owned(),
    }
}

/// After an act without a form: says what was done, or that somebody was faster (409, with the way to see how it
/// stands now).
///
/// Errors: whatever else the use case answered.
pub fn after<T, P>(page: &Page<P>, result: Result<T, AppError>, url: &str, done: Done) -> WebResult {
    match result {
        Ok(_) => Ok(go(&done.on(url))),
        Err(AppError::Conflict) => {
            let view = ConflictPage { typed: Vec::new(), back: Link::new(url, "conflict-see") };
            page.draw_with(StatusCode::CONFLICT, &view)
        }
        Err(error) => Err(error.into()),
    }
}

impl<P> Page<P> {
    /// The use cases.
    pub fn app(&self) -> &App {
        &self.visitor.web.app
    }

    /// Who acts.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }
}

impl<P> Deref for Page<P> {
    type Target = Visitor;

    fn deref(&self) -> &Visitor {
        &self.visitor
    }
}
