//! The whole application as it is served, without a port: the composed router over a founded network.

mod answer;
mod browser;
mod logs;
mod remains;

use std::{
    cell::Cell,
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
};

use axum::{
    Router,
    body::Body,
    extract::ConnectInfo,
    http::{Method, Request, header, request::Builder},
};
use relais_app::auth::create_api_key;
use relais_domain::actor::Role;
use relais_server::{
    compose::{Served, router},
    config::{Config, Sources},
};
use serde_json::{Value, json};
use tower::ServiceExt as _;
use tracing::subscriber::DefaultGuard;

pub use self::{
    answer::Answer,
    browser::{Browser, encode, fields, form, path_of},
    logs::Logs,
};
use crate::{
    db::{AGENT_ROLES, Desk, TestStore, World},
    provider::{API_AUDIENCE, FaultyProvider, registration},
};

/// The address browsers see.
pub const PUBLIC_URL: &str = "http://127.0.0.1:9402";
/// An account at the provider that no organisation knows.
pub const NEWCOMER: &str = "newcomer";

/// The application, its network and its provider. Dropped, it fails the test if the log told an error nobody
/// expected, or if a message stays undelivered after a round of jobs.
pub struct TestApp {
    /// The founded network, its clock and its database.
    pub world: World,
    /// Where its agents sign in; honest until told otherwise.
    pub provider: FaultyProvider,
    /// What the log says.
    pub logs: Logs,
    router: Router,
    requests: Cell<u32>,
    errors_expected: Cell<bool>,
    messages_expected: Cell<bool>,
    _listening: DefaultGuard,
}

impl TestApp {
    /// A fresh network, keys in memory.
    pub async fn open() -> Self {
        Self::on(TestStore::open().await).await
    }

    /// A fresh network on a store.
    pub async fn on(base: TestStore) -> Self {
        let logs = Logs::default();
        let listening = logs.listen();
        let clock = Arc::clone(&base.clock);
        let provider = FaultyProvider::start(clock).await.expect("the provider starts");
        let world = World::vouched_by(base, &provider.issuer).await;
        for desk in [&world.ccas, &world.mission, &world.caf] {
            enrol(&provider, desk);
        }
        provider.account(NEWCOMER, json!({ "given_name": "Nour", "usual_name": "Newcomer" }));
        let served = Served {
            app: world.app.clone(),
            provider: registration(&provider.issuer),
            extra: Router::new(),
            demonstration: false,
        };
        let router = router(served, &config()).expect("the router is composed");
        Self {
            world,
            provider,
            logs,
            router,
            requests: Cell::new(0),
            errors_expected: Cell::new(false),
            messages_expected: Cell::new(false),
            _listening: listening,
        }
    }

    /// Gives the agents of one more desk their accounts at the provider.
    pub fn enrol(&self, desk: &Desk) {
        enrol(&self.provider, desk);
    }

    /// This test provokes errors: the log may tell them.
    pub fn expect_errors(&self) {
        self.errors_expected.set(true);
    }

    /// This test leaves messages behind on purpose.
    pub fn expect_undelivered(&self) {
        self.messages_expected.set(true);
    }

    /// A browser nobody has signed in with.
    #[must_use]
    pub fn browser(&self) -> Browser<'_> {
        Browser::new(self)
    }

    /// A browser with an agent of a desk signed in.
    pub async fn agent(&self, desk: &Desk, role: Role) -> Browser<'_> {
        let browser = self.browser();
        let arrived = browser.sign_in(&desk.account(role)).await;
        assert_eq!(arrived.code(), 303, "{}", arrived.body);
        browser
    }

    /// A key of an organisation's own software.
    pub async fn key(&self, desk: &Desk) -> String {
        create_api_key(&self.world.app, desk.slug, "the test's software").await.expect("a key")
    }

    /// An access token of an agent of a desk.
    #[must_use]
    pub fn token(&self, desk: &Desk, role: Role) -> String {
        self.provider.access_token(json!({ "sub": desk.account(role) }))
    }

    /// Calls the interface for software with a key or a token.
    pub async fn api(&self, method: Method, path: &str, bearer: &str, body: Option<&Value>) -> Answer {
        self.api_with(Request::builder().method(method).uri(path), bearer, body).await
    }

    /// The same with headers of the test's own.
    pub async fn api_with(&self, request: Builder, bearer: &str, body: Option<&Value>) -> Answer {
        let request = if bearer.is_empty() {
            request
        } else {
            request.header(header::AUTHORIZATION, format!("Bearer {bearer}"))
        };
        let request = match body {
            Some(body) => {
                request.header(header::CONTENT_TYPE, "application/json").body(Body::from(body.to_string()))
            }
            None => request.body(Body::empty()),
        };
        self.send(request.expect("a request")).await
    }

    /// Sends a request through the whole router. Requests come from many addresses: how often one address may ask is
    /// tested where the limit stands.
    pub async fn send(&self, mut request: Request<Body>) -> Answer {
        let number = self.requests.replace(self.requests.get() + 1);
        let address = SocketAddr::from((Ipv4Addr::from_bits(0x0A00_0000 | (number / 100)), 40_000));
        request.extensions_mut().insert(ConnectInfo(address));
        let response = self.router.clone().oneshot(request).await.unwrap_or_else(|never| match never {});
        Answer::read(response).await
    }

    /// The composed router, for a test that serves it on a port.
    pub fn router(&self) -> Router {
        self.router.clone()
    }

    /// One round of the jobs, and what it made leaves.
    pub async fn run_jobs(&self) {
        self.world.run_all().await.expect("a round of jobs");
        self.world.send_messages().await.expect("a round of sending");
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        let errors = self.logs.errors();
        assert!(
            self.errors_expected.get() || errors.is_empty(),
            "errors in the log, told by {errors:?}: {}",
            self.logs.text()
        );
        if !self.messages_expected.get() {
            let left = remains::undelivered(&self.world);
            assert_eq!(left, 0, "messages that no round of jobs delivers");
        }
    }
}

fn enrol(provider: &FaultyProvider, desk: &Desk) {
    for role in AGENT_ROLES {
        let subject = desk.account(role);
        let claims = json!({ "usual_name": subject, "email": format!("{subject}@example.org") });
        provider.account(&subject, claims);
    }
}

fn config() -> Config {
    let many = "1000000".to_owned();
    let flags = [
        ("server.public_url", PUBLIC_URL.to_owned()),
        ("oidc.api_audience", API_AUDIENCE.to_owned()),
        ("limits.requests_per_minute", many.clone()),
        ("limits.sign_ins_per_minute", many),
    ];
    let flags = flags.map(|(key, value)| (key.to_owned(), value)).to_vec();
    Config::load(&Sources { flags, ..Sources::default() }).expect("the defaults")
}
