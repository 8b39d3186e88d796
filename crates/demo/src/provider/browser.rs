//! The browser at the provider: one cookie of its own, apart from Relais's session.

use super::{
    Provider,
    memory::{Filed, filed},
};
use axum::{
    http::{
        HeaderMap, HeaderValue,
        header::{COOKIE, SET_COOKIE},
    },
    response::Response,
};

const NAME: &str = "relais_demo_idp";

/// The secret a browser presented, if any.
pub(super) struct Browser(Option<String>);

impl Browser {
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
        let secret = cookies
            .flat_map(|line| line.split("; "))
            .find_map(|pair| pair.strip_prefix(NAME)?.strip_prefix('='))
            .map(str::to_owned);
        Self(secret)
    }

    /// How the provider's memory files this browser.
    pub(super) fn filed(&self) -> Option<Filed> {
        self.0.as_deref().map(filed)
    }

    /// Gives the browser a secret with an answer. Not `Secure`: the demonstration listens on loopback, over HTTP.
    pub(super) fn set(provider: &Provider, secret: &str, mut response: Response) -> Response {
        let cookie = format!("{NAME}={secret}; Path={}; HttpOnly; SameSite=Lax", provider.path());
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(SET_COOKIE, cookie);
        }
        response
    }
}
