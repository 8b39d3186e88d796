//! Rows 6, 7 and 10: userinfo, encryption, logout at the provider.

use super::{id_token, parameter, refused};
use crate::oidc::SignIn;
use relais_http::oidc::DecryptionKeys;
use relais_http::oidc::config::{SiretPolicy, UserinfoPolicy};
use relais_testkit::provider::{CLIENT_ID, Fault, Spoil, encryption_key};
use serde_json::{Value, json};

// ---- row 6: userinfo

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

// ---- row 7: encryption

#[tokio::test]
async fn oidc_row7_an_encrypted_token_that_was_not_agreed_is_refused() {
    refused([
        (id_token(Spoil::Encrypted), "token.encrypted"),
        (Fault::Userinfo(Spoil::Encrypted), "token.encrypted"),
    ])
    .await;
}

#[tokio::test]
async fn oidc_row7_a_clear_or_badly_encrypted_token_is_refused_where_encryption_was_agreed() {
    let pem = encryption_key("2026-11").expect("a key");
    let keys = DecryptionKeys::from_pem([("2026-11", pem.as_str())]).expect("keys");
    let mut sign_in = SignIn::new().await;
    sign_in.relying_party = sign_in.relying_party.clone().with_decryption(keys);
    assert_eq!(sign_in.outcome().await, "token.not_encrypted");
    sign_in.provider.fault(id_token(Spoil::Encrypted));
    assert_eq!(sign_in.outcome().await, "token.decryption", "an RSA-OAEP bomb is not unpacked");
}

// ---- row 10: logout at the provider

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
