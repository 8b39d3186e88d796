//! Row 5: the ID token, its keys, its times and its assurance.

use super::{id_token, parameter, refused, set};
use crate::oidc::SignIn;
use chrono::TimeDelta;
use relais_domain::clock::Clock as _;
use relais_http::oidc::config::SigningAlgorithm;
use relais_http::oidc::{Assurance, StepUp};
use relais_http::secret::SecretText;
use relais_testkit::provider::{CLIENT_ID, Fault, SUBJECT, Spoil};
use serde_json::{Value, json};

// ---- row 5: ID token

#[tokio::test]
async fn oidc_row5_an_id_token_not_signed_as_agreed_is_refused() {
    refused([
        (id_token(Spoil::AlgNone), "token.algorithm"),
        (id_token(Spoil::BadSignature), "token.signature"),
        (id_token(Spoil::Hs256WithPublicKey), "token.algorithm"),
        (id_token(Spoil::Hs256WithClientSecret), "token.algorithm"),
        (id_token(Spoil::ForeignKey), "token.signature"),
        (id_token(Spoil::EmbeddedKey), "token.signature"),
        (id_token(Spoil::Critical), "token.critical"),
        (id_token(Spoil::Type("at+jwt")), "token.type"),
        (id_token(Spoil::Type("logout+jwt")), "token.type"),
    ])
    .await;
}

#[tokio::test]
async fn oidc_row5_the_algorithm_is_the_configured_one_whatever_the_token_says() {
    let mut sign_in = SignIn::configured(|config| config.algorithm = SigningAlgorithm::Rs256).await;
    sign_in.provider.publish_rsa();
    assert_eq!(sign_in.outcome().await, "token.algorithm", "a good ES256 token where RS256 is registered");
    for spoil in [Spoil::Hs256WithPublicKey, Spoil::Hs256WithClientSecret, Spoil::AlgNone] {
        sign_in.provider.fault(id_token(spoil.clone()));
        assert_eq!(sign_in.outcome().await, "token.algorithm", "{spoil:?}");
    }
}

#[tokio::test]
async fn oidc_row5_a_key_address_in_the_header_is_never_visited() {
    let mut sign_in = SignIn::new().await;
    sign_in.provider.fault(id_token(Spoil::KeyByAddress));
    assert_eq!(sign_in.outcome().await, "token.signature");
    assert_eq!(sign_in.provider.hits("/elsewhere"), 0);
}

#[tokio::test]
async fn oidc_row5_an_id_token_of_another_issuer_or_for_another_client_is_refused() {
    refused([
        (set("iss", "https://evil.example"), "token.issuer"),
        (set("aud", "someone-else"), "token.audience"),
        (set("aud", json!([CLIENT_ID, "someone-else"])), "token.audience"),
        (set("aud", json!([])), "token.audience"),
        (set("azp", "someone-else"), "token.authorised_party"),
        (set("sub", ""), "token.subject"),
    ])
    .await;
    let mut sign_in = SignIn::new().await;
    let slash = format!("{}/", sign_in.provider.issuer);
    sign_in.provider.fault(set("iss", slash));
    assert_eq!(sign_in.outcome().await, "token.issuer", "equal but for a slash is another");
}

#[tokio::test]
async fn oidc_row5_our_own_audience_list_and_party_are_accepted() {
    let mut sign_in = SignIn::new().await;
    for fault in [set("aud", json!([CLIENT_ID])), set("azp", CLIENT_ID)] {
        sign_in.provider.fault(fault);
        assert_eq!(sign_in.outcome().await, "accepted");
    }
}

#[tokio::test]
async fn oidc_row5_an_id_token_without_a_demanded_claim_is_refused() {
    for claim in ["iss", "sub", "aud", "exp", "iat"] {
        let mut sign_in = SignIn::new().await;
        sign_in.provider.fault(id_token(Spoil::Without(claim)));
        let code = sign_in.outcome().await;
        assert!(
            ["oidc.token_response_unreadable", "token.issuer", "token.audience"].contains(&code),
            "{claim}: {code}"
        );
    }
}

#[tokio::test]
async fn oidc_row5_times_bear_sixty_seconds_and_no_more() {
    for (claim, offset, outcome) in [
        ("exp", -3600, "token.expired"),
        ("exp", -60, "token.expired"),
        ("exp", -59, "accepted"),
        ("iat", 60, "accepted"),
        ("iat", 61, "token.not_yet_valid"),
        ("nbf", 61, "token.not_yet_valid"),
        ("nbf", 7200, "token.not_yet_valid"),
    ] {
        let mut sign_in = SignIn::new().await;
        sign_in.provider.fault(set(claim, sign_in.clock.now().timestamp() + offset));
        assert_eq!(sign_in.outcome().await, outcome, "{claim} {offset:+}");
    }
}

#[tokio::test]
async fn oidc_row5_an_access_token_that_does_not_belong_to_the_id_token_is_refused() {
    refused([(set("at_hash", "AAAAAAAAAAAAAAAAAAAAAA"), "token.access_token_hash")]).await;
}

#[tokio::test]
async fn oidc_row5_a_token_without_a_key_name_is_refused_among_several_keys() {
    let mut sign_in = SignIn::new().await;
    sign_in.provider.fault(id_token(Spoil::UnnamedKey));
    assert_eq!(sign_in.outcome().await, "accepted", "there is only one key it can mean");
    sign_in.provider.publish_rsa();
    sign_in.clock.advance(TimeDelta::hours(2));
    assert_eq!(sign_in.outcome().await, "token.key_unnamed", "even if one key alone has the right type");
}

#[tokio::test]
async fn oidc_row5_an_unknown_key_makes_the_set_be_fetched_once_and_not_again_at_once() {
    let mut sign_in = SignIn::new().await;
    assert_eq!(sign_in.outcome().await, "accepted");
    assert_eq!(sign_in.provider.hits("/jwks"), 1);
    sign_in.provider.fault(id_token(Spoil::UnknownKey));
    for _ in 0..5 {
        assert_eq!(sign_in.outcome().await, "token.key_unknown");
    }
    assert_eq!(sign_in.provider.hits("/jwks"), 2, "forged names do not make us flood the provider");
    sign_in.clock.advance(TimeDelta::seconds(31));
    assert_eq!(sign_in.outcome().await, "token.key_unknown");
    assert_eq!(sign_in.provider.hits("/jwks"), 3);
}

#[tokio::test]
async fn oidc_row5_a_rotated_key_is_found_and_a_withdrawn_one_forgotten() {
    let mut sign_in = SignIn::new().await;
    assert_eq!(sign_in.outcome().await, "accepted");
    sign_in.provider.rotate(true).expect("rotated");
    assert_eq!(sign_in.outcome().await, "accepted");
    assert_eq!(sign_in.provider.hits("/jwks"), 2);
    let old = sign_in.provider.access_token(json!({}));
    sign_in.clock.advance(TimeDelta::seconds(31));
    sign_in.provider.rotate(false).expect("rotated");
    assert_eq!(sign_in.outcome().await, "accepted");
    let verifier = relais_http::bearer::AccessTokenVerifier::new(
        &sign_in.relying_party,
        relais_testkit::provider::API_AUDIENCE.to_owned(),
        "relais.api".to_owned(),
    );
    let error = verifier.verify(&SecretText::new(old)).await.expect_err("its key is gone");
    assert_eq!(error.code(), "token.key_unknown");
}

#[tokio::test]
async fn oidc_row5_a_broken_flooding_or_redirecting_provider_is_unavailable() {
    refused([
        (Fault::TokenEndpointFails, "oidc.token_response_unreadable"),
        (Fault::TokenEndpointFloods, "oidc.unavailable"),
        (Fault::KeysFail, "oidc.unavailable"),
    ])
    .await;
    let mut sign_in = SignIn::new().await;
    sign_in.provider.fault(Fault::TokenEndpointRedirects);
    assert_eq!(sign_in.outcome().await, "oidc.token_response_unreadable");
    assert_eq!(sign_in.provider.hits("/elsewhere"), 0, "our secret follows no redirect");
}

#[tokio::test]
async fn oidc_row5_a_provider_that_never_answers_is_unavailable() {
    let mut sign_in = SignIn::waiting(std::time::Duration::from_millis(500)).await;
    let start = sign_in.begin().await.expect("begun");
    let callback = sign_in.sign_in(start);
    sign_in.provider.fault(Fault::TokenEndpointHangs);
    assert_eq!(sign_in.finish(&callback).await.expect_err("given up").code(), "oidc.unavailable");
}

#[tokio::test]
async fn oidc_row5_an_oversized_id_token_is_refused() {
    refused([(id_token(Spoil::Huge), "token.too_large")]).await;
}

#[tokio::test]
async fn oidc_row5_a_lower_unknown_or_missing_assurance_is_refused() {
    refused([
        (set("acr", "eidas0"), "oidc.assurance_too_low"),
        (set("acr", "eidas1"), "oidc.assurance_too_low"),
        (set("acr", "eidas9"), "oidc.assurance_too_low"),
        (id_token(Spoil::Without("acr")), "oidc.assurance_too_low"),
    ])
    .await;
    let mut sign_in = SignIn::new().await;
    sign_in.provider.fault(set("acr", "eidas3"));
    assert_eq!(sign_in.outcome().await, "accepted", "higher than asked is welcome");
}

#[tokio::test]
async fn oidc_row5_assurance_is_asked_through_the_claims_parameter() {
    let sign_in = SignIn::configured(|config| config.minimum_assurance = Some(Assurance::Eidas2)).await;
    let start = sign_in.begin().await.expect("begun");
    let claims: Value =
        serde_json::from_str(&parameter(&start.redirect, "claims").expect("present")).expect("json");
    assert_eq!(
        claims,
        json!({ "id_token": { "acr": { "essential": true, "values": ["eidas2", "eidas3"] }, "amr": null } })
    );
}

#[tokio::test]
async fn oidc_row5_a_step_up_is_fresh_and_by_the_same_agent() {
    let step_up = |subject: &str| Some(StepUp { subject: subject.to_owned() });
    for (subject, fault, outcome) in [
        (SUBJECT, None, "accepted"),
        ("agent-2", None, "oidc.other_subject"),
        (SUBJECT, Some(set("auth_time", 1_000_000_000)), "oidc.not_fresh"),
        (SUBJECT, Some(id_token(Spoil::Without("auth_time"))), "oidc.not_fresh"),
    ] {
        let mut sign_in = SignIn::new().await;
        let start = sign_in.begin_with(None, step_up(subject)).await.expect("begun");
        assert_eq!(parameter(&start.redirect, "prompt").as_deref(), Some("login"));
        if let Some(fault) = fault.clone() {
            sign_in.provider.fault(fault);
        }
        let callback = sign_in.sign_in(start);
        let code = sign_in.finish(&callback).await.map_or_else(|error| error.code(), |_| "accepted");
        assert_eq!(code, outcome, "{subject} {fault:?}");
    }
}
