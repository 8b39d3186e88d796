//! Rows 1 to 4: code flow, PKCE, state and nonce, issuer.

use super::{id_token, parameter, refused, set};
use crate::oidc::SignIn;
use chrono::TimeDelta;
use relais_http::oidc::Callback;
use relais_http::secret::{ReferenceToken, SecretText};
use relais_testkit::provider::{Fault, REDIRECT_URI, Spoil};
use serde_json::{Value, json};
use url::Url;

// ---- row 1: code flow, exact redirect address

#[tokio::test]
async fn oidc_row1_only_the_code_flow_is_asked_for() {
    let sign_in = SignIn::new().await;
    let start = sign_in.begin().await.expect("begun");
    assert_eq!(parameter(&start.redirect, "response_type").as_deref(), Some("code"));
    assert_eq!(parameter(&start.redirect, "response_mode"), None);
    assert_eq!(parameter(&start.redirect, "redirect_uri").as_deref(), Some(REDIRECT_URI));
    let implicit = start.redirect.as_str().replace("response_type=code", "response_type=token");
    assert!(sign_in.provider.authorize(&Url::parse(&implicit).expect("address")).is_err());
}

#[tokio::test]
async fn oidc_row1_a_callback_that_carries_tokens_is_refused() {
    refused([(Fault::CallbackTokens, "oidc.callback_unreadable")]).await;
}

#[tokio::test]
async fn oidc_row1_a_redirect_address_with_one_more_parameter_is_refused() {
    let sign_in = SignIn::configured(|config| {
        config.redirect_uri = Url::parse(&format!("{REDIRECT_URI}?x=1")).expect("address");
    })
    .await;
    let start = sign_in.begin().await.expect("begun");
    assert_eq!(sign_in.provider.authorize(&start.redirect), Err("unknown redirect address"));
}

#[tokio::test]
async fn oidc_row1_a_callback_without_an_answer_is_refused() {
    let mut sign_in = SignIn::new().await;
    let start = sign_in.begin().await.expect("begun");
    let callback = sign_in.sign_in(start);
    for query in ["x=1", "", "state=s", "code=c", "code=a&code=b&state=s"] {
        let mut wrong = callback.clone();
        wrong.set_query(Some(query));
        let error = sign_in.finish(&wrong).await.expect_err("refused");
        assert_eq!((error.code(), error.status().as_u16()), ("oidc.callback_unreadable", 400), "{query}");
    }
    assert_eq!(sign_in.provider.hits("/token"), 0);
}

#[tokio::test]
async fn oidc_row1_a_sign_in_begun_with_another_provider_is_refused() {
    let (mut one, mut other) = (SignIn::new().await, SignIn::new().await);
    let start = other.begin().await.expect("begun");
    let callback = other.sign_in(start);
    let attempt = other.kept.drain().next().map(|(_, attempt)| attempt);
    let parsed = Callback::parse(callback.query()).expect("readable");
    let error = one.relying_party.finish(parsed, attempt, Some(&other.browser)).await.expect_err("refused");
    assert_eq!(error.code(), "oidc.other_provider");
    assert_eq!((one.provider.hits("/token"), one.kept.len()), (0, 0));
    assert_eq!(one.outcome().await, "accepted");
}

// ---- row 2: PKCE

#[tokio::test]
async fn oidc_row2_the_challenge_is_always_s256() {
    let sign_in = SignIn::new().await;
    let start = sign_in.begin().await.expect("begun");
    assert_eq!(parameter(&start.redirect, "code_challenge_method").as_deref(), Some("S256"));
    let challenge = parameter(&start.redirect, "code_challenge").expect("a challenge");
    assert_eq!(challenge.len(), 43);
    assert!(start.attempt.verifier.expose().len() >= 43);
    assert!(!start.redirect.as_str().contains(start.attempt.verifier.expose()), "the verifier stays here");
}

#[tokio::test]
async fn oidc_row2_a_wrong_or_missing_verifier_is_refused() {
    for verifier in ["w".repeat(43), String::new()] {
        let mut sign_in = SignIn::new().await;
        let mut start = sign_in.begin().await.expect("begun");
        start.attempt.verifier = SecretText::new(verifier);
        let callback = sign_in.sign_in(start);
        let error = sign_in.finish(&callback).await.expect_err("refused");
        assert_eq!((error.code(), error.status().as_u16()), ("oidc.code_refused", 400));
    }
}

// ---- row 3: state and nonce

#[tokio::test]
async fn oidc_row3_callback_replayed_in_another_browser_is_refused() {
    let mut sign_in = SignIn::new().await;
    let start = sign_in.begin().await.expect("begun");
    let callback = sign_in.sign_in(start);
    let other = ReferenceToken::random(&*sign_in.random);
    let error = sign_in.finish_in(&callback, Some(&other)).await.expect_err("refused");
    assert_eq!((error.code(), error.status().as_u16()), ("oidc.other_browser", 400));
    assert_eq!(sign_in.provider.hits("/token"), 0, "nothing was sent for a stranger");
}

#[tokio::test]
async fn oidc_row3_callback_in_a_browser_without_its_cookie_is_refused() {
    let mut sign_in = SignIn::new().await;
    let start = sign_in.begin().await.expect("begun");
    let callback = sign_in.sign_in(start);
    let error = sign_in.finish_in(&callback, None).await.expect_err("refused");
    assert_eq!(error.code(), "oidc.other_browser");
}

#[tokio::test]
async fn oidc_row3_a_state_works_once() {
    let mut sign_in = SignIn::new().await;
    let start = sign_in.begin().await.expect("begun");
    let callback = sign_in.sign_in(start);
    sign_in.finish(&callback).await.expect("the first time");
    let error = sign_in.finish(&callback).await.expect_err("the second time");
    assert_eq!(error.code(), "oidc.state_unknown");
}

#[tokio::test]
async fn oidc_row3_a_forged_state_is_refused() {
    refused([(Fault::CallbackState, "oidc.state_unknown")]).await;
    let mut sign_in = SignIn::new().await;
    let start = sign_in.begin().await.expect("begun");
    let callback =
        Url::parse(&sign_in.sign_in(start).as_str().replace("state=", "state=x")).expect("address");
    let parsed = Callback::parse(callback.query()).expect("readable");
    let attempt = sign_in.kept.drain().next().map(|(_, attempt)| attempt);
    let error =
        sign_in.relying_party.finish(parsed, attempt, Some(&sign_in.browser)).await.expect_err("refused");
    assert_eq!(error.code(), "oidc.state_unknown", "even if a store gave up the wrong attempt");
}

#[tokio::test]
async fn oidc_row3_a_sign_in_lives_ten_minutes() {
    for (wait, outcome) in [(599, "accepted"), (600, "oidc.attempt_expired")] {
        let mut sign_in = SignIn::new().await;
        let start = sign_in.begin().await.expect("begun");
        let callback = sign_in.sign_in(start);
        sign_in.clock.advance(TimeDelta::seconds(wait));
        let code = sign_in.finish(&callback).await.map_or_else(|error| error.code(), |_| "accepted");
        assert_eq!(code, outcome, "after {wait} s");
    }
}

#[tokio::test]
async fn oidc_row3_state_and_nonce_are_long_and_never_repeat() {
    let sign_in = SignIn::new().await;
    let mut seen = std::collections::HashSet::new();
    for _ in 0..20 {
        let start = sign_in.begin().await.expect("begun");
        for name in ["state", "nonce"] {
            let value = parameter(&start.redirect, name).expect("present");
            assert!(value.len() >= 32, "{name} has {} characters", value.len());
            assert!(seen.insert(value), "{name} repeats");
        }
    }
}

#[tokio::test]
async fn oidc_row3_another_or_no_nonce_is_refused() {
    refused([(set("nonce", "replayed"), "token.nonce"), (id_token(Spoil::Without("nonce")), "token.nonce")])
        .await;
}

// ---- row 4: issuer

#[tokio::test]
async fn oidc_row4_a_callback_of_another_or_no_issuer_is_refused() {
    refused([
        (Fault::CallbackIssuer, "oidc.response_issuer"),
        (Fault::CallbackWithoutIssuer, "oidc.response_issuer"),
    ])
    .await;
}

#[tokio::test]
async fn oidc_row4_a_provider_that_never_names_itself_is_not_asked_to() {
    let mut sign_in = SignIn::new().await;
    let silent = Fault::Metadata("authorization_response_iss_parameter_supported", json!(false));
    sign_in.provider.fault(silent);
    let start = sign_in.begin().await.expect("begun");
    sign_in.provider.fault(Fault::CallbackWithoutIssuer);
    let callback = sign_in.sign_in(start);
    sign_in.finish(&callback).await.expect("accepted");
    sign_in.provider.fault(Fault::CallbackIssuer);
    assert_eq!(sign_in.outcome().await, "oidc.response_issuer", "a wrong name is still wrong");
}

#[tokio::test]
async fn oidc_row4_metadata_of_another_issuer_are_refused() {
    for change in ["/evil", "/", "?"] {
        let mut sign_in = SignIn::new().await;
        let other = format!("{}{change}", sign_in.provider.issuer);
        sign_in.provider.fault(Fault::MetadataIssuer(other));
        assert_eq!(sign_in.outcome().await, "oidc.discovery_issuer", "{change}");
    }
}

#[tokio::test]
async fn oidc_row4_metadata_that_do_not_fit_the_configuration_are_refused() {
    for (field, value) in [
        ("id_token_signing_alg_values_supported", json!(["RS256"])),
        ("token_endpoint", json!("http://idp.example/token")),
        ("jwks_uri", json!("http://idp.example/jwks")),
        ("userinfo_endpoint", Value::Null),
        ("userinfo_endpoint", json!("http://idp.example/userinfo")),
        ("end_session_endpoint", json!("http://idp.example/logout")),
    ] {
        let mut sign_in = SignIn::new().await;
        sign_in.provider.fault(Fault::Metadata(field, value.clone()));
        let code = sign_in.outcome().await;
        assert!(["oidc.metadata", "oidc.unavailable"].contains(&code), "{field} {value}: {code}");
        assert_eq!(sign_in.provider.hits("/token"), 0);
    }
}
