//! Sign-in at the provider and back, and the way out. What is checked stands in `relais_http`.

use axum::{
    extract::RawQuery,
    http::{HeaderMap, StatusCode},
    response::IntoResponse as _,
};
use relais_http::{
    oidc::OidcError,
    sign_in::{self, SignInError},
};

use crate::{
    error::WebResult,
    paths,
    request::{Asked, Visitor, go},
    router::is_page,
    views::entry::{self, SignInFailure, SignedOut},
};

/// `GET /login?to=…&login_hint=…`: to the provider; back to the page wished for, if it is one.
pub async fn login(visitor: Visitor, headers: HeaderMap, Asked(asked): Asked) -> WebResult {
    let wished = |name| Some(asked.text(name)).filter(|text| !text.is_empty());
    let to = wished("to").filter(|to| is_page(to));
    match sign_in::leave(visitor.web.gate(), &headers, to.as_deref(), wished("login_hint")).await {
        Ok(leaving) => Ok(leaving.into_response()),
        Err(error) => failed(&visitor, error),
    }
}

/// `GET /login/callback`: back from the provider.
pub async fn callback(visitor: Visitor, headers: HeaderMap, RawQuery(query): RawQuery) -> WebResult {
    match sign_in::arrive(visitor.web.gate(), &headers, query.as_deref()).await {
        Ok(arrived) => {
            let wished = arrived.return_to.as_str().to_owned();
            // With several memberships one is chosen first; an invitation is followed by whoever has none yet.
            let direct = arrived.memberships.len() == 1 || wished.starts_with("/invitations/");
            Ok(arrived.to(if direct { &wished } else { paths::MEMBERSHIPS }))
        }
        Err(error) => failed(&visitor, error),
    }
}

/// The page of a sign-in that came to nothing. The cause goes to the log; the page says what to do.
fn failed(visitor: &Visitor, error: SignInError) -> WebResult {
    let status = error.status();
    let failure = match (&error, status) {
        (
            SignInError::Oidc(
                OidcError::Token { .. } | OidcError::IdTokenMissing | OidcError::UserinfoUnsigned,
            ),
            _,
        ) => SignInFailure::Untrusted,
        (_, StatusCode::BAD_REQUEST) => SignInFailure::Expired,
        (_, StatusCode::FORBIDDEN) => SignInFailure::Denied,
        (_, _) => SignInFailure::Unavailable,
    };
    let view = entry::SignInError { failure, request_id: visitor.request_id.clone(), sign_in: paths::LOGIN };
    let mut page = visitor.draw_with(status, &view)?;
    page.extensions_mut().insert(error.reported());
    Ok(page)
}

/// `POST /logout`: here first, then at the provider.
pub async fn logout(visitor: Visitor, headers: HeaderMap) -> WebResult {
    match sign_in::end(visitor.web.gate(), &headers).await {
        Ok(ended) => Ok(ended.or_to(paths::SIGNED_OUT)),
        Err(error) => failed(&visitor, error),
    }
}

/// `GET /signed-out`. Whoever is signed in is led to where she works: the page would not be true.
pub async fn signed_out(visitor: Visitor) -> WebResult {
    if visitor.session.is_some() {
        return Ok(go(paths::HOME));
    }
    visitor.draw(&SignedOut { sign_in: paths::LOGIN })
}
