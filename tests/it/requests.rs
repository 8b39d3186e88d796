//! One line a request: the route, never the address; and how many statements a page costs, however long its list.

use relais_app::App;
use relais_domain::actor::Role;
use relais_server::graceful::{End, serve};
use relais_testkit::{TestApp, app::Browser};
use serde_json::Value;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::story;

/// The line of the last request.
fn last(app: &TestApp) -> Value {
    app.logs.requests().pop().expect("a request line")
}

#[tokio::test]
async fn the_request_line_names_the_route_and_holds_nothing_else() {
    let app = TestApp::open().await;
    let agent = app.agent(&app.world.ccas, Role::SocialWorker).await;
    agent.get("/partners?q=Zqsecret&theme=logement").await;
    let line = last(&app);
    let mut names: Vec<_> = line.as_object().expect("an object").keys().map(String::as_str).collect();
    names.sort_unstable();
    let known = [
        "duration_us",
        "level",
        "message",
        "queries",
        "queries_us",
        "span",
        "spans",
        "status",
        "target",
        "timestamp",
    ];
    assert_eq!(names, known);
    assert_eq!(
        (line["span"]["path"].as_str(), line["span"]["method"].as_str()),
        (Some("/partners"), Some("GET"))
    );
    let mut span: Vec<_> = line["span"].as_object().expect("an object").keys().map(String::as_str).collect();
    span.sort_unstable();
    assert_eq!(span, ["id", "method", "name", "path"]);
    agent.get("/persons/00000000-0000-4000-8000-000000000000?done=Zqsecret").await;
    assert_eq!(last(&app)["span"]["path"], "/persons/{id}");
    agent.get("/Zqsecret").await;
    assert_eq!(last(&app)["span"]["path"], "unmatched");
    let text = app.logs.text();
    assert!(!text.contains("Zqsecret") && !text.contains("00000000-0000"), "{text}");
}

/// How many statements a page of the recipient cost.
async fn statements(app: &TestApp, reader: &Browser<'_>, path: &str) -> u64 {
    let answer = reader.get(path).await;
    assert_eq!(answer.code(), 200, "{path}: {}", answer.body);
    last(app)["queries"].as_u64().expect("a count")
}

/// Both pages of both sides with so many referrals: most statements of any.
async fn assert_bounded(app: &TestApp, readers: [&Browser<'_>; 2], referral: &str) {
    for reader in readers {
        for path in ["/inbox", "/sent", referral] {
            let cost = statements(app, reader, path).await;
            assert!(cost <= 6, "{path} costs {cost} statements");
        }
    }
}

#[tokio::test]
async fn the_inbox_and_a_sheet_cost_six_statements_at_most_however_many_rows() {
    let app = TestApp::open().await;
    let world = &app.world;
    let (sender, service) = (world.ccas.social_worker(), world.mission.service());
    let mut sheet = String::new();
    for number in 0..200 {
        let relation = story::create(world, &sender, story::stranger(world)).await;
        let step = story::sent_for(world, &sender, relation, service).await;
        sheet = format!("/referrals/{}", step.id);
        if number == 4 || number == 199 {
            let sends = app.agent(&world.ccas, Role::SocialWorker).await;
            let receives = app.agent(&world.mission, Role::SocialWorker).await;
            assert_bounded(&app, [&sends, &receives], &sheet).await;
        }
    }
    assert_eq!(world.db().count("referral WHERE state = 'requested'", []).await, 200);
    assert!(!sheet.is_empty());
}

#[tokio::test]
async fn health_is_told_without_reasons() {
    let app = TestApp::open().await;
    let anybody = app.browser();
    for (path, body) in [("/healthz", "ok"), ("/readyz", "ready")] {
        let answer = anybody.get(path).await;
        assert_eq!((answer.code(), answer.body.as_str()), (200, body));
    }
    app.expect_errors();
    close_keys(&app.world.app).await;
    let answer = anybody.get("/readyz").await;
    assert_eq!((answer.code(), answer.body.as_str()), (503, "not ready"));
    assert_eq!(anybody.get("/healthz").await.code(), 200, "the process still answers");
    assert!(!app.logs.errors().is_empty(), "the log says why");
}

async fn close_keys(app: &App) {
    app.store.keys().close().await.expect("the key store closes");
}

#[tokio::test]
async fn the_served_application_drains_at_the_stop() {
    let app = TestApp::open().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let stop = CancellationToken::new();
    let server = tokio::spawn(serve(listener, app.router(), stop.clone(), Duration::from_mins(1)));
    let stream = tokio::net::TcpStream::connect(address).await.expect("a connection");
    let answer = ask(stream).await;
    assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("ok"), "{answer}");
    stop.cancel();
    assert_eq!(server.await.expect("joined").expect("served"), End::Drained);
}

async fn ask(mut stream: tokio::net::TcpStream) -> String {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await.expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("an answer");
    answer
}
