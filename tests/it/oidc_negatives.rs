//! Every negative of the sign-in checklist, by row, against a provider that is wrong in exactly one way.
//!
//! The rows are those of the security design: 1 code flow, 2 PKCE, 3 state and nonce, 4 issuer, 5 ID token,
//! 6 userinfo, 7 encryption, 8 account key, 9 membership.

use chrono::TimeDelta;
use relais_domain::{clock::Clock as _, text::Siret};
use relais_http::{
    oidc::{
        Assurance, Callback, StepUp,
        config::{ClientAuth, SigningAlgorithm, SiretPolicy, UserinfoPolicy},
    },
    secret::{ReferenceToken, SecretText},
};
use relais_testkit::provider::{CLIENT_ID, Fault, REDIRECT_URI, SUBJECT, Spoil};
use serde_json::{Value, json};
use url::Url;

use crate::oidc::SignIn;

fn parameter(url: &Url, name: &str) -> Option<String> {
    url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

/// The code of the refusal under each fault, all against one relying party with a fresh provider.
async fn refused(cases: impl IntoIterator<Item = (Fault, &'static str)>) {
    for (fault, code) in cases {
        let mut sign_in = SignIn::new().await;
        sign_in.provider.fault(fault.clone());
        assert_eq!(sign_in.outcome().await, code, "{fault:?}");
        sign_in.provider.behave();
        sign_in.clock.advance(TimeDelta::seconds(31));
        assert_eq!(sign_in.outcome().await, "accepted", "after {fault:?}");
    }
}

fn id_token(spoil: Spoil) -> Fault {
    Fault::IdToken(spoil)
}

fn set(name: &'static str, value: impl Into<Value>) -> Fault {
    id_token(Spoil::Set(name, value.into()))
}

// ---- an honest provider -------------------------------------------------------------------------------------

#[tokio::test]
async fn oidc_an_honest_sign_in_gives_the_agent_and_her_organisation() {
    let mut sign_in = SignIn::new().await;
    let identity = sign_in.whole().await.expect("identity");
    assert_eq!((identity.issuer.as_str(), identity.subject.as_str()), (&*sign_in.provider.issuer, SUBJECT));
    assert_eq!(
        identity.siret.as_ref().map(Siret::as_str),
        Some("21750001600019"),
        "written with spaces by the provider"
    );
    assert_eq!(identity.given_name.as_deref(), Some("Élodie"));
    assert_eq!(identity.usual_name.as_deref(), Some("D'Aubigné-Lefèvre"));
    assert_eq!(identity.uid.as_deref(), Some("a-0001"));
    assert_eq!(identity.acr, Some(Assurance::Eidas1Mfa));
    assert_eq!(identity.amr, ["pwd", "mfa"]);
    let printed = format!("{identity:?}");
    assert!(!printed.contains("lodie") && !printed.contains(SUBJECT), "{printed}");
}

#[tokio::test]
async fn oidc_the_client_may_prove_itself_by_basic_authentication() {
    let mut sign_in = SignIn::configured(|config| config.client_auth = ClientAuth::Basic).await;
    assert_eq!(sign_in.outcome().await, "accepted");
}

#[tokio::test]
async fn oidc_a_wrong_client_secret_is_refused() {
    let mut sign_in =
        SignIn::configured(|config| config.client_secret = SecretText::new("wrong".to_owned())).await;
    assert_eq!(sign_in.outcome().await, "oidc.provider_refused");
}

#[tokio::test]
async fn oidc_a_refusing_agent_is_told_so() {
    let mut sign_in = SignIn::new().await;
    let start = sign_in.begin_with(Some("deny"), None).await.expect("begun");
    let callback = sign_in.sign_in(start);
    assert_eq!(sign_in.finish(&callback).await.expect_err("refused").code(), "oidc.access_denied");
}

#[tokio::test]
async fn oidc_metadata_are_kept_for_an_hour_and_bridge_an_outage() {
    let mut sign_in = SignIn::new().await;
    let asked = |sign_in: &SignIn| sign_in.provider.hits("/.well-known/openid-configuration");
    assert_eq!(sign_in.outcome().await, "accepted");
    assert_eq!(sign_in.outcome().await, "accepted");
    assert_eq!(asked(&sign_in), 1);
    sign_in.clock.advance(TimeDelta::minutes(61));
    assert_eq!(sign_in.outcome().await, "accepted");
    assert_eq!(asked(&sign_in), 2);
    sign_in.clock.advance(TimeDelta::minutes(61));
    sign_in.provider.fault(Fault::KeysFail);
    assert_eq!(sign_in.outcome().await, "accepted", "the kept metadata still serve");
    sign_in.clock.advance(TimeDelta::hours(24));
    assert_eq!(sign_in.outcome().await, "oidc.unavailable", "but not for ever");
}

// ---- row 1: code flow, exact redirect address ---------------------------------------------------------------

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

// ---- row 2: PKCE --------------------------------------------------------------------------------------------

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

// ---- row 3: state and nonce ---------------------------------------------------------------------------------

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

// ---- row 4: issuer ------------------------------------------------------------------------------------------

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

// ---- row 5: ID token ----------------------------------------------------------------------------------------

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
        (Fault::TokenEndpointHangs, "oidc.unavailable"),
        (Fault::KeysFail, "oidc.unavailable"),
    ])
    .await;
    let mut sign_in = SignIn::new().await;
    sign_in.provider.fault(Fault::TokenEndpointRedirects);
    assert_eq!(sign_in.outcome().await, "oidc.token_response_unreadable");
    assert_eq!(sign_in.provider.hits("/elsewhere"), 0, "our secret follows no redirect");
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

// ---- row 6: userinfo ----------------------------------------------------------------------------------------

#[tokio::test]
async fn oidc_row6_plain_userinfo_is_refused_where_a_signature_is_demanded() {
    refused([(Fault::PlainUserinfo, "oidc.userinfo_unsigned")]).await;
}

#[tokio::test]
async fn oidc_row6_a_provider_that_can_sign_must_sign() {
    let mut sign_in = SignIn::configured(|config| config.userinfo = UserinfoPolicy::SignedWhereOffered).await;
    assert_eq!(sign_in.outcome().await, "accepted");
    sign_in.provider.fault(Fault::PlainUserinfo);
    assert_eq!(sign_in.outcome().await, "oidc.userinfo_unsigned");
}

#[tokio::test]
async fn oidc_row6_a_provider_that_cannot_sign_is_believed_only_if_the_operator_says_so() {
    let cannot = Fault::Metadata("userinfo_signing_alg_values_supported", Value::Null);
    for (policy, outcome) in
        [(UserinfoPolicy::SignedWhereOffered, "accepted"), (UserinfoPolicy::Signed, "oidc.userinfo_unsigned")]
    {
        let mut sign_in = SignIn::configured(|config| config.userinfo = policy).await;
        sign_in.provider.fault(cannot.clone());
        let start = sign_in.begin().await.expect("begun");
        sign_in.provider.fault(Fault::PlainUserinfo);
        let callback = sign_in.sign_in(start);
        let code = sign_in.finish(&callback).await.map_or_else(|error| error.code(), |_| "accepted");
        assert_eq!(code, outcome, "{policy}");
    }
}

#[tokio::test]
async fn oidc_row6_userinfo_of_another_person_issuer_or_client_is_refused() {
    let ui = Fault::Userinfo;
    refused([
        (ui(Spoil::Set("sub", json!("agent-2"))), "token.subject"),
        (ui(Spoil::Without("sub")), "token.unreadable"),
        (ui(Spoil::Set("iss", json!("https://evil.example"))), "token.issuer"),
        (ui(Spoil::Without("iss")), "token.unreadable"),
        (ui(Spoil::Set("aud", json!("someone-else"))), "token.audience"),
        (ui(Spoil::Set("aud", json!([CLIENT_ID, "someone-else"]))), "token.audience"),
        (ui(Spoil::Without("aud")), "token.unreadable"),
        (ui(Spoil::Set("exp", json!(1_000_000_000))), "token.expired"),
    ])
    .await;
}

#[tokio::test]
async fn oidc_row6_badly_signed_userinfo_is_refused() {
    let ui = Fault::Userinfo;
    refused([
        (ui(Spoil::AlgNone), "token.algorithm"),
        (ui(Spoil::BadSignature), "token.signature"),
        (ui(Spoil::Hs256WithPublicKey), "token.algorithm"),
        (ui(Spoil::Hs256WithClientSecret), "token.algorithm"),
        (ui(Spoil::ForeignKey), "token.signature"),
        (ui(Spoil::EmbeddedKey), "token.signature"),
        (ui(Spoil::UnknownKey), "token.key_unknown"),
        (ui(Spoil::Critical), "token.critical"),
        (ui(Spoil::Type("at+jwt")), "token.type"),
        (ui(Spoil::Huge), "token.too_large"),
    ])
    .await;
}

#[tokio::test]
async fn oidc_row6_a_missing_or_wrong_siret_is_refused_where_it_is_demanded() {
    let (without, wrong) = (
        Fault::Userinfo(Spoil::Without("siret")),
        Fault::Userinfo(Spoil::Set("siret", json!("12345678901234"))),
    );
    refused([(without.clone(), "oidc.siret_missing"), (wrong.clone(), "oidc.siret_invalid")]).await;
    for fault in [without, wrong] {
        let mut sign_in = SignIn::configured(|config| config.siret = SiretPolicy::Optional).await;
        sign_in.provider.fault(fault);
        assert_eq!(
            sign_in.whole().await.expect("accepted").siret.map(|siret| siret.as_str().to_owned()),
            None
        );
    }
}

#[tokio::test]
async fn oidc_row6_names_are_one_short_line_without_tricks_of_direction() {
    let mut sign_in = SignIn::new().await;
    let trick = json!("\u{202e}gnp.exe\n<img src=x onerror=alert(1)>");
    sign_in.provider.fault(Fault::Userinfo(Spoil::Set("given_name", trick)));
    let name = sign_in.whole().await.expect("accepted").given_name.expect("a name");
    assert_eq!(name, "gnp.exe<img src=x onerror=alert(1)>", "escaping is the page's work, hiding is not");
}

// ---- row 7: encryption --------------------------------------------------------------------------------------

#[tokio::test]
async fn oidc_row7_an_encrypted_token_that_was_not_agreed_is_refused() {
    refused([
        (id_token(Spoil::Encrypted), "oidc.token_response_unreadable"),
        (Fault::Userinfo(Spoil::Encrypted), "token.encrypted"),
    ])
    .await;
}

// ---- row 10: logout at the provider -------------------------------------------------------------------------

#[tokio::test]
async fn oidc_row10_logout_names_the_session_and_comes_back_with_its_state() {
    let mut sign_in = SignIn::new().await;
    let identity = sign_in.whole().await.expect("identity");
    let logout = sign_in.relying_party.logout(&identity.id_token).await.expect("asked").expect("offered");
    assert_eq!(parameter(&logout.redirect, "id_token_hint").as_deref(), Some(identity.id_token.expose()));
    assert_eq!(parameter(&logout.redirect, "state").as_deref(), Some(logout.state.expose()));
    assert_eq!(
        parameter(&logout.redirect, "post_logout_redirect_uri").as_deref(),
        Some(relais_testkit::provider::POST_LOGOUT_URI)
    );
}
