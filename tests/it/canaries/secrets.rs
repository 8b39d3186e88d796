//! What proves who somebody is never reaches the log, whatever goes wrong with it (`security.md` 4.9).

use axum::http::{Method, Request};
use relais_domain::actor::Role;
use relais_testkit::TestApp;
use serde_json::json;

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
