//! Strings that stand nowhere in clear: what persons say, in the database's files, the key store's, the log and the
//! temporary folder; and what proves who somebody is, in the log of everything that can go wrong with it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use axum::http::{Method, Request};
use relais_domain::actor::Role;
use relais_testkit::{
    TestApp,
    app::{Answer, Browser, Logs},
    db::TestStore,
};
use serde_json::json;
use uuid::Uuid;

/// What every canary begins with, in its two writings.
const MARKS: [&str; 2] = ["Zqkanari", "zqkanari"];
/// Persons handed over; eleven canaries each.
const PERSONS: u8 = 6;

/// A word that stands nowhere else; letters only, as names must be.
fn canary(person: u8, field: u8) -> String {
    format!("Zqkanari{}{}", char::from(b'a' + person), char::from(b'a' + field))
}

/// The id at the end of an address, before `tail`.
fn id(answer: &Answer, tail: &str) -> Uuid {
    let path = answer.location().split('?').next().unwrap_or_default();
    let path = path.strip_suffix(tail).unwrap_or(path);
    let last = path.rsplit('/').next().unwrap_or_default();
    last.parse().unwrap_or_else(|_| panic!("no id: {} {}", answer.location(), answer.body))
}

/// Sends the form of a page with its own version.
async fn act(browser: &Browser<'_>, path: &str, page: &str, fields: &[(&str, &str)]) -> Answer {
    let shown = browser.get(page).await;
    let (csrf, version) = (shown.hidden("csrf").unwrap_or_default(), shown.hidden("version").unwrap_or("1"));
    let hash = shown.hidden("text_sha256").unwrap_or_default();
    let own = [("version", version), ("text_sha256", hash)];
    let answer = browser.post_with(path, csrf, &[&own, fields].concat()).await;
    assert_eq!(answer.code(), 303, "{path}: {}", answer.body);
    answer
}

/// One person from reception to the outcome, with a canary in every field that takes words.
async fn hand_over(sends: &Browser<'_>, receives: &Browser<'_>, service: Uuid, person: u8) -> usize {
    let mut used = 0;
    let mut word = || {
        used += 1;
        canary(person, used - 1)
    };
    let (given, family, email, address, commune, hours) =
        (word(), word(), format!("{}@example.org", word().to_lowercase()), word(), word(), word());
    let phone = format!("06 39 98 77 {:02}", 10 + person);
    let fields = [
        ("given_name", given.as_str()),
        ("family_name", &family),
        ("email", &email),
        ("address", &address),
        ("commune", &commune),
        ("safe_hours", &hours),
        ("phone", &phone),
        ("channel", "phone"),
        ("other_person", "yes"),
    ];
    let relation = id(&act(sends, "/persons", "/persons/new", &fields).await, "");
    let (need, situation, availability) = (word(), word(), word());
    let need = [
        ("need", need.as_str()),
        ("theme", "logement"),
        ("situation", &situation),
        ("availability", &availability),
    ];
    let begin = format!("/persons/{relation}/referrals");
    let referral = id(&act(sends, &begin, &begin, &need).await, "/draft");
    let at = |step: &str| format!("/referrals/{referral}{step}");
    act(sends, &at("/service"), &at("/service"), &[("service", &service.to_string())]).await;
    act(
        sends,
        &at("/items"),
        &at("/items"),
        &[("items", "identity"), ("items", "phone"), ("items", "situation")],
    )
    .await;
    let witness = word();
    let spoken = [("answer", "yes"), ("method", "spoken_with_witness"), ("witness", witness.as_str())];
    act(sends, &at("/agreement"), &at("/agreement"), &spoken).await;
    act(sends, &at("/send"), &at("/check"), &[]).await;
    act(receives, &at("/acknowledge"), &at(""), &[]).await;
    act(receives, &at("/accept"), &at(""), &[]).await;
    act(receives, &at("/start"), &at(""), &[]).await;
    let note = word();
    act(receives, &at("/complete"), &at("/complete"), &[("outcome", "helped"), ("note", &note)]).await;
    assert!(sends.get(&at("")).await.body.contains(&need[0].1.to_owned()), "the canaries are really there");
    used.into()
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let below = |path: PathBuf| if path.is_dir() { files(&path) } else { vec![path] };
    entries.filter_map(Result::ok).map(|entry| entry.path()).flat_map(below).collect()
}

fn assert_no_canary(place: &str, bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for mark in MARKS {
        if let Some(at) = text.find(mark) {
            let around: String = text[at..].chars().take(24).collect();
            panic!("{place} holds {around}");
        }
    }
}

/// Rows of every table as the server would dump them, byte columns as hexadecimal digits.
async fn assert_no_canary_in_rows(app: &TestApp) {
    let db = app.world.db();
    let tables =
        db.texts("SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema()", []).await;
    let hex: Vec<String> = MARKS
        .iter()
        .map(|mark| {
            mark.bytes().flat_map(|byte| format!("{byte:02x}").into_bytes()).map(char::from).collect()
        })
        .collect();
    for table in tables {
        for row in db.texts(&format!("SELECT t::text FROM \"{table}\" t"), []).await {
            assert_no_canary(&table, row.as_bytes());
            assert!(!hex.iter().any(|mark| row.contains(mark)), "{table} holds a canary in bytes");
        }
    }
}

#[tokio::test]
async fn sixty_four_canaries_stand_nowhere_in_clear() {
    let everywhere = Logs::default();
    everywhere.listen_everywhere();
    let app = TestApp::on(TestStore::with_key_files().await).await;
    let sends = app.agent(&app.world.ccas, Role::SocialWorker).await;
    let receives = app.agent(&app.world.mission, Role::SocialWorker).await;
    let mut canaries = 0;
    for person in 0..PERSONS {
        canaries += hand_over(&sends, &receives, app.world.mission.service().uuid(), person).await;
    }
    let said = canary(PERSONS, 0);
    let contact = [
        ("mode", "helped"),
        ("channel", "desk"),
        ("minutes", "10"),
        ("outcome", "solved"),
        ("text", said.as_str()),
    ];
    act(&sends, "/contacts/new", "/contacts/new", &contact).await;
    let found = sends.post("/persons/search", &[("query", &canary(0, 1))]).await;
    assert!(found.body.contains(&canary(0, 0)), "the search finds what it may not store");
    assert!(canaries + 1 >= 64, "{canaries} canaries");
    app.run_jobs().await;
    assert_no_canary("the log", app.logs.text().as_bytes());
    assert_no_canary("the log of the other threads", everywhere.text().as_bytes());
    match app.world.db().folder() {
        Some(folder) => {
            let files = files(&folder);
            assert!(files.iter().any(|file| file.to_string_lossy().ends_with("-wal")), "{files:?}");
            for file in files {
                assert_no_canary(&file.display().to_string(), &fs::read(&file).expect("a file"));
            }
        }
        None => assert_no_canary_in_rows(&app).await,
    }
    let keys = app.world.base.keys.folder().expect("a folder of keys");
    assert!(!files(keys).is_empty());
    for file in files(keys) {
        assert_no_canary(&file.display().to_string(), &fs::read(&file).expect("a file"));
    }
}

/// A secret of the right shape that opens nothing.
fn secret(number: u8) -> String {
    format!("{:A<43}", format!("Zqsecret{}", char::from(b'a' + number)))
}

#[tokio::test]
async fn twenty_secrets_in_what_goes_wrong_never_reach_the_log() {
    let app = TestApp::open().await;
    let agent = app.agent(&app.world.ccas, Role::SocialWorker).await;
    let token = app.token(&app.world.ccas, Role::SocialWorker);
    let csrf = agent.csrf().await;
    let mut refused = Vec::new();
    let get = async |path: String| app.browser().get(&path).await.code();
    refused.push(get(format!("/login/callback?code={}&state=x", secret(0))).await);
    refused.push(get(format!("/login/callback?code=x&state={}", secret(1))).await);
    refused.push(get(format!("/login/callback?code=x&state=y&access_token={}", secret(2))).await);
    refused.push(get(format!("/login/callback?error={}&state=x", secret(3))).await);
    refused.push(get(format!("/invitations/{}", secret(4))).await);
    refused.push(get(format!("/{}", secret(5))).await);
    refused.push(get(format!("/api/v1/referrals?box=inbox&{}=1", secret(6))).await);
    let bearer = async |bearer: String| app.api(Method::GET, "/api/v1/me", &bearer, None).await.code();
    refused.push(bearer(format!("relais_k_{}", secret(7))).await);
    refused.push(bearer(format!("{token}{}", secret(8))).await);
    refused.push(bearer(secret(9)).await);
    let planted = app.browser();
    planted.plant("relais", &secret(10));
    refused.push(planted.get("/inbox").await.code());
    planted.plant("relais-sign-in", &secret(11));
    refused.push(planted.get("/login/callback?code=x&state=y").await.code());
    refused.push(agent.post_with("/contacts/new", &secret(12), &[]).await.code());
    refused.push(agent.post_with("/contacts/new", &csrf, &[("mode", &secret(13))]).await.code());
    refused.push(agent.post_with("/memberships", &csrf, &[("membership", &secret(14))]).await.code());
    let call = async |body| app.api(Method::POST, "/api/v1/persons/search", &token, Some(&body)).await.code();
    refused.push(call(json!({ secret(15): 1 })).await);
    refused.push(call(json!({ "query": [secret(16)] })).await);
    let with = async |name: &str, value: String| {
        let request = Request::builder().method(Method::POST).uri("/api/v1/contacts").header(name, value);
        app.api_with(request, &token, Some(&json!({}))).await.code()
    };
    refused.push(with("idempotency-key", format!("{} ", secret(17).repeat(3))).await);
    refused.push(with("relais-organisation", secret(18)).await);
    let odd =
        Request::builder().method(Method::POST).uri("/persons/search").header("content-type", "text/plain");
    let odd = odd.header("sec-fetch-site", "same-origin").header("x-csrf-token", &csrf);
    refused.push(agent.send(odd, format!("query=%ff%fe{}&query=%", secret(19).repeat(10))).await.code());
    assert_eq!(refused.len(), 20);
    assert!(refused.iter().all(|code| (300..500).contains(code)), "{refused:?}");
    let log = app.logs.text();
    assert!(!log.contains("Zqsecret"), "{:?}", log.lines().find(|line| line.contains("Zqsecret")));
    for kept in [agent.cookie("relais").expect("a session"), csrf, token] {
        assert!(!log.contains(&kept), "what is valid stays out too");
    }
}
