//! What the extractors and the sign-in need of the application, put together once.

use std::sync::Arc;

use axum::http::HeaderMap;
use relais_app::{App, auth::SessionToken};
use url::Url;

use crate::{
    bearer::AccessTokenVerifier,
    edge::{
        rate_limit::RateLimits,
        session_cookie::{Cookie, Cookies},
    },
    oidc::RelyingParty,
};

/// Which credential opens the door: pages believe the cookie alone, the API the `Authorization` header alone. Neither
/// looks at the other's, so a page of another site can never act through the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entrance {
    /// Browsers.
    Pages,
    /// Software.
    Api,
}

/// The gate of one interface; cheap to clone. The interface's router state hands it out (`FromRef`).
#[derive(Clone, Debug)]
pub struct Gate {
    /// The application.
    pub app: App,
    /// The names and attributes of our cookies.
    pub cookies: Cookies,
    /// The provider agents sign in at.
    pub relying_party: RelyingParty,
    pub(crate) entrance: Entrance,
    pub(crate) rate_limits: Arc<RateLimits>,
    pub(crate) access_tokens: Option<AccessTokenVerifier>,
}

impl Gate {
    /// The pages' gate.
    #[must_use]
    pub fn new(
        app: App,
        public_url: &Url,
        relying_party: RelyingParty,
        rate_limits: Arc<RateLimits>,
    ) -> Self {
        let cookies = Cookies::for_public_url(public_url);
        Self { app, cookies, relying_party, entrance: Entrance::Pages, rate_limits, access_tokens: None }
    }

    /// The same application behind the API's gate. Without a verifier only organisation keys are accepted.
    #[must_use]
    pub fn for_api(&self, access_tokens: Option<AccessTokenVerifier>) -> Self {
        Self { entrance: Entrance::Api, access_tokens, ..self.clone() }
    }

    /// The session token a browser presents; whether it opens anything is asked of the application.
    #[must_use]
    pub fn session_token(&self, headers: &HeaderMap) -> Option<SessionToken> {
        let token = self.cookies.read(headers, Cookie::Session)?;
        Some(SessionToken::presented(token.expose().to_owned()))
    }
}
