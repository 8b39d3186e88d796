//! Coming in and going out, on a real database behind the real layers: who gets a session, an actor, a permission.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{RawQuery, State},
    http::{HeaderMap, Request, StatusCode, header},
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use chrono::TimeDelta;
use relais_app::{
    auth::{AgentClaims, create_api_key},
    members::{accept_invitation, invite},
    organisations::{FoundMember, FoundOrganisation, OrganisationUpsert, found_organisation},
};
use relais_domain::{
    actor::Role,
    ids::{AgentId, OrganisationId},
};
use relais_http::{
    actor::{CurrentActor, CurrentSession, Permit},
    bearer::AccessTokenVerifier,
    can,
    edge::{
        Edge,
        client_ip::TrustedProxies,
        csrf::CsrfToken,
        limits::Limits,
        rate_limit::{RateLimits, Rates},
        surround,
    },
    gate::Gate,
    oidc::RelyingParty,
    sign_in,
};
use relais_testdb::World;
use relais_testkit::provider::{API_AUDIENCE, FaultyProvider, SUBJECT};
use serde_json::json;
use tower::ServiceExt as _;
use url::Url;

use crate::oidc::{config, outgoing};

const HERE: &str = "http://127.0.0.1:9402";

/// The network, a provider, and the door between them.
struct House {
    world: World,
    provider: FaultyProvider,
    app: Router,
}

impl House {
    async fn open() -> Self {
        let world = World::open().await;
        let clock = Arc::clone(&world.app.clock);
        let provider = FaultyProvider::start(Arc::clone(&clock)).await.expect("provider");
        let random = Arc::clone(&world.app.random);
        let relying_party =
            RelyingParty::new(config(&provider.issuer), outgoing(), clock, random).expect("configuration");
        let app = door(&world, relying_party);
        Self { world, provider, app }
    }

    /// An agent the provider will know, already a member somewhere; `issuer` is where she was known when invited.
    async fn founded(&self, issuer: &str, role: Role) -> OrganisationId {
        let claims = AgentClaims {
            issuer: issuer.to_owned(),
            subject: SUBJECT.to_owned(),
            given_name: "Élodie".to_owned(),
            usual_name: "D'Aubigné-Lefèvre".to_owned(),
            email: Some("elodie@mairie.example".to_owned()),
            siret: Some("21750001600019".to_owned()),
            provider_id: None,
            acr: None,
        };
        let slug = format!("mairie-{role}");
        let facts = OrganisationUpsert {
            siret: Some("21750001600019".to_owned()),
            ..OrganisationUpsert::member("test", &slug, "Ville de Paris", "mairie")
        };
        let new = FoundOrganisation {
            facts,
            known_as: Vec::new(),
            services: Vec::new(),
            members: vec![FoundMember { claims, role }],
        };
        found_organisation(&self.world.app, self.world.network, new).await.expect("founded").0
    }

    async fn count(&self, table_and_condition: &str) -> i64 {
        self.world.db().count(table_and_condition, []).await
    }

    fn visitor(&self) -> Visitor<'_> {
        Visitor { house: self, cookies: BTreeMap::new() }
    }
}

fn door(world: &World, relying_party: RelyingParty) -> Router {
    let public_url = Url::parse(HERE).expect("url");
    let limits = Arc::new(RateLimits::new(&Rates::default()));
    let verifier = AccessTokenVerifier::new(&relying_party, API_AUDIENCE.to_owned(), "relais.api".to_owned());
    let gate = Gate::new(world.app.clone(), &public_url, relying_party, Arc::clone(&limits));
    let api = Router::new().route("/api/whoami", get(whoami)).with_state(gate.for_api(Some(verifier)));
    let pages = Router::new()
        .route("/login", get(login))
        .route("/login/callback", get(callback))
        .route("/logout", post(logout))
        .route("/shell", get(shell))
        .route("/whoami", get(whoami))
        .route("/members", get(members))
        .with_state(gate);
    let edge = Edge {
        public_url,
        form_targets: Vec::new(),
        software: "/api",
        trusted_proxies: TrustedProxies::default(),
        rate_limits: limits,
        limits: Limits::default(),
        random: Arc::clone(&world.app.random),
        dress: Arc::new(|undressed| undressed.refusal.code.into_response()),
    };
    surround(pages.merge(api), edge)
}

async fn login(State(gate): State<Gate>, headers: HeaderMap) -> Response {
    match sign_in::leave(&gate, &headers, Some("/shell"), None).await {
        Ok(leaving) => leaving.into_response(),
        Err(error) => (error.status(), error.code()).into_response(),
    }
}

async fn callback(State(gate): State<Gate>, headers: HeaderMap, RawQuery(query): RawQuery) -> Response {
    match sign_in::arrive(&gate, &headers, query.as_deref()).await {
        Ok(arrived) => {
            let page = arrived.return_to.as_str().to_owned();
            arrived.to(&page)
        }
        Err(error) => (error.status(), error.code()).into_response(),
    }
}

async fn logout(State(gate): State<Gate>, headers: HeaderMap) -> Response {
    match sign_in::end(&gate, &headers).await {
        Ok(ended) => ended.or_to("/signed-out"),
        Err(error) => (error.status(), error.code()).into_response(),
    }
}

async fn shell(csrf: CsrfToken, current: CurrentSession) -> String {
    format!("{} {} {}", current.session.agent, current.session.memberships, csrf.as_str())
}

async fn whoami(CurrentActor(actor): CurrentActor) -> String {
    format!("{} {}", actor.role, actor.organisation)
}

async fn members(permit: Permit<can::ManageMembers>) -> String {
    permit.role.to_string()
}

/// A browser: keeps cookies, says where its requests come from.
struct Visitor<'h> {
    house: &'h House,
    cookies: BTreeMap<String, String>,
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    text: String,
}

impl Visitor<'_> {
    async fn get(&mut self, path: &str) -> Answer {
        self.send(Request::get(path), Body::empty()).await
    }

    async fn post(&mut self, path: &str, form: &str) -> Answer {
        let request = Request::post(path)
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request, Body::from(form.to_owned())).await
    }

    async fn send(&mut self, request: axum::http::request::Builder, body: Body) -> Answer {
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request =
            if cookies.is_empty() { request } else { request.header(header::COOKIE, cookies.join("; ")) };
        let answer =
            self.house.app.clone().oneshot(request.body(body).expect("request")).await.expect("infallible");
        for line in answer.headers().get_all(header::SET_COOKIE) {
            let (name, rest) = line.to_str().expect("text").split_once('=').expect("a cookie");
            match rest.split(';').next().unwrap_or_default() {
                "" => self.cookies.remove(name),
                value => self.cookies.insert(name.to_owned(), value.to_owned()),
            };
        }
        let (status, headers) = (answer.status(), answer.headers().clone());
        let bytes = to_bytes(answer.into_body(), usize::MAX).await.expect("body");
        Answer { status, headers, text: String::from_utf8(bytes.to_vec()).expect("text") }
    }

    /// Goes to the provider and comes back to the callback's door, without entering.
    async fn at_the_door(&mut self) -> String {
        let leaving = self.get("/login").await;
        assert_eq!(leaving.status, StatusCode::SEE_OTHER, "{}", leaving.text);
        let provider = Url::parse(leaving.headers["location"].to_str().expect("text")).expect("address");
        let callback = self.house.provider.authorize(&provider).expect("let in");
        format!("{}?{}", callback.path(), callback.query().unwrap_or_default())
    }

    async fn signs_in(&mut self) {
        let callback = self.at_the_door().await;
        let arrived = self.get(&callback).await;
        assert_eq!(
            (arrived.status, &arrived.headers["location"]),
            (StatusCode::SEE_OTHER, &"/shell".parse().expect("v"))
        );
    }

    /// Agent, number of memberships and form token, as her shell shows them.
    async fn shell(&mut self) -> (AgentId, String, String) {
        let shell = self.get("/shell").await;
        assert_eq!(shell.status, StatusCode::OK, "{}", shell.text);
        let mut words = shell.text.split(' ');
        let mut word = || words.next().unwrap_or_default().to_owned();
        (word().parse().expect("an id"), word(), word())
    }
}

// ---- rows 3, 8 and 9 of the sign-in checklist, on the application itself ----------------------------------------

#[tokio::test]
async fn oidc_row3_callback_in_another_browser_is_a_400_and_opens_no_session() {
    let house = House::open().await;
    let (mut hers, mut theirs) = (house.visitor(), house.visitor());
    let callback = hers.at_the_door().await;
    theirs.at_the_door().await;
    for stranger in [&mut theirs, &mut house.visitor()] {
        let answer = stranger.get(&callback).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{}", answer.text);
        assert_eq!(stranger.get("/shell").await.status, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(house.count("session").await, 0);
    assert_eq!(
        hers.get(&callback).await.status,
        StatusCode::SEE_OTHER,
        "a stranger's try does not spoil hers"
    );
    assert_eq!(hers.get(&callback).await.status, StatusCode::BAD_REQUEST, "but it works once");
    assert_eq!(house.count("session").await, 1);
}

#[tokio::test]
async fn oidc_row8_the_same_e_mail_or_subject_from_another_provider_gets_no_rights() {
    let house = House::open().await;
    house.founded("https://other.example", Role::Manager).await;
    let agents = house.count("agent").await;
    let mut visitor = house.visitor();
    visitor.signs_in().await;
    let (_, memberships, _) = visitor.shell().await;
    assert_eq!(memberships, "0");
    let refused = visitor.get("/whoami").await;
    assert_eq!((refused.status, refused.text.as_str()), (StatusCode::FORBIDDEN, "auth.no_membership"));
    assert_eq!(house.count("agent").await, agents + 1, "another subject is another agent");
    let shared = "membership m JOIN agent a ON a.id = m.agent_id WHERE a.issuer LIKE 'http://127%'";
    assert_eq!(house.count(shared).await, 0);
}

#[tokio::test]
async fn oidc_row9_a_sign_in_without_invitation_is_an_empty_shell_until_one_is_accepted() {
    let house = House::open().await;
    let mut visitor = house.visitor();
    visitor.signs_in().await;
    let (agent, memberships, _) = visitor.shell().await;
    assert_eq!(memberships, "0", "the siret of a member organisation opens nothing");
    for page in ["/whoami", "/members"] {
        assert_eq!(visitor.get(page).await.text, "auth.no_membership", "{page}");
    }
    let manager = house.world.ccas.actor(Role::Manager);
    let invited = invite(&house.world.app, &manager, "elodie@mairie.example", Role::SocialWorker.as_str())
        .await
        .expect("invited");
    assert_eq!(visitor.get("/whoami").await.status, StatusCode::FORBIDDEN, "being invited is not accepting");
    accept_invitation(&house.world.app, agent, &invited.token).await.expect("accepted");
    visitor.signs_in().await;
    let expected = format!("social_worker {}", house.world.ccas.organisation);
    assert_eq!(visitor.get("/whoami").await.text, expected);
    let refused = visitor.get("/members").await;
    assert_eq!((refused.status, refused.text.as_str()), (StatusCode::FORBIDDEN, "auth.role"));
}

// ---- sessions ---------------------------------------------------------------------------------------------------

#[tokio::test]
async fn a_sign_in_is_a_new_session_and_ends_the_one_before() {
    let house = House::open().await;
    let mut visitor = house.visitor();
    visitor.signs_in().await;
    let before = visitor.cookies.clone();
    visitor.signs_in().await;
    assert_ne!(before["relais"], visitor.cookies["relais"]);
    let mut replayed = house.visitor();
    replayed.cookies = before;
    assert_eq!(replayed.get("/shell").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(visitor.get("/shell").await.status, StatusCode::OK);
    let mut planted = house.visitor();
    planted.cookies.insert("relais".to_owned(), "A".repeat(43));
    planted.signs_in().await;
    assert_ne!(planted.cookies["relais"], "A".repeat(43), "a planted cookie is never taken over");
}

#[tokio::test]
async fn logout_needs_the_forms_token_ends_the_session_here_and_then_at_the_provider() {
    let house = House::open().await;
    let mut visitor = house.visitor();
    visitor.signs_in().await;
    let (_, _, csrf) = visitor.shell().await;
    assert_eq!(visitor.post("/logout", "").await.text, "csrf.token");
    assert_eq!(visitor.get("/shell").await.status, StatusCode::OK);
    let kept = visitor.cookies.clone();
    let ended = visitor.post("/logout", &format!("csrf={csrf}")).await;
    let provider = Url::parse(ended.headers["location"].to_str().expect("text")).expect("address");
    assert!(provider.as_str().starts_with(&house.provider.issuer), "{provider}");
    assert!(
        provider.query_pairs().any(|(name, value)| name == "id_token_hint" && value.split('.').count() == 3)
    );
    assert_eq!(ended.headers["clear-site-data"], "\"cache\", \"cookies\", \"storage\"");
    assert!(!visitor.cookies.contains_key("relais"));
    visitor.cookies = kept;
    assert_eq!(visitor.get("/shell").await.status, StatusCode::UNAUTHORIZED, "the old token opens nothing");
}

#[tokio::test]
async fn a_session_ends_after_a_quarter_of_an_hour_unused() {
    let house = House::open().await;
    let mut visitor = house.visitor();
    visitor.signs_in().await;
    house.world.advance(TimeDelta::minutes(14));
    assert_eq!(visitor.get("/shell").await.status, StatusCode::OK);
    house.world.advance(TimeDelta::minutes(14));
    assert_eq!(visitor.get("/shell").await.status, StatusCode::OK);
    house.world.advance(TimeDelta::minutes(16));
    assert_eq!(visitor.get("/shell").await.text, "auth.no_session");
}

#[tokio::test]
async fn nothing_secret_of_a_sign_in_rests_in_the_database() {
    let house = House::open().await;
    let mut visitor = house.visitor();
    let callback = visitor.at_the_door().await;
    visitor.get(&callback).await;
    assert_eq!(house.count("login_attempt").await, 0, "verifier and nonce are gone");
    let Some(folder) = house.world.db().folder() else { return };
    let token = visitor.cookies["relais"].clone();
    for file in std::fs::read_dir(folder).expect("the folder").flatten() {
        let bytes = std::fs::read(file.path()).expect("a file");
        for secret in [token.as_bytes(), b"eyJhbGciOiJFUzI1NiIs"] {
            assert!(!bytes.windows(secret.len()).any(|window| window == secret), "{}", file.path().display());
        }
    }
}

// ---- the API's door ---------------------------------------------------------------------------------------------

#[tokio::test]
async fn the_api_believes_keys_and_tokens_and_never_a_cookie() {
    let house = House::open().await;
    let organisation = house.founded(&house.provider.issuer, Role::SocialWorker).await;
    let key = create_api_key(&house.world.app, "ccas", "Logiciel métier").await.expect("a key");
    let token = house.provider.access_token(json!({}));
    let mut visitor = house.visitor();
    visitor.signs_in().await;
    assert_eq!(visitor.get("/whoami").await.text, format!("social_worker {organisation}"));
    let by_cookie = visitor.get("/api/whoami").await;
    assert_eq!((by_cookie.status, by_cookie.text.as_str()), (StatusCode::UNAUTHORIZED, "bearer.missing"));
    assert_eq!(by_cookie.headers["www-authenticate"], r#"Bearer realm="relais""#);

    let mut software = house.visitor();
    for (credential, status, text) in [
        (format!("Bearer {key}"), 200, format!("integration {}", house.world.ccas.organisation)),
        (format!("Bearer {token}"), 200, format!("social_worker {organisation}")),
        (format!("Bearer relais_k_{}", "A".repeat(43)), 401, "auth.no_actor".to_owned()),
        (
            format!("Bearer {}", house.provider.access_token(json!({ "sub": "stranger" }))),
            401,
            "auth.no_actor".to_owned(),
        ),
        (
            format!("Bearer {}", house.provider.access_token(json!({ "aud": "other" }))),
            401,
            "token.audience".to_owned(),
        ),
        ("Basic YTpi".to_owned(), 401, "bearer.unreadable".to_owned()),
    ] {
        let request = Request::get("/api/whoami").header(header::AUTHORIZATION, &credential);
        let answer = software.send(request, Body::empty()).await;
        assert_eq!((answer.status.as_u16(), answer.text), (status, text));
        let on_a_page = Request::get("/whoami").header(header::AUTHORIZATION, &credential);
        assert_eq!(
            software.send(on_a_page, Body::empty()).await.text,
            "auth.no_session",
            "pages believe no bearer"
        );
    }
}

#[tokio::test]
async fn a_token_of_an_agent_with_two_memberships_must_name_one() {
    let house = House::open().await;
    let one = house.founded(&house.provider.issuer, Role::SocialWorker).await;
    let other = house.founded(&house.provider.issuer, Role::Manager).await;
    let token = house.provider.access_token(json!({}));
    let mut software = house.visitor();
    for (organisation, text) in [
        (Some(one.to_string()), format!("social_worker {one}")),
        (Some(other.to_string()), format!("manager {other}")),
        (Some(house.world.caf.organisation.to_string()), "auth.no_actor".to_owned()),
        (Some("nonsense".to_owned()), "auth.organisation".to_owned()),
        (None, "auth.no_actor".to_owned()),
    ] {
        let request = Request::get("/api/whoami").header(header::AUTHORIZATION, format!("Bearer {token}"));
        let request =
            organisation.iter().fold(request, |request, id| request.header("relais-organisation", id));
        assert_eq!(software.send(request, Body::empty()).await.text, text, "{organisation:?}");
    }
}
