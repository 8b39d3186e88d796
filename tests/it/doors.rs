//! The doors of the whole application: sessions, forms from elsewhere, headers, sizes, what comes of a bad body.

use axum::{
    body::{Body, Bytes},
    http::{Method, Request},
};
use chrono::TimeDelta;
use relais_app::members::invite;
use relais_domain::actor::Role;
use relais_testkit::{
    TestApp,
    app::{Answer, Browser, encode, form, path_of},
    provider::Fault,
};
use serde_json::json;

/// The session's cookie on plain http.
const COOKIE: &str = "relais";
const CONTACT: &[(&str, &str)] = &[
    ("mode", "helped"),
    ("channel", "desk"),
    ("minutes", "10"),
    ("outcome", "solved"),
    ("theme", "papiers"),
];

fn session(browser: &Browser<'_>) -> String {
    browser.cookie(COOKIE).expect("a session")
}

/// Whether a cookie's value opens a page of an agent.
async fn opens(app: &TestApp, value: &str) -> bool {
    let browser = app.browser();
    browser.plant(COOKIE, value);
    let answer = browser.get("/organisation").await;
    assert!(
        answer.code() == 200 || answer.location().starts_with("/login"),
        "{} {}",
        answer.code(),
        answer.location()
    );
    answer.code() == 200
}

async fn contacts(app: &TestApp) -> i64 {
    app.world.db().count("contact", []).await
}

#[tokio::test]
async fn a_planted_session_is_never_taken_up() {
    let app = TestApp::open().await;
    let browser = app.browser();
    let planted = "A".repeat(43);
    browser.plant(COOKIE, &planted);
    browser.sign_in(&app.world.ccas.account(Role::SocialWorker)).await;
    let first = session(&browser);
    assert_ne!(first, planted);
    assert!(opens(&app, &first).await && !opens(&app, &planted).await);
    browser.sign_in(&app.world.ccas.account(Role::SocialWorker)).await;
    let second = session(&browser);
    assert_ne!(second, first, "each sign-in is a new session");
    assert!(
        opens(&app, &second).await && !opens(&app, &first).await,
        "and ends the one before in this browser"
    );
}

#[tokio::test]
async fn switching_the_membership_is_a_new_session() {
    let app = TestApp::open().await;
    let worker = app.agent(&app.world.ccas, Role::SocialWorker).await;
    let manager = app.world.caf.actor(Role::Manager);
    let invited =
        invite(&app.world.app, &manager, "camille@example.org", "receptionist").await.expect("invited");
    let before = session(&worker);
    let joined = worker.post(&format!("/invitations/{}", invited.token), &[]).await;
    assert_eq!(joined.code(), 303, "{}", joined.body);
    assert_ne!(session(&worker), before);
    assert!(!opens(&app, &before).await, "the session before the switch is over");
    let arrived = app.browser();
    assert_eq!(arrived.sign_in(&app.world.ccas.account(Role::SocialWorker)).await.location(), "/memberships");
    assert_eq!(arrived.get("/inbox").await.location(), "/memberships", "nothing before the choice");
    let chosen = app.world.ccas.social_worker().membership().expect("a membership").to_string();
    let unchosen = session(&arrived);
    assert_eq!(arrived.post("/memberships", &[("membership", &chosen)]).await.location(), "/");
    assert!(!opens(&app, &unchosen).await && opens(&app, &session(&arrived)).await);
}

#[tokio::test]
async fn a_session_ends_after_fifteen_idle_minutes_and_ten_hours_in_any_case() {
    let app = TestApp::open().await;
    let idle = app.agent(&app.world.ccas, Role::Receptionist).await;
    let busy = app.agent(&app.world.ccas, Role::SocialWorker).await;
    app.world.advance(TimeDelta::minutes(15) - TimeDelta::seconds(1));
    assert_eq!(busy.get("/organisation").await.code(), 200);
    app.world.advance(TimeDelta::seconds(2));
    assert_eq!(idle.get("/organisation").await.location(), "/login?to=%2Forganisation");
    app.run_jobs().await;
    for minutes in 1..=58 {
        app.world.advance(TimeDelta::minutes(10));
        assert_eq!(busy.get("/organisation").await.code(), 200, "{minutes} times ten minutes");
    }
    app.world.advance(TimeDelta::minutes(4));
    assert_eq!(busy.get("/organisation").await.code(), 200, "9 h 59");
    app.world.advance(TimeDelta::minutes(1));
    assert_eq!(busy.get("/organisation").await.location(), "/login?to=%2Forganisation", "10 h");
}

#[tokio::test]
async fn a_sign_in_leads_back_to_a_page_and_to_no_act() {
    let app = TestApp::open().await;
    let account = app.world.ccas.account(Role::SocialWorker);
    for (wish, arrived) in [
        ("%2Finbox%3Fafter%3D1", "/inbox?after=1"),
        ("%2Flogout", "/"),
        ("%2Fpersons%2Fsearch", "/"),
        ("%2Flogin%2Fcallback", "/"),
        ("%2Fpersons%2F..%2Flogout", "/"),
        ("https%3A%2F%2Fevil.example", "/"),
    ] {
        let browser = app.browser();
        let leaving = browser.get(&format!("/login?to={wish}&login_hint={account}")).await;
        let provider = leaving.location().parse().expect("the provider's address");
        let callback = app.provider.authorize(&provider).expect("let in");
        let answer = browser.get(&path_of(&callback)).await;
        assert_eq!(answer.location(), arrived, "{wish}");
        assert_eq!(browser.get(arrived).await.code(), 200, "{wish}");
        assert!(opens(&app, &session(&browser)).await, "{wish}");
    }
}

#[tokio::test]
async fn the_third_session_ends_the_first() {
    let app = TestApp::open().await;
    let mut sessions = Vec::new();
    for _ in 0..3 {
        sessions.push(session(&app.agent(&app.world.ccas, Role::SocialWorker).await));
        app.world.advance(TimeDelta::seconds(1));
    }
    assert!(!opens(&app, &sessions[0]).await);
    assert!(opens(&app, &sessions[1]).await && opens(&app, &sessions[2]).await);
}

#[tokio::test]
async fn logout_ends_the_session_here_even_when_the_provider_fails() {
    let app = TestApp::open().await;
    let agent = app.agent(&app.world.ccas, Role::SocialWorker).await;
    let before = session(&agent);
    let out = agent.post("/logout", &[]).await;
    assert!(out.location().starts_with(&format!("{}/logout?", app.provider.issuer)), "{}", out.location());
    assert!(out.location().contains("id_token_hint="), "the provider is told who leaves");
    assert_eq!(out.header("clear-site-data"), "\"cache\", \"cookies\", \"storage\"");
    assert_eq!(agent.cookie(COOKIE), None);
    assert!(!opens(&app, &before).await);
    let again = app.agent(&app.world.ccas, Role::SocialWorker).await;
    let before = session(&again);
    app.provider.fault(Fault::MetadataIssuer("https://evil.example".to_owned()));
    assert_eq!(again.post("/logout", &[]).await.code(), 303);
    assert!(!opens(&app, &before).await);
}

#[tokio::test]
async fn a_form_from_elsewhere_changes_nothing() {
    let app = TestApp::open().await;
    let agent = app.agent(&app.world.ccas, Role::SocialWorker).await;
    let other = app.agent(&app.world.ccas, Role::SocialWorker).await;
    let (token, stolen) = (agent.csrf().await, other.csrf().await);
    let send = async |headers: &[(&str, &str)], token: &str| {
        let request = headers
            .iter()
            .fold(form("/contacts/new"), |request, (name, value)| request.header(*name, *value));
        agent.send(request, encode(&[&[("csrf", token)], CONTACT].concat())).await.code()
    };
    let ours = [("sec-fetch-site", "same-origin")];
    for wrong in ["", "x", &stolen, &format!("{token}A")] {
        assert_eq!(send(&ours, wrong).await, 403, "a wrong token");
    }
    for headers in [
        &[("sec-fetch-site", "cross-site")][..],
        &[("sec-fetch-site", "same-site")],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        &[("sec-fetch-site", "cross-site"), ("origin", "http://127.0.0.1:9402")],
    ] {
        assert_eq!(send(headers, &token).await, 403, "{headers:?}");
    }
    let doubled = encode(&[&[("csrf", &*token), ("csrf", &*token)], CONTACT].concat());
    let twice = agent.send(form("/contacts/new").header("sec-fetch-site", "same-origin"), doubled).await;
    assert_eq!(twice.code(), 403);
    let plain =
        Request::builder().method(Method::POST).uri("/contacts/new").header("sec-fetch-site", "same-origin");
    let plain = plain.header("content-type", "text/plain");
    assert_eq!(agent.send(plain, encode(&[("csrf", &token)])).await.code(), 403);
    let with_key = form("/contacts/new").header("authorization", "Bearer relais_k_x");
    assert_eq!(agent.send(with_key, encode(CONTACT)).await.code(), 403, "a header does not undo the cookie");
    assert_eq!(contacts(&app).await, 0);
    assert_eq!(send(&[], &token).await, 303, "old telephones say nothing of the origin and hold the token");
    assert_eq!(send(&ours, &token).await, 303);
    assert_eq!(contacts(&app).await, 2);
    assert_eq!(agent.get("/logout").await.code(), 405, "a link signs nobody out");
    assert_eq!(agent.get("/organisation").await.code(), 200);
}

#[tokio::test]
async fn each_door_takes_its_own_credential_only() {
    let app = TestApp::open().await;
    let agent = app.agent(&app.world.ccas, Role::SocialWorker).await;
    assert_eq!(agent.get("/api/v1/me").await.code(), 401, "the API does not look at cookies");
    let token = app.token(&app.world.ccas, Role::SocialWorker);
    assert_eq!(app.api(Method::GET, "/api/v1/me", &token, None).await.code(), 200);
    let page = app.api(Method::GET, "/inbox", &token, None).await;
    assert!(page.location().starts_with("/login"), "pages do not look at tokens");
    let nobody = app.api(Method::POST, "/api/v1/contacts", "", Some(&json!({}))).await;
    assert_eq!(nobody.code(), 401, "whatever the method");
    assert_eq!(nobody.header("www-authenticate"), r#"Bearer realm="relais""#);
}

const HEADERS: &[(&str, &str)] = &[
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
];

fn assert_headers(place: &str, answer: &Answer) {
    for (name, value) in HEADERS {
        assert_eq!(answer.header(name), *value, "{place}: {name}");
    }
    let policy = answer.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; script-src 'self';"), "{place}: {policy}");
    assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"), "{place}: {policy}");
    assert!(answer.header("permissions-policy").contains("camera=()"), "{place}");
    assert_eq!(answer.header("x-request-id").len(), 20, "{place}");
    assert_eq!(answer.header("cache-control"), "no-store", "{place}");
    assert_eq!(answer.headers.get_all("content-security-policy").iter().count(), 1, "{place}");
}

/// The pattern with an id that names nothing.
fn filled(path: &str) -> String {
    path.replace("{id}", "00000000-0000-4000-8000-000000000000").replace("{token}", &"A".repeat(43))
}

#[tokio::test]
async fn every_route_protects_the_browser_and_is_kept_nowhere() {
    let app = TestApp::open().await;
    let (agent, nobody) = (app.agent(&app.world.ccas, Role::Manager).await, app.browser());
    let csrf = agent.csrf().await;
    for (method, path) in relais_web::ROUTES.iter().filter(|(_, path)| *path != "/logout") {
        for (browser, csrf) in [(&agent, csrf.as_str()), (&nobody, "")] {
            let path = filled(path);
            let answer = match *method {
                "get" => browser.get(&path).await,
                _ => browser.post_with(&path, csrf, &[]).await,
            };
            assert_headers(&format!("{method} {path}"), &answer);
        }
    }
    let token = app.token(&app.world.ccas, Role::Manager);
    for (method, path, _) in relais_api::ROUTES {
        let path = filled(&format!("{}{path}", relais_api::PREFIX));
        for bearer in [token.as_str(), ""] {
            let answer = app.api(method.parse().expect("a method"), &path, bearer, None).await;
            assert_headers(&format!("{method} {path}"), &answer);
        }
    }
    for path in ["/healthz", "/readyz", "/nowhere", "/api/v1/nowhere", "/login/callback?code=x&state=y"] {
        assert_headers(path, &nobody.get(path).await);
    }
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused_announced_or_not() {
    let app = TestApp::open().await;
    let agent = app.agent(&app.world.ccas, Role::SocialWorker).await;
    let csrf = agent.csrf().await;
    let long = "x".repeat(300 * 1024);
    let announced = agent.post_with("/contacts/new", &csrf, &[("text", &long)]).await;
    assert_eq!(announced.code(), 413);
    assert!(announced.body.contains("<h1"), "a page says so");
    let chunks =
        ["csrf=", &csrf, "&text=", &long].map(|chunk| Ok::<_, std::io::Error>(Bytes::from(chunk.to_owned())));
    let stream = Body::from_stream(futures_util::stream::iter(chunks));
    let request = form("/contacts/new").header("sec-fetch-site", "same-origin");
    assert_eq!(agent.send(request, stream).await.code(), 413);
    let token = app.token(&app.world.ccas, Role::SocialWorker);
    let body = json!({ "query": long });
    let api = app.api(Method::POST, "/api/v1/persons/search", &token, Some(&body)).await;
    assert_eq!((api.code(), api.header("content-type")), (413, "application/problem+json"));
    assert_eq!(contacts(&app).await, 0);
}

#[tokio::test]
async fn a_field_that_does_not_exist_is_refused_and_named() {
    let app = TestApp::open().await;
    let token = app.token(&app.world.ccas, Role::SocialWorker);
    let body = json!({ "mode": "helped", "channel": "desk", "minutes": 10, "outcome": "solved", "nir": "1" });
    let answer = app.api(Method::POST, "/api/v1/contacts", &token, Some(&body)).await;
    assert_eq!((answer.code(), answer.header("content-type")), (422, "application/problem+json"));
    assert!(answer.body.contains("json.unknown_field") && answer.body.contains("nir"), "{}", answer.body);
    let query = app.api(Method::GET, "/api/v1/referrals?box=inbox&all=true", &token, None).await;
    assert_eq!(query.code(), 400, "a misspelt filter never shows everything");
    assert_eq!(contacts(&app).await, 0);
}
