//! The layers around every request, driven through a small router as browsers, strangers and software would.
#![cfg(test)]

use std::{
    io::Write,
    num::NonZeroU32,
    sync::{Arc, Mutex, OnceLock},
    time::Duration,
};

use axum::{
    Form, Router,
    body::{Body, to_bytes},
    extract::Path,
    http::{HeaderMap, Request, Response, StatusCode, header},
    response::IntoResponse as _,
    routing::{get, post},
};
use relais_domain::random::Random;
use relais_http::{
    edge::{
        Edge, Reported, Severity,
        client_ip::TrustedProxies,
        csrf::CsrfToken,
        limits::Limits,
        rate_limit::{Rate, RateLimits, Rates},
        session_cookie::{Cookie, Cookies},
        surround,
    },
    secret::ReferenceToken,
};
use tower::ServiceExt as _;
use url::Url;

const HERE: &str = "http://127.0.0.1:8080";

#[derive(Debug, Default)]
struct Counting(Mutex<u8>);

impl Random for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        let mut next = self.0.lock().expect("lock");
        *next = next.wrapping_add(1);
        bytes.fill(*next);
    }
}

fn routes() -> Router {
    Router::new()
        .route("/", get(|csrf: CsrfToken| async move { csrf.as_str().to_owned() }))
        .route(
            "/act",
            post(|Form(form): Form<Vec<(String, String)>>| async move { format!("{}", form.len()) }),
        )
        .route("/bytes", post(counted))
        .route("/api/bytes", post(counted))
        .route("/panic", get(panicking))
        .route("/slow", get(|| async { std::future::pending::<()>().await }))
        .route("/asset", get(|| async { ([(header::CACHE_CONTROL, "public, max-age=31536000")], "asset") }))
        .route(
            "/persons/{id}",
            get(|Path(id): Path<String>| async move {
                let mut response = id.into_response();
                let cause = Some(Arc::new(std::io::Error::other("the disk is full")) as _);
                let reported = Reported { severity: Severity::Internal, code: "store.driver", cause };
                response.extensions_mut().insert(reported);
                response
            }),
        )
}

async fn counted(body: axum::body::Bytes) -> String {
    body.len().to_string()
}

async fn panicking() -> StatusCode {
    panic!("Mme Le Gall, née en 1984")
}

fn edge() -> Edge {
    Log::everywhere();
    Edge {
        public_url: Url::parse(HERE).expect("url"),
        form_targets: vec!["https://idp.example".to_owned()],
        software: "/api",
        trusted_proxies: TrustedProxies::default(),
        rate_limits: Arc::new(RateLimits::new(&Rates::default())),
        limits: Limits { body_bytes: 1000, time: Duration::from_millis(50) },
        random: Arc::new(Counting::default()),
        dress: Arc::new(|undressed| {
            let id = undressed.request_id.as_ref().map(ToString::to_string).unwrap_or_default();
            format!("{} {id}", undressed.refusal.code).into_response()
        }),
    }
}

async fn send(request: Request<Body>) -> Response<Body> {
    surround(routes(), edge()).oneshot(request).await.expect("infallible")
}

async fn text(response: Response<Body>) -> String {
    let bytes = to_bytes(response.into_body(), usize::MAX).await.expect("body");
    String::from_utf8(bytes.to_vec()).expect("text")
}

fn get_request(path: &str) -> Request<Body> {
    Request::get(path).body(Body::empty()).expect("request")
}

fn post_form(headers: &[(&str, &str)], body: &str) -> Request<Body> {
    let request = Request::post("/act").header("content-type", "application/x-www-form-urlencoded");
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    request.body(Body::from(body.to_owned())).expect("request")
}

fn session() -> (String, String) {
    let token = ReferenceToken::random(&Counting::default());
    let name = Cookies::for_public_url(&Url::parse(HERE).expect("url")).name(Cookie::Session);
    (format!("{name}={}", token.expose()), CsrfToken::of(&token).as_str().to_owned())
}

#[tokio::test]
async fn every_response_has_a_name_and_its_headers_even_a_refusal() {
    let (cookie, _) = session();
    let cross_site = post_form(&[("sec-fetch-site", "cross-site"), ("cookie", &cookie)], "");
    for (request, status) in [
        (get_request("/"), 200),
        (get_request("/nowhere"), 404),
        (get_request("/panic"), 500),
        (get_request("/slow"), 503),
        (cross_site, 403),
    ] {
        let path = request.uri().path().to_owned();
        let response = send(request).await;
        assert_eq!(response.status().as_u16(), status, "{path}");
        for name in [
            "x-request-id",
            "content-security-policy",
            "x-content-type-options",
            "referrer-policy",
            "cross-origin-opener-policy",
            "permissions-policy",
        ] {
            assert!(response.headers().contains_key(name), "{path} lacks {name}");
        }
        assert_eq!(response.headers()["cache-control"], "no-store", "{path}");
    }
    assert_eq!(send(get_request("/asset")).await.headers()["cache-control"], "public, max-age=31536000");
}

#[tokio::test]
async fn a_request_is_not_named_by_its_sender() {
    let mut request = get_request("/");
    request.headers_mut().insert("x-request-id", "chosen".parse().expect("header"));
    let response = send(request).await;
    assert_eq!(response.headers()["x-request-id"].to_str().expect("text").len(), 20);
}

#[tokio::test]
async fn a_refusal_is_dressed_with_its_code_and_the_name_of_the_request() {
    let response = send(get_request("/panic")).await;
    let id = response.headers()["x-request-id"].to_str().expect("text").to_owned();
    assert_eq!(
        text(response).await,
        format!("edge.panic {id}"),
        "and says nothing of what was in the making"
    );
    assert!(text(send(get_request("/slow")).await).await.starts_with("edge.timeout "));
}

#[tokio::test]
async fn a_form_passes_from_our_own_pages_with_the_sessions_token_only() {
    let (cookie, token) = session();
    let (form, other) = (format!("a=1&csrf={token}"), format!("a=1&csrf={}", "x".repeat(token.len())));
    let same = ("sec-fetch-site", "same-origin");
    let with_cookie = ("cookie", cookie.as_str());
    for (headers, body, outcome) in [
        (&[same, with_cookie][..], form.as_str(), "2"),
        (&[("sec-fetch-site", "none"), with_cookie], &form, "2"),
        (&[("origin", HERE), with_cookie], &form, "2"),
        (&[with_cookie], &form, "2"),
        (&[same], "a=1", "1"),
        (&[same, with_cookie], "a=1", "csrf.token"),
        (&[same, with_cookie], "", "csrf.token"),
        (&[same, with_cookie], &other, "csrf.token"),
        (&[same, with_cookie], &format!("{form}&csrf={token}"), "csrf.token"),
        (&[with_cookie], &other, "csrf.token"),
        (&[], "a=1", "csrf.origin_unknown"),
        (&[("sec-fetch-site", "cross-site"), with_cookie], &form, "csrf.cross_site"),
        (&[("sec-fetch-site", "same-site"), with_cookie], &form, "csrf.cross_site"),
        (&[("sec-fetch-site", "cross-site"), ("origin", HERE), with_cookie], &form, "csrf.cross_site"),
        (&[("origin", "http://evil.example"), with_cookie], &form, "csrf.cross_site"),
        (&[("origin", "http://127.0.0.1:8081"), with_cookie], &form, "csrf.cross_site"),
        (&[("origin", "null"), with_cookie], &form, "csrf.cross_site"),
        (&[("origin", "http://evil.example")], "a=1", "csrf.cross_site"),
    ] {
        let answer = text(send(post_form(headers, body)).await).await;
        assert_eq!(answer.split(' ').next(), Some(outcome), "{headers:?} {body}");
    }
}

#[tokio::test]
async fn the_token_may_come_in_a_header_and_software_at_its_own_addresses_needs_none() {
    let (cookie, token) = session();
    let script = |token: &str| {
        Request::post("/bytes")
            .header("cookie", &cookie)
            .header("sec-fetch-site", "same-origin")
            .header("content-type", "application/json")
            .header("x-csrf-token", token)
            .body(Body::from("{}"))
            .expect("request")
    };
    assert_eq!(text(send(script(&token)).await).await, "2");
    assert!(text(send(script("wrong")).await).await.starts_with("csrf.token"));
    for (path, headers, outcome) in [
        ("/api/bytes", &[][..], "2"),
        ("/api/bytes", &[("authorization", "Bearer t")], "2"),
        ("/api/bytes", &[("cookie", cookie.as_str()), ("sec-fetch-site", "cross-site")], "2"),
        ("/bytes", &[("authorization", "Bearer t")], "csrf.origin_unknown"),
        ("/bytes", &[("authorization", "Bearer t"), ("cookie", cookie.as_str())], "csrf.token"),
        ("/apiary", &[], "csrf.origin_unknown"),
    ] {
        let request = Request::post(path);
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        let answer = text(send(request.body(Body::from("{}")).expect("request")).await).await;
        assert_eq!(answer.split(' ').next(), Some(outcome), "{path} {headers:?}");
    }
}

#[tokio::test]
async fn the_token_a_page_shows_is_the_one_its_session_must_send() {
    let (cookie, token) = session();
    let mut request = get_request("/");
    assert_eq!(text(send(get_request("/")).await).await, "");
    request.headers_mut().insert("cookie", cookie.parse().expect("header"));
    assert_eq!(text(send(request).await).await, token);
}

#[tokio::test]
async fn an_oversized_body_is_refused_announced_or_not() {
    let big = "a".repeat(1001);
    let announced = Request::post("/api/bytes")
        .header("content-length", "1001")
        .body(Body::from(big.clone()))
        .expect("request");
    let response = send(announced).await;
    assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert!(text(response).await.starts_with("edge.too_large"));

    let streamed = |path: &str| {
        let chunks = futures_util::stream::iter([Ok::<_, std::io::Error>(big.clone())]);
        Request::post(path).body(Body::from_stream(chunks)).expect("request")
    };
    assert_eq!(send(streamed("/api/bytes")).await.status(), StatusCode::PAYLOAD_TOO_LARGE);

    let (cookie, _) = session();
    let mut to_form = streamed("/act");
    to_form.headers_mut().insert("cookie", cookie.parse().expect("header"));
    let form = "application/x-www-form-urlencoded".parse().expect("header");
    to_form.headers_mut().insert("content-type", form);
    assert_eq!(send(to_form).await.status(), StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn too_many_requests_are_told_when_to_come_back() {
    let one = NonZeroU32::MIN;
    let rate = Rate { per_minute: one, burst: one };
    let rates = Rates { address: rate, account: rate, sign_in: rate };
    let app = surround(routes(), Edge { rate_limits: Arc::new(RateLimits::new(&rates)), ..edge() });
    let answers: Vec<Response<Body>> = vec![
        app.clone().oneshot(get_request("/")).await.expect("infallible"),
        app.oneshot(get_request("/")).await.expect("infallible"),
    ];
    assert_eq!(answers[0].status(), StatusCode::OK);
    assert_eq!(answers[1].status(), StatusCode::TOO_MANY_REQUESTS);
    let wait: u64 = answers[1].headers()["retry-after"].to_str().expect("text").parse().expect("seconds");
    assert!((1..=60).contains(&wait), "{wait}");
}

/// The log of the whole process. `tracing` remembers once for all threads whether anybody listens to a line, and asks
/// the thread that comes by first: a listener of one thread alone may be told nothing.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// Listens to every thread, from before the first request of any test.
    fn everywhere() -> &'static Self {
        static LOG: OnceLock<Log> = OnceLock::new();
        LOG.get_or_init(|| {
            let log = Self::default();
            let writer = log.clone();
            let subscriber =
                tracing_subscriber::fmt().with_ansi(false).with_writer(move || writer.clone()).finish();
            tracing::subscriber::set_global_default(subscriber).expect("nobody listens everywhere yet");
            log
        })
    }

    fn text(&self) -> String {
        String::from_utf8(self.0.lock().expect("lock").clone()).expect("text")
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("lock").extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn the_log_names_the_route_the_cost_and_the_cause_and_nobody() {
    let mut headers = HeaderMap::new();
    headers.insert("cookie", session().0.parse().expect("header"));
    let mut request = get_request("/persons/b9f1?name=Le%20Gall");
    *request.headers_mut() = headers;
    let response = send(request).await;
    let id = response.headers()["x-request-id"].to_str().expect("text").to_owned();
    let log = Log::everywhere().text();
    let written: String = log.lines().filter(|line| line.contains(&id)).collect();
    for expected in
        ["/persons/{id}", "queries=0", "status=200", "duration_us=", "the disk is full", "store.driver"]
    {
        assert!(written.contains(expected), "{expected} is missing in {written}");
    }
    for private in ["Gall", "name=", "relais="] {
        assert!(!written.contains(private), "{private} is in {written}");
    }
    assert!(!log.contains("b9f1"), "not in a line that names no request either");
}
