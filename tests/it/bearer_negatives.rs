//! Access tokens for the API: every way to be wrong is refused, and only an honest one passes.

use relais_http::{bearer::AccessTokenVerifier, secret::SecretText};
use relais_testkit::provider::{API_AUDIENCE, CLIENT_ID, SUBJECT, Spoil};
use serde_json::{Value, json};

use crate::oidc::SignIn;

async fn outcome(sign_in: &SignIn, token: String) -> &'static str {
    let verifier =
        AccessTokenVerifier::new(&sign_in.relying_party, API_AUDIENCE.to_owned(), "relais.api".to_owned());
    match verifier.verify(&SecretText::new(token)).await {
        Ok(caller) if caller.subject == SUBJECT && caller.issuer == sign_in.provider.issuer => "accepted",
        Ok(_) => "somebody else",
        Err(error) => error.code(),
    }
}

#[tokio::test]
async fn an_honest_access_token_names_its_agent() {
    let sign_in = SignIn::new().await;
    assert_eq!(outcome(&sign_in, sign_in.provider.access_token(json!({}))).await, "accepted");
}

#[tokio::test]
async fn an_access_token_with_one_wrong_claim_is_refused() {
    let sign_in = SignIn::new().await;
    let long_ago = sign_in.provider.access_token(json!({}));
    assert_eq!(outcome(&sign_in, long_ago).await, "accepted");
    let now = relais_domain::clock::Clock::now(&*sign_in.clock).timestamp();
    for (changes, code) in [
        (json!({ "iss": "https://evil.example" }), "token.issuer"),
        (json!({ "aud": CLIENT_ID }), "token.audience"),
        (json!({ "aud": [] }), "token.audience"),
        (json!({ "exp": now - 61 }), "token.expired"),
        (json!({ "exp": Value::Null }), "token.expired"),
        (json!({ "nbf": now + 61 }), "token.not_yet_valid"),
        (json!({ "iat": now + 3600 }), "token.not_yet_valid"),
        (json!({ "sub": "" }), "token.subject"),
        (json!({ "sub": Value::Null }), "token.unreadable"),
        (json!({ "client_id": Value::Null }), "token.unreadable"),
        (json!({ "scope": "openid" }), "token.scope"),
        (json!({ "scope": "relais.api.admin" }), "token.scope"),
    ] {
        let token = sign_in.provider.access_token(changes.clone());
        assert_eq!(outcome(&sign_in, token).await, code, "{changes}");
    }
}

#[tokio::test]
async fn an_id_token_is_no_access_token() {
    let sign_in = SignIn::new().await;
    for typ in ["JWT", "logout+jwt", ""] {
        let token = sign_in.provider.access_token_of_type(typ, json!({}));
        assert_eq!(outcome(&sign_in, token).await, "token.type", "{typ}");
    }
}

#[tokio::test]
async fn a_forged_access_token_is_refused() {
    let sign_in = SignIn::new().await;
    for (spoil, code) in [
        (Spoil::AlgNone, "token.algorithm"),
        (Spoil::Hs256WithPublicKey, "token.algorithm"),
        (Spoil::Hs256WithClientSecret, "token.algorithm"),
        (Spoil::Encrypted, "token.encrypted"),
        (Spoil::Huge, "token.too_large"),
    ] {
        let token = sign_in.provider.spoilt_access_token(&spoil).expect("token");
        assert_eq!(outcome(&sign_in, token).await, code, "{spoil:?}");
    }
    let honest = sign_in.provider.access_token(json!({}));
    let mut forged = honest.into_bytes();
    let last = forged.len() - 10;
    forged[last] = if forged[last] == b'A' { b'B' } else { b'A' };
    assert_eq!(outcome(&sign_in, String::from_utf8(forged).expect("ascii")).await, "token.signature");
}
