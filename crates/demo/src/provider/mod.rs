//! The demonstration's own OpenID provider, honest and complete in whatever a relying party checks: code flow with
//! PKCE S256, exact redirect URIs, `iss` in the response, signed userinfo, sign-out. It asks for no password: a
//! button an account, or none at all when `login_hint` names one, so that scripts can drive it.
//!
//! Everything it remembers is in memory; its key is given, so that tokens outlive a restart when it is kept.
//! It must stand outside the CSRF layer of the pages: its token endpoint is called by software.

mod account;
mod answer;
mod authorize;
mod browser;
mod client_secret;
mod discovery;
mod end_session;
pub mod jose;
mod memory;
mod pages;
mod params;
mod token;
mod userinfo;

pub use account::{Account, subject};

use axum::{
    Router,
    extract::DefaultBodyLimit,
    routing::{get, post},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use jose::SigningKey;
use memory::Memory;
use relais_domain::{
    clock::Clock,
    random::{Random, fill_array},
};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tera::Tera;
use url::Url;

/// The scopes the provider knows: OpenID's, and ProConnect's one scope a claim.
const SCOPES: [&str; 9] = [
    "openid",
    "profile",
    "email",
    "given_name",
    "usual_name",
    "uid",
    "siret",
    "idp_id",
    "organization_label",
];
/// No message to the provider is longer.
const LONGEST_BODY: usize = 16 * 1024;

/// A relying party the provider knows.
#[derive(Clone)]
pub struct Client {
    /// `client_id`.
    pub id: String,
    /// `client_secret`, for `client_secret_basic` and `client_secret_post`.
    pub secret: String,
    /// Where codes may be sent, compared character by character.
    pub redirect_uris: Vec<String>,
    /// Where a signed-out browser may be sent, compared character by character.
    pub post_logout_redirect_uris: Vec<String>,
}

impl Client {
    /// Whether `to` is one of the addresses for signed-out browsers, with or without a `state`.
    fn leaves_to(&self, to: &str) -> bool {
        self.post_logout_redirect_uris.iter().any(|registered| {
            to.strip_prefix(registered.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with("?state="))
        })
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Client({}, [secret])", self.id)
    }
}

/// What the provider is made of.
#[derive(Debug)]
pub struct Configuration {
    /// The issuer, without a slash at its end: `http://127.0.0.1:8080/idp`.
    pub issuer: String,
    /// `aud` of access tokens: what the API calls itself.
    pub api_audience: String,
    /// The scope that lets an access token in at the API.
    pub api_scope: String,
    /// The relying parties.
    pub clients: Vec<Client>,
    /// Who can sign in.
    pub accounts: Vec<Account>,
}

/// Why a provider cannot be made of a configuration.
#[derive(Debug, thiserror::Error)]
pub enum ProviderError {
    /// The issuer is not an absolute address without a slash at its end.
    #[error("the issuer must be an absolute address without a slash at its end")]
    Issuer,
    /// A template of the provider's pages does not compile.
    #[error("a page of the provider does not compile")]
    Template(#[from] tera::Error),
}

/// The provider; cheap to clone.
#[derive(Clone)]
pub struct Provider(Arc<Inner>);

struct Inner {
    configuration: Configuration,
    path: String,
    key: SigningKey,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    memory: Mutex<Memory>,
    templates: Tera,
}

impl std::fmt::Debug for Provider {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Provider({})", self.issuer())
    }
}

impl Provider {
    /// A provider with an empty memory.
    pub fn new(
        configuration: Configuration,
        key: SigningKey,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Result<Self, ProviderError> {
        let issuer = Url::parse(&configuration.issuer).map_err(|_| ProviderError::Issuer)?;
        if configuration.issuer.ends_with('/') || issuer.query().is_some() || issuer.fragment().is_some() {
            return Err(ProviderError::Issuer);
        }
        let path = issuer.path().trim_end_matches('/').to_owned();
        let (memory, templates) = (Mutex::default(), pages::templates()?);
        Ok(Self(Arc::new(Inner { configuration, path, key, clock, random, memory, templates })))
    }

    /// The provider's routes, to nest under the path of its issuer.
    pub fn router(&self) -> Router {
        Router::new()
            .route("/.well-known/openid-configuration", get(discovery::metadata))
            .route("/jwks", get(discovery::jwks))
            .route("/authorize", get(authorize::authorize).post(authorize::authorize))
            .route("/authorize/choice", post(authorize::choose))
            .route("/token", post(token::token))
            .route("/userinfo", get(userinfo::userinfo).post(userinfo::userinfo))
            .route("/end-session", get(end_session::end_session).post(end_session::end_session))
            .route("/end-session/confirm", post(end_session::confirm))
            .route("/style/{version}", get(pages::style))
            .layer(DefaultBodyLimit::max(LONGEST_BODY))
            .with_state(self.clone())
    }

    /// The issuer, as in every token.
    pub fn issuer(&self) -> &str {
        &self.0.configuration.issuer
    }

    /// Who can sign in, in the order of the page.
    pub fn accounts(&self) -> &[Account] {
        &self.0.configuration.accounts
    }

    fn account(&self, username: &str) -> Option<&Account> {
        self.accounts().iter().find(|account| account.username == username)
    }

    fn clients(&self) -> impl Iterator<Item = &Client> {
        self.0.configuration.clients.iter()
    }

    fn client(&self, id: &str) -> Option<&Client> {
        self.clients().find(|client| client.id == id)
    }

    fn api_audience(&self) -> &str {
        &self.0.configuration.api_audience
    }

    fn api_scope(&self) -> &str {
        &self.0.configuration.api_scope
    }

    /// Whether a scope is granted when asked for.
    fn knows_scope(&self, scope: &str) -> bool {
        SCOPES.contains(&scope) || self.api_scope() == scope
    }

    fn path(&self) -> &str {
        &self.0.path
    }

    fn key(&self) -> &SigningKey {
        &self.0.key
    }

    fn clock(&self) -> &dyn Clock {
        self.0.clock.as_ref()
    }

    fn templates(&self) -> &Tera {
        &self.0.templates
    }

    /// A secret of 256 bits for a cookie, a code or a page.
    fn secret(&self) -> String {
        BASE64URL.encode(fill_array::<32>(self.0.random.as_ref()))
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.0.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
