//! An honest provider: what must work before any refusal proves something.

use crate::oidc::SignIn;
use chrono::TimeDelta;
use relais_domain::text::Siret;
use relais_http::oidc::Assurance;
use relais_http::oidc::config::ClientAuth;
use relais_http::secret::SecretText;
use relais_testkit::provider::{Fault, SUBJECT};

// ---- an honest provider

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

#[tokio::test]
async fn oidc_a_provider_that_does_not_answer_is_left_alone_for_a_moment() {
    let mut sign_in = SignIn::new().await;
    sign_in.provider.fault(Fault::KeysFail);
    for _ in 0..5 {
        assert_eq!(sign_in.outcome().await, "oidc.unavailable");
    }
    assert_eq!(sign_in.provider.hits("/jwks"), 1);
    sign_in.provider.behave();
    assert_eq!(sign_in.outcome().await, "oidc.unavailable", "not asked yet");
    sign_in.clock.advance(TimeDelta::seconds(5));
    assert_eq!(sign_in.outcome().await, "accepted");
}
