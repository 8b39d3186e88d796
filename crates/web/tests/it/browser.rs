//! A browser without script: it keeps a cookie, sends the forms it was given with their hidden fields, follows
//! redirects by hand, and goes through every layer of the edge.

use std::{num::NonZeroU32, sync::Arc};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Method, Request, StatusCode, header},
};
use relais_app::auth::{AgentClaims, SignIn, sign_in};
use relais_domain::actor::Role;
use relais_http::{
    edge::{
        Edge,
        client_ip::TrustedProxies,
        limits::Limits,
        rate_limit::{Rate, RateLimits, Rates},
        surround,
    },
    oidc::{
        RelyingParty,
        config::{ClientAuth, ProviderConfig, SigningAlgorithm, SiretPolicy, UserinfoPolicy},
    },
    outgoing::{Outgoing, OutgoingLimits},
};
use relais_testdb::World;
use relais_views::{locale::Locale, render::Renderer};
use relais_web::{Parts, Web, dress, router};
use tower::ServiceExt as _;
use url::Url;

use crate::html::{Tag, tags};

/// The pages over a world of its own.
pub struct Site {
    /// The world.
    pub world: World,
    router: Router,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// Where a redirect goes.
    pub location: Option<String>,
    /// The cookie it sets, name and value.
    pub cookie: Option<String>,
    /// The page.
    pub html: String,
}

/// What a browser says of a request from a page of ours.
const OURS: &[(&str, &str)] = &[("sec-fetch-site", "same-origin")];

/// An agent at her browser.
pub struct Browser<'a> {
    site: &'a Site,
    cookie: Option<String>,
}

impl Site {
    /// A fresh world and its pages.
    pub async fn open() -> Self {
        let world = World::open().await;
        let router = site(&world);
        Self { world, router }
    }

    /// A browser where nobody has signed in.
    pub fn stranger(&self) -> Browser<'_> {
        Browser { site: self, cookie: None }
    }

    /// The agent of a role at an organisation, signed in.
    pub async fn agent(&self, slug: &str, role: Role) -> Browser<'_> {
        let claims = AgentClaims {
            issuer: "https://idp.test".into(),
            subject: format!("{slug}-{role}"),
            given_name: "Camille".into(),
            usual_name: format!("{role} {slug}"),
            email: None,
            siret: None,
            provider_id: None,
            acr: None,
        };
        let command = SignIn { claims, id_token: String::new(), authenticated_at: None };
        let signed_in = sign_in(&self.world.app, command).await.unwrap();
        Browser { site: self, cookie: Some(format!("relais={}", signed_in.token.expose())) }
    }
}

impl Browser<'_> {
    /// Opens a page.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path, OURS).body(Body::empty()).unwrap()).await
    }

    /// Opens a page that must be there.
    pub async fn open(&self, path: &str) -> String {
        let answer = self.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {:?} {}", answer.location, heading(&answer.html));
        answer.html
    }

    /// Sends the page's form that goes to `action`, with its hidden fields and these answers.
    pub async fn submit(&self, page: &str, action: &str, answers: &[(&str, &str)]) -> Answer {
        let mut body = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in hidden(page, action) {
            body.append_pair(&name, &value);
        }
        for (name, value) in answers {
            body.append_pair(name, value);
        }
        self.post(action, body.finish()).await
    }

    /// Sends a form as it stands.
    pub async fn post(&self, path: &str, body: String) -> Answer {
        self.post_from(OURS, path, body).await
    }

    /// Sends a form from a page that these headers tell of.
    pub async fn post_from(&self, origin: &[(&str, &str)], path: &str, body: String) -> Answer {
        let request = self
            .request(Method::POST, path, origin)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body));
        self.send(request.unwrap()).await
    }

    /// Takes the session of another tab of the same browser, or none.
    pub fn signs_in_beside(&mut self, other: &Browser<'_>) {
        self.cookie.clone_from(&other.cookie);
    }

    /// Goes on, in another tab of the same browser, in her membership of this organisation.
    pub async fn works_at(&mut self, organisation: &str) {
        let choice = self.open("/memberships").await;
        let (_, after) = choice.split_once("name=\"membership\"").unwrap();
        let row = after.split("<div class=\"tile\">").find(|row| row.contains(organisation)).unwrap();
        let value = row.split("value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
        let chosen = self.submit(&choice, "/memberships", &[("membership", value)]).await;
        assert_eq!(chosen.status, StatusCode::SEE_OTHER, "{}", chosen.html);
        self.keeps(&chosen);
    }

    /// Keeps the session an answer began.
    pub fn keeps(&mut self, answer: &Answer) {
        self.cookie = Some(answer.cookie.clone().unwrap());
    }

    fn request(&self, method: Method, path: &str, origin: &[(&str, &str)]) -> axum::http::request::Builder {
        let request = Request::builder().method(method).uri(path);
        let request = origin.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        match &self.cookie {
            Some(cookie) => request.header(header::COOKIE, cookie),
            None => request,
        }
    }

    async fn send(&self, mut request: Request<Body>) -> Answer {
        let peer: std::net::SocketAddr = ([127, 0, 0, 1], 40_000).into();
        request.extensions_mut().insert(axum::extract::ConnectInfo(peer));
        let response = self.site.router.clone().oneshot(request).await.unwrap();
        let location = response.headers().get(header::LOCATION).map(|to| to.to_str().unwrap().to_owned());
        let cookie = response.headers().get(header::SET_COOKIE).map(|set| set.to_str().unwrap());
        let cookie = cookie.and_then(|set| set.split(';').next()).map(ToOwned::to_owned);
        let status = response.status();
        let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        Answer { status, location, cookie, html: String::from_utf8(bytes.to_vec()).unwrap() }
    }
}

/// The hidden fields of the form that goes to `action`.
pub fn hidden(page: &str, action: &str) -> Vec<(String, String)> {
    let tags = tags(page);
    let is_form = |tag: &&Tag| {
        tag.name == "form" && tag.get("action") == Some(action) && tag.get("method") == Some("post")
    };
    assert!(tags.iter().any(|tag| is_form(&tag)), "no form to {action} on « {} »", heading(page));
    let inside = tags.iter().skip_while(|tag| !is_form(tag)).take_while(|tag| tag.name != "/form");
    let of = |tag: &Tag| Some((tag.get("name")?.to_owned(), tag.get("value")?.to_owned()));
    inside.filter(|tag| tag.get("type") == Some("hidden")).filter_map(of).collect()
}

/// The page's heading, for the words of a failure.
pub fn heading(page: &str) -> String {
    if page.is_empty() {
        return String::new();
    }
    tags(page).into_iter().find(|tag| tag.name == "h1").map(|tag| tag.text).unwrap_or_default()
}

fn site(world: &World) -> Router {
    let public_url = Url::parse("http://127.0.0.1:8080").unwrap();
    let (clock, random) = (Arc::clone(&world.app.clock), Arc::clone(&world.app.random));
    let outgoing = Outgoing::new(OutgoingLimits::default()).unwrap();
    let relying_party =
        RelyingParty::new(provider(&public_url), outgoing, clock, Arc::clone(&random)).unwrap();
    let often = NonZeroU32::new(100_000).unwrap();
    let rate = Rate { per_minute: often, burst: often };
    let rate_limits = Arc::new(RateLimits::new(&Rates { address: rate, account: rate, sign_in: rate }));
    let web = Web::new(Parts {
        app: world.app.clone(),
        renderer: Renderer::new(Locale::french()).unwrap(),
        relying_party,
        rate_limits: Arc::clone(&rate_limits),
        public_url: public_url.clone(),
        demonstration: false,
        accessibility_contact: "accessibilite@relais.example".into(),
        privacy_contact: "dpo@relais.example".into(),
        time_zone: chrono_tz::Europe::Paris,
    });
    let edge = Edge {
        public_url,
        form_targets: Vec::new(),
        software: "/api",
        trusted_proxies: TrustedProxies::default(),
        rate_limits,
        limits: Limits::default(),
        random,
        dress: Arc::new({
            let web = web.clone();
            move |undressed| dress(&web, undressed)
        }),
    };
    surround(router(&web), edge)
}

fn provider(public_url: &Url) -> ProviderConfig {
    ProviderConfig {
        issuer: "https://idp.test".into(),
        client_id: "relais".into(),
        client_secret: relais_http::secret::SecretText::new("for tests only".into()),
        client_auth: ClientAuth::Post,
        algorithm: SigningAlgorithm::Es256,
        redirect_uri: public_url.join("/login/callback").unwrap(),
        post_logout_redirect_uri: public_url.join("/signed-out").unwrap(),
        scopes: vec!["openid".into()],
        minimum_assurance: None,
        userinfo: UserinfoPolicy::Never,
        siret: SiretPolicy::Optional,
    }
}
