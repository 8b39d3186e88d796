//! The provider through its router: each refusal a relying party may meet, and each check it may rely on.

mod authorize;
mod sign_out;
mod tokens;

use super::{
    Account, Client, Configuration, Provider,
    jose::{SigningKey, digest_base64url},
};
use axum::{
    body::{Body, to_bytes},
    http::{
        Request, StatusCode,
        header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE},
    },
};
use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, TimeDelta};
use relais_domain::{
    clock::{Clock, Timestamp},
    random::Random,
};
use serde_json::Value;
use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
};
use tower::ServiceExt;
use url::{Url, form_urlencoded};

const ISSUER: &str = "http://127.0.0.1:8080/idp";
const CALLBACK: &str = "http://127.0.0.1:8080/login/callback";
const SIGNED_OUT: &str = "http://127.0.0.1:8080/signed-out";
const STATE: &str = "state-of-thirty-two-characters-0";
const NONCE: &str = "nonce-of-thirty-two-characters-0";
const VERIFIER: &str = "a-verifier-that-has-at-least-forty-three-characters";

#[derive(Debug, Default)]
struct Seconds(AtomicI64);
impl Clock for Seconds {
    fn now(&self) -> Timestamp {
        DateTime::UNIX_EPOCH + TimeDelta::days(20_000) + TimeDelta::seconds(self.0.load(Ordering::Relaxed))
    }
}

/// Counts: every draw differs, every run is the same.
#[derive(Debug, Default)]
struct Counter(AtomicU64);
impl Random for Counter {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(1);
        let count = self.0.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        for (byte, counted) in bytes.iter_mut().zip(count) {
            *byte = counted;
        }
    }
}

/// A provider with two accounts and two clients, and the one browser that visits it.
struct Kit {
    provider: Provider,
    clock: Arc<Seconds>,
    cookie: Option<String>,
}

struct Answer {
    status: StatusCode,
    headers: axum::http::HeaderMap,
    body: String,
}

impl Kit {
    fn new() -> Self {
        let clock = Arc::new(Seconds::default());
        let client = |id: &str, callback: &str| Client {
            id: id.into(),
            secret: format!("secret of {id}: 100 %"),
            redirect_uris: vec![callback.into()],
            post_logout_redirect_uris: vec![SIGNED_OUT.into()],
        };
        let configuration = Configuration {
            issuer: ISSUER.into(),
            api_audience: "http://127.0.0.1:8080/api".into(),
            api_scope: "relais.api".into(),
            clients: vec![client("relais", CALLBACK), client("other", "http://127.0.0.1:9/cb")],
            accounts: vec![
                account("lea.ccas-brest", "Léa", "Le Gall", Some("21290019500018")),
                account("hugo.mission-locale", "Hugo", "<Nguyễn>", None),
            ],
        };
        let key = SigningKey::from_bytes(&[7; 32]).expect("a key");
        let provider = Provider::new(configuration, key, clock.clone(), Arc::new(Counter::default()));
        Self { provider: provider.expect("a provider"), clock, cookie: None }
    }

    fn advance(&self, seconds: i64) {
        self.clock.0.fetch_add(seconds, Ordering::Relaxed);
    }

    async fn send(&mut self, mut request: Request<Body>) -> Answer {
        if let Some(cookie) = &self.cookie {
            request.headers_mut().insert(COOKIE, cookie.parse().expect("a cookie"));
        }
        let answer = self.provider.router().oneshot(request).await.expect("an answer");
        let (parts, body) = answer.into_parts();
        if let Some(set) = parts.headers.get(SET_COOKIE) {
            let set = set.to_str().expect("text");
            self.cookie = set.split(';').next().map(str::to_owned);
        }
        let body = to_bytes(body, usize::MAX).await.expect("a body");
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&body).into_owned(),
        }
    }

    async fn get(&mut self, path: &str, parameters: &[(&str, &str)]) -> Answer {
        let uri = format!("{path}?{}", encoded(parameters));
        self.send(Request::get(uri).body(Body::empty()).expect("a request")).await
    }

    async fn post(&mut self, path: &str, parameters: &[(&str, &str)]) -> Answer {
        self.send(form(path, parameters)).await
    }

    async fn authorize(&mut self, changes: &[(&str, &str)]) -> Answer {
        self.get("/authorize", &request(changes)).await
    }

    /// A code for Léa.
    async fn code(&mut self) -> String {
        self.authorize(&[("login_hint", "lea.ccas-brest")]).await.returned("code")
    }

    async fn exchange(&mut self, changes: &[(&str, &str)]) -> Answer {
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
            ("client_id", "relais"),
            ("client_secret", "secret of relais: 100 %"),
        ];
        change(&mut form, changes);
        self.post("/token", &form).await
    }

    /// The tokens of a whole sign-in of Léa.
    async fn tokens(&mut self) -> Value {
        let code = self.code().await;
        let answer = self.exchange(&[("code", &code)]).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        answer.json()
    }

    async fn userinfo(&mut self, token: &str) -> Answer {
        let request = Request::get("/userinfo").header(AUTHORIZATION, format!("Bearer {token}"));
        self.send(request.body(Body::empty()).expect("a request")).await
    }

    fn open(&self, token: &Value) -> Value {
        self.provider.key().open(token.as_str().expect("a token")).expect("signed by the provider")
    }
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("JSON")
    }

    /// The parameters the browser carries back to the relying party.
    fn back(&self) -> HashMap<String, String> {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.body);
        let to = self.headers.get(LOCATION).expect("a location").to_str().expect("text");
        assert!(to.starts_with(CALLBACK), "{to}");
        Url::parse(to).expect("an address").query_pairs().into_owned().collect()
    }

    fn returned(&self, name: &str) -> String {
        self.back().get(name).unwrap_or_else(|| panic!("no {name} in {:?}", self.back())).clone()
    }

    fn assert_page(&self, status: StatusCode, holds: &str) {
        assert_eq!(self.status, status, "{}", self.body);
        assert!(self.headers.get(LOCATION).is_none(), "no redirect");
        assert!(self.body.contains(holds), "{holds} in {}", self.body);
    }

    fn assert_oauth_error(&self, status: StatusCode, error: &str) {
        assert_eq!((self.status, self.json()["error"].as_str()), (status, Some(error)), "{}", self.body);
        assert_eq!(self.headers["cache-control"], "no-store");
    }
}

fn account(username: &str, given_name: &str, usual_name: &str, siret: Option<&str>) -> Account {
    Account {
        username: username.into(),
        given_name: given_name.into(),
        usual_name: usual_name.into(),
        email: format!("{username}@example.org"),
        siret: siret.map(str::to_owned),
        organisation: "CCAS de Brest".into(),
        role: "Travailleuse sociale".into(),
    }
}

/// A right authorization request, with changes: an empty value takes a parameter out.
fn request<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    static CHALLENGE: std::sync::LazyLock<String> =
        std::sync::LazyLock::new(|| digest_base64url(VERIFIER.as_bytes()));
    let mut parameters = vec![
        ("response_type", "code"),
        ("client_id", "relais"),
        ("redirect_uri", CALLBACK),
        ("scope", "openid given_name usual_name email uid siret idp_id"),
        ("state", STATE),
        ("nonce", NONCE),
        ("code_challenge", CHALLENGE.as_str()),
        ("code_challenge_method", "S256"),
    ];
    change(&mut parameters, changes);
    parameters
}

fn change<'a>(parameters: &mut Vec<(&'a str, &'a str)>, changes: &[(&'a str, &'a str)]) {
    for (name, value) in changes {
        parameters.retain(|(known, _)| known != name);
        parameters.push((name, value));
    }
}

fn encoded(parameters: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish()
}

fn form(path: &str, parameters: &[(&str, &str)]) -> Request<Body> {
    let request = Request::post(path).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    request.body(Body::from(encoded(parameters))).expect("a request")
}

fn basic(id: &str, secret: &str) -> String {
    let encode = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    format!("Basic {}", STANDARD.encode(format!("{}:{}", encode(id), encode(secret))))
}
