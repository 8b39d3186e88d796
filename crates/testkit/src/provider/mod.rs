//! A deliberately faulty OpenID provider: honest by default, wrong in exactly one way when told so.
//!
//! Real HTTP on a free loopback port, real ES256 signatures, exact redirect addresses, PKCE checked. Time comes
//! from the test's clock. It counts what it is asked, so that a test can say what was *not* fetched.

mod endpoints;
mod fault;
mod flow;
mod token;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use relais_domain::clock::Clock;
use relais_http::{
    oidc::{
        Assurance,
        config::{ClientAuth, ProviderConfig, SigningAlgorithm, SiretPolicy, UserinfoPolicy},
    },
    secret::SecretText,
};
use serde_json::{Value, json};
use url::Url;

pub use self::fault::{Fault, Spoil};
use self::{flow::Grant, token::Key};

/// The client registered at this provider.
pub const CLIENT_ID: &str = "relais";
/// Its secret.
pub const CLIENT_SECRET: &str = "relais-secret-relais-secret-relais";
/// Its only redirect address.
pub const REDIRECT_URI: &str = "http://127.0.0.1:9402/login/callback";
/// Its only address after logout.
pub const POST_LOGOUT_URI: &str = "http://127.0.0.1:9402/signed-out";
/// The audience of the API's access tokens.
pub const API_AUDIENCE: &str = "relais-api";
/// The account that signs in unless another is asked for.
pub const SUBJECT: &str = "agent-1";

/// A private key a provider may encrypt tokens to, as PKCS#8 PEM; the same in each run.
pub fn encryption_key(name: &str) -> anyhow::Result<String> {
    token::encryption_key(name)
}

/// What Relais is told of a provider it is registered with, as an operator would write it.
#[must_use]
pub fn registration(issuer: &str) -> ProviderConfig {
    ProviderConfig {
        issuer: issuer.to_owned(),
        client_id: CLIENT_ID.to_owned(),
        client_secret: SecretText::new(CLIENT_SECRET.to_owned()),
        client_auth: ClientAuth::Post,
        algorithm: SigningAlgorithm::Es256,
        redirect_uri: Url::parse(REDIRECT_URI).expect("an address"),
        post_logout_redirect_uri: Url::parse(POST_LOGOUT_URI).expect("an address"),
        scopes: ProviderConfig::PROCONNECT_SCOPES.iter().map(|&scope| scope.to_owned()).collect(),
        minimum_assurance: Some(Assurance::Eidas1Mfa),
        userinfo: UserinfoPolicy::Signed,
        siret: SiretPolicy::Required,
    }
}

/// The running provider; it stops when dropped.
pub struct FaultyProvider {
    /// Its issuer, `http://127.0.0.1:PORT`.
    pub issuer: String,
    state: Arc<State>,
    server: tokio::task::JoinHandle<()>,
}

pub(crate) struct State {
    issuer: String,
    clock: Arc<dyn Clock>,
    inner: Mutex<Inner>,
}

struct Inner {
    fault: Option<Fault>,
    keys: Vec<Key>,
    publish_rsa: bool,
    grants: HashMap<String, Grant>,
    access_tokens: HashMap<String, String>,
    accounts: HashMap<String, Value>,
    hits: HashMap<String, usize>,
    issued: usize,
}

impl FaultyProvider {
    /// Starts an honest provider.
    pub async fn start(clock: Arc<dyn Clock>) -> anyhow::Result<Self> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let issuer = format!("http://{}", listener.local_addr()?);
        let inner = Inner {
            fault: None,
            keys: vec![Key::new("key-1")?],
            publish_rsa: false,
            grants: HashMap::new(),
            access_tokens: HashMap::new(),
            accounts: HashMap::new(),
            hits: HashMap::new(),
            issued: 0,
        };
        let state = Arc::new(State { issuer: issuer.clone(), clock, inner: Mutex::new(inner) });
        let router = endpoints::router(Arc::clone(&state));
        let server = tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, router).await {
                tracing::error!(%error, "the faulty provider stopped");
            }
        });
        Ok(Self { issuer, state, server })
    }

    /// Misbehaves from now on.
    pub fn fault(&self, fault: Fault) {
        self.state.inner().fault = Some(fault);
    }

    /// Behaves from now on.
    pub fn behave(&self) {
        self.state.inner().fault = None;
    }

    /// Signs with a new key; the old one stays published or not.
    pub fn rotate(&self, keep_old: bool) -> anyhow::Result<()> {
        let mut inner = self.state.inner();
        let next = Key::new(&format!("key-{}", inner.keys.len() + 1))?;
        if !keep_old {
            inner.keys.clear();
        }
        inner.keys.insert(0, next);
        drop(inner);
        Ok(())
    }

    /// Registers an account: a `login_hint` that names its subject signs it in instead of the usual one. The claims
    /// are laid over those of the usual account.
    pub fn account(&self, subject: &str, claims: Value) {
        self.state.inner().accounts.insert(subject.to_owned(), claims);
    }

    /// Publishes an RSA key as well, as providers with several algorithms do.
    pub fn publish_rsa(&self) {
        self.state.inner().publish_rsa = true;
    }

    /// How often a path was asked for.
    #[must_use]
    pub fn hits(&self, path: &str) -> usize {
        self.state.inner().hits.get(path).copied().unwrap_or_default()
    }

    /// The agent signs in: takes the authorisation request and gives the callback, or why it was refused.
    pub fn authorize(&self, request: &Url) -> Result<Url, &'static str> {
        self.state.authorize(request)
    }

    /// An access token for the API (RFC 9068), with some claims replaced (`null` leaves one out).
    #[must_use]
    pub fn access_token(&self, changes: Value) -> String {
        self.access_token_of_type("at+jwt", changes)
    }

    /// The same under another `typ`.
    #[must_use]
    pub fn access_token_of_type(&self, typ: &str, changes: Value) -> String {
        let now = self.state.clock.now().timestamp();
        let mut claims = token::with(
            json!({
                "iss": self.issuer, "sub": SUBJECT, "aud": API_AUDIENCE, "client_id": "case-software",
                "scope": "openid relais.api", "jti": "1", "iat": now, "exp": now + 300,
            }),
            changes,
        );
        if let Some(fields) = claims.as_object_mut() {
            fields.retain(|_, value| !value.is_null());
        }
        let key = self.state.key();
        key.sign_under(&json!({ "alg": "ES256", "kid": key.name, "typ": typ }), &claims)
    }

    /// An access token for the API, spoilt.
    pub fn spoilt_access_token(&self, spoil: &Spoil) -> anyhow::Result<String> {
        let now = self.state.clock.now().timestamp();
        let claims = json!({
            "iss": self.issuer, "sub": SUBJECT, "aud": API_AUDIENCE, "client_id": "case-software",
            "scope": "openid relais.api", "jti": "1", "iat": now, "exp": now + 300,
        });
        Ok(self.state.key().spoil(spoil, claims, &Key::new("stranger")?, &self.state.elsewhere()))
    }
}

impl Drop for FaultyProvider {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl State {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn current_fault(&self) -> Option<Fault> {
        self.inner().fault.clone()
    }

    fn key(&self) -> Key {
        #[expect(clippy::expect_used, reason = "a provider always has a key; this is a test kit")]
        self.inner().keys.first().cloned().expect("a signing key")
    }

    /// An address that a relying party visits only if it obeys a token's header.
    fn elsewhere(&self) -> String {
        format!("{}/elsewhere", self.issuer)
    }
}
