//! Answers that leave by the browser: a code, or the reason why there is none.

use super::{
    Provider,
    authorize::Request,
    memory::{SignIn, filed},
    pages,
};
use axum::{
    http::header::CACHE_CONTROL,
    response::{IntoResponse, Redirect, Response},
};
use url::Url;

/// An error code of the standards and the sentence that goes with it, for the relying party's developer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Refusal {
    pub(super) error: &'static str,
    pub(super) description: &'static str,
}

impl Refusal {
    pub(super) const fn new(error: &'static str, description: &'static str) -> Self {
        Self { error, description }
    }
}

/// Sends the browser back with a new code.
pub(super) fn code(provider: &Provider, request: &Request, sign_in: SignIn) -> Response {
    let code = provider.secret();
    provider.memory().issue_code(filed(&code), request.clone(), sign_in, provider.clock().now());
    back(provider, &request.redirect_uri, &[("code", &code), ("state", &request.state)])
}

/// Sends the browser back with the reason why there is no code.
pub(super) fn refuse(
    provider: &Provider,
    redirect_uri: &str,
    state: Option<&str>,
    refusal: Refusal,
) -> Response {
    let mut answer = vec![("error", refusal.error), ("error_description", refusal.description)];
    answer.extend(state.map(|state| ("state", state)));
    back(provider, redirect_uri, &answer)
}

/// Adds the answer and `iss` (RFC 9207) to the query of the redirect URI.
fn back(provider: &Provider, redirect_uri: &str, answer: &[(&str, &str)]) -> Response {
    let Ok(mut to) = Url::parse(redirect_uri) else {
        return pages::refusal(provider, "L'adresse de retour enregistrée n'est pas une adresse.");
    };
    to.query_pairs_mut().extend_pairs(answer).append_pair("iss", provider.issuer());
    ([(CACHE_CONTROL, "no-store")], Redirect::to(to.as_str())).into_response()
}
