//! The JSON interface from its front door: the real layers, router, use cases and database, with keys and tokens.

mod contacts;
mod golden;
mod main_line;
mod paging;
mod refusals;
mod repeating;
mod services;

use std::sync::Arc;

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use relais_app::auth::create_api_key;
use relais_domain::actor::Role;
use relais_http::{
    bearer::AccessTokenVerifier,
    edge::{
        Edge,
        client_ip::TrustedProxies,
        limits::Limits,
        rate_limit::{RateLimits, Rates},
        surround,
    },
    gate::Gate,
    oidc::RelyingParty,
};
use relais_testdb::World;
use relais_testkit::provider::{API_AUDIENCE, FaultyProvider};
use serde_json::{Value, json};
use tower::ServiceExt as _;
use url::Url;

use crate::oidc::{config, outgoing};

/// The network behind the interface.
pub struct House {
    pub world: World,
    provider: FaultyProvider,
    app: Router,
}

/// An answer, read whole.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub json: Value,
}

impl Answer {
    /// The answer, which must have this status.
    pub fn is(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.json);
        self
    }

    /// The problem, which must have this status and code, and be dressed as one.
    pub fn refused(self, status: u16, code: &str) -> Value {
        assert_eq!((self.status.as_u16(), self.json["code"].as_str()), (status, Some(code)), "{}", self.json);
        assert_eq!(self.header("content-type"), "application/problem+json");
        assert_eq!(self.json["status"], status);
        assert_eq!(self.json["type"], format!("/problems/{code}"));
        assert!(self.json["title"].as_str().is_some_and(|title| !title.is_empty()));
        assert_eq!(self.json["request_id"], self.header("x-request-id"));
        self.json
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("text"))
    }

    pub fn location(&self) -> String {
        self.header("location").strip_prefix("/api/v1").expect("in the interface").to_owned()
    }

    pub fn tag(&self) -> String {
        self.header("etag").to_owned()
    }
}

/// A request being put together.
pub struct Call<'h> {
    house: &'h House,
    request: axum::http::request::Builder,
}

impl Call<'_> {
    pub fn header(self, name: &str, value: &str) -> Self {
        Self { request: self.request.header(name, value), ..self }
    }

    pub fn version(self, tag: &str) -> Self {
        self.header("if-match", tag)
    }

    pub fn key(self, key: &str) -> Self {
        self.header("idempotency-key", key)
    }

    pub async fn send(self) -> Answer {
        self.raw(Body::empty()).await
    }

    pub async fn json(self, body: Value) -> Answer {
        self.header("content-type", "application/json").raw(Body::from(body.to_string())).await
    }

    pub async fn raw(self, body: Body) -> Answer {
        let request = self.request.body(body).expect("a request");
        let answer = self.house.app.clone().oneshot(request).await.expect("infallible");
        let (status, headers) = (answer.status(), answer.headers().clone());
        let bytes = to_bytes(answer.into_body(), usize::MAX).await.expect("a body");
        let json = if bytes.is_empty() { Value::Null } else { serde_json::from_slice(&bytes).expect("json") };
        Answer { status, headers, json }
    }
}

impl House {
    pub async fn open() -> Self {
        let world = World::open().await;
        let clock = Arc::clone(&world.app.clock);
        let provider = FaultyProvider::start(Arc::clone(&clock)).await.expect("a provider");
        let known = world.db().execute("UPDATE agent SET issuer = $1", [provider.issuer.as_str().into()]);
        known.await.expect("the provider's agents");
        let random = Arc::clone(&world.app.random);
        let relying_party =
            RelyingParty::new(config(&provider.issuer), outgoing(), clock, random).expect("a configuration");
        let app = interface(&world, relying_party);
        Self { world, provider, app }
    }

    /// A key of an organisation's own software.
    pub async fn key(&self, organisation: &str) -> String {
        create_api_key(&self.world.app, organisation, "logiciel").await.expect("a key")
    }

    /// An access token of an organisation's agent.
    pub fn token(&self, organisation: &str, role: Role) -> String {
        self.provider.access_token(json!({ "sub": format!("{organisation}-{role}") }))
    }

    pub fn call(&self, method: Method, path: &str, credential: &str) -> Call<'_> {
        let request = Request::builder().method(method).uri(format!("/api/v1{path}"));
        let request = match credential {
            "" => request,
            credential => request.header(header::AUTHORIZATION, format!("Bearer {credential}")),
        };
        Call { house: self, request }
    }

    pub async fn get(&self, path: &str, credential: &str) -> Answer {
        self.call(Method::GET, path, credential).send().await
    }

    pub fn post(&self, path: &str, credential: &str) -> Call<'_> {
        self.call(Method::POST, path, credential)
    }

    pub fn put(&self, path: &str, credential: &str) -> Call<'_> {
        self.call(Method::PUT, path, credential)
    }

    pub async fn count(&self, table_and_condition: &str) -> i64 {
        self.world.db().count(table_and_condition, []).await
    }

    /// A person of the organisation behind the token; where her sheet stands.
    pub async fn person(&self, token: &str) -> String {
        let person = json!({ "person": {
            "given_name": "Amina", "family_name": "Exemple", "birth": "1984-03-12",
            "phone": "02 61 91 00 01", "commune": "Brest", "languages": ["fr", "ar"]
        } });
        self.post("/persons", token).json(person).await.is(201).location()
    }

    /// A draft for her; where it stands.
    pub async fn draft(&self, token: &str) -> String {
        let sheet = self.person(token).await;
        let relation = sheet.rsplit('/').next().expect("an id");
        let need = json!({ "relation": relation, "need": "Trouver un logement.", "theme": "logement" });
        self.post("/referrals", token).json(need).await.is(201).location()
    }

    /// A referral on its way from the ccas to the mission locale, with her agreement; where it stands.
    pub async fn sent(&self, token: &str) -> String {
        let referral = self.draft(token).await;
        let service = json!({ "service": self.world.mission.service().uuid() });
        let put = |step: &str, tag: String| self.put(&format!("{referral}/{step}"), token).version(&tag);
        let tag = put("service", "\"v1\"".into()).json(service).await.is(204).tag();
        let tag = put("items", tag).json(json!({ "items": ["identity", "phone"] })).await.is(204).tag();
        let text = self.get(&format!("{referral}/agreement-text"), token).await.is(200).json;
        let answer = json!({
            "answer": "yes", "method": "spoken_with_witness", "witness": "Camille Exemple",
            "text_sha256": text["sha256"]
        });
        let agreement = self.post(&format!("{referral}/agreement"), token).version(&tag);
        let tag = agreement.json(answer).await.is(204).tag();
        self.post(&format!("{referral}/send"), token).version(&tag).send().await.is(204);
        referral
    }
}

fn interface(world: &World, relying_party: RelyingParty) -> Router {
    let public_url = Url::parse("http://127.0.0.1:9402").expect("an address");
    let rate_limits = Arc::new(RateLimits::new(&Rates::default()));
    let verifier = AccessTokenVerifier::new(&relying_party, API_AUDIENCE.to_owned(), "relais.api".to_owned());
    let gate = Gate::new(world.app.clone(), &public_url, relying_party, Arc::clone(&rate_limits));
    let edge = Edge {
        public_url,
        form_targets: Vec::new(),
        software: relais_api::PREFIX,
        trusted_proxies: TrustedProxies::default(),
        rate_limits,
        limits: Limits::default(),
        random: Arc::clone(&world.app.random),
        dress: Arc::new(relais_api::dress),
    };
    surround(relais_api::router(gate.for_api(Some(verifier))), edge)
}
