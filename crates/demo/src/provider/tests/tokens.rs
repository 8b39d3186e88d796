use super::*;
use crate::provider::{jose::left_half_digest, subject};
use serde_json::json;

#[tokio::test]
async fn discovery_names_this_issuer_and_what_a_relying_party_pins() {
    let metadata = Kit::new().get("/.well-known/openid-configuration", &[]).await.json();
    assert_eq!(metadata["issuer"], ISSUER);
    assert_eq!(metadata["jwks_uri"], format!("{ISSUER}/jwks"));
    assert_eq!(metadata["id_token_signing_alg_values_supported"], json!(["ES256"]));
    assert_eq!(metadata["userinfo_signing_alg_values_supported"], json!(["ES256"]));
    assert_eq!(metadata["code_challenge_methods_supported"], json!(["S256"]));
    assert_eq!(metadata["authorization_response_iss_parameter_supported"], true);
}

#[tokio::test]
async fn the_key_set_holds_the_public_half_only() {
    let mut kit = Kit::new();
    let keys = kit.get("/jwks", &[]).await.json();
    let key = keys["keys"][0].as_object().expect("a key");
    assert_eq!(key["kid"], kit.provider.key().jwk().kid.as_str());
    assert!(!key.contains_key("d"));
}

#[tokio::test]
async fn the_id_token_says_who_for_whom_when_and_how() {
    let mut kit = Kit::new();
    let tokens = kit.tokens().await;
    let claims = kit.open(&tokens["id_token"]);
    let now = kit.clock.now().timestamp();
    let expected = json!({
        "iss": ISSUER, "aud": "relais", "sub": subject("lea.ccas-brest"), "nonce": NONCE,
        "iat": now, "exp": now + 3600, "auth_time": now, "acr": "eidas2", "amr": ["pwd", "mfa"],
        "at_hash": left_half_digest(tokens["access_token"].as_str().unwrap()),
        "given_name": "Léa", "usual_name": "Le Gall", "email": "lea.ccas-brest@example.org",
        "uid": "lea.ccas-brest", "siret": "21290019500018", "idp_id": "relais-demonstration",
    });
    assert_eq!(claims, expected);
}

#[tokio::test]
async fn the_access_token_is_a_jwt_for_the_api() {
    let mut kit = Kit::new();
    let tokens = kit.tokens().await;
    let token = tokens["access_token"].as_str().unwrap();
    let header =
        base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(token.split('.').next().unwrap()).unwrap();
    let header: Value = serde_json::from_slice(&header).unwrap();
    assert_eq!((header["typ"].as_str(), header["alg"].as_str()), (Some("at+jwt"), Some("ES256")));
    let claims = kit.open(&tokens["access_token"]);
    assert_eq!(claims["aud"], "http://127.0.0.1:8080/api");
    assert_eq!(claims["client_id"], "relais");
    assert_eq!(claims["sub"], subject("lea.ccas-brest"));
    assert!(claims.get("given_name").is_none(), "no identity in what passes by the API's logs");
}

#[tokio::test]
async fn only_granted_scopes_give_claims_and_unknown_ones_are_not_granted() {
    let mut kit = Kit::new();
    let code = kit
        .authorize(&[("login_hint", "lea.ccas-brest"), ("scope", "openid email relais.api offline_access")])
        .await
        .returned("code");
    let tokens = kit.exchange(&[("code", &code)]).await.json();
    let claims = kit.open(&tokens["id_token"]);
    assert_eq!(tokens["scope"], "openid email relais.api");
    assert_eq!(claims["email"], "lea.ccas-brest@example.org");
    assert!(claims.get("usual_name").is_none());
}

#[tokio::test]
async fn both_ways_of_client_authentication_work_and_not_together() {
    let mut kit = Kit::new();
    let code = kit.code().await;
    let pairs = [
        ("grant_type", "authorization_code"),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
        ("code", &code),
    ];
    let mut request = form("/token", &pairs);
    let header = basic("relais", "secret of relais: 100 %");
    request.headers_mut().insert(AUTHORIZATION, header.parse().unwrap());
    assert_eq!(kit.send(request).await.status, StatusCode::OK);

    let mut request =
        form("/token", &[("client_id", "relais"), ("client_secret", "secret of relais: 100 %")]);
    request.headers_mut().insert(AUTHORIZATION, header.parse().unwrap());
    kit.send(request).await.assert_oauth_error(StatusCode::BAD_REQUEST, "invalid_request");
}

#[tokio::test]
async fn a_wrong_secret_is_refused_and_leaves_the_code_to_its_owner() {
    let mut kit = Kit::new();
    let code = kit.code().await;
    for wrong in [("client_secret", "guess"), ("client_secret", ""), ("client_id", "unknown")] {
        let answer = kit.exchange(&[("code", &code), wrong]).await;
        answer.assert_oauth_error(StatusCode::UNAUTHORIZED, "invalid_client");
        assert!(answer.headers.contains_key("www-authenticate"));
    }
    assert_eq!(kit.exchange(&[("code", &code)]).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_code_is_bound_to_client_redirect_uri_and_verifier_and_a_miss_spends_it() {
    for wrong in [
        vec![("client_id", "other"), ("client_secret", "secret of other: 100 %")],
        vec![("redirect_uri", "http://127.0.0.1:9/cb")],
        vec![("redirect_uri", "")],
        vec![("code_verifier", "another-verifier-that-has-forty-three-characters")],
        vec![("code_verifier", "")],
    ] {
        let mut kit = Kit::new();
        let code = kit.code().await;
        let mut changes = wrong.clone();
        changes.push(("code", &code));
        kit.exchange(&changes).await.assert_oauth_error(StatusCode::BAD_REQUEST, "invalid_grant");
        kit.exchange(&[("code", &code)]).await.assert_oauth_error(StatusCode::BAD_REQUEST, "invalid_grant");
    }
}

#[tokio::test]
async fn a_code_lives_sixty_seconds() {
    for (age, status) in [(59, StatusCode::OK), (60, StatusCode::BAD_REQUEST)] {
        let mut kit = Kit::new();
        let code = kit.code().await;
        kit.advance(age);
        assert_eq!(kit.exchange(&[("code", &code)]).await.status, status, "after {age} s");
    }
}

#[tokio::test]
async fn a_replayed_code_is_refused_and_takes_back_what_it_gave() {
    let mut kit = Kit::new();
    let code = kit.code().await;
    let access = kit.exchange(&[("code", &code)]).await.json()["access_token"].as_str().unwrap().to_owned();
    assert_eq!(kit.userinfo(&access).await.status, StatusCode::OK);
    kit.advance(1800);
    kit.exchange(&[("code", &code)]).await.assert_oauth_error(StatusCode::BAD_REQUEST, "invalid_grant");
    assert_eq!(kit.userinfo(&access).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn other_grants_and_repeated_parameters_are_refused() {
    let mut kit = Kit::new();
    for grant in ["refresh_token", "client_credentials", "password", ""] {
        let answer = kit.exchange(&[("grant_type", grant), ("code", "x")]).await;
        answer.assert_oauth_error(StatusCode::BAD_REQUEST, "unsupported_grant_type");
    }
    kit.exchange(&[]).await.assert_oauth_error(StatusCode::BAD_REQUEST, "invalid_request");
    let twice = [("client_id", "relais"), ("code", "a"), ("code", "b")];
    kit.post("/token", &twice).await.assert_oauth_error(StatusCode::BAD_REQUEST, "invalid_request");
}

#[tokio::test]
async fn userinfo_is_a_signed_answer_of_the_same_subject() {
    let mut kit = Kit::new();
    let tokens = kit.tokens().await;
    let answer = kit.userinfo(tokens["access_token"].as_str().unwrap()).await;
    assert_eq!(answer.headers["content-type"], "application/jwt");
    let claims = kit.open(&Value::String(answer.body));
    assert_eq!((claims["iss"].as_str(), claims["aud"].as_str()), (Some(ISSUER), Some("relais")));
    assert_eq!(claims["sub"], kit.open(&tokens["id_token"])["sub"]);
    assert_eq!(claims["usual_name"], "Le Gall");
}

#[tokio::test]
async fn userinfo_refuses_what_is_not_a_living_access_token() {
    let mut kit = Kit::new();
    let tokens = kit.tokens().await;
    let id_token = tokens["id_token"].as_str().unwrap();
    let access = tokens["access_token"].as_str().unwrap();
    let none = kit.send(Request::get("/userinfo").body(Body::empty()).unwrap()).await;
    assert_eq!(none.status, StatusCode::UNAUTHORIZED);
    let in_query = kit.get("/userinfo", &[("access_token", access)]).await;
    assert_eq!(in_query.status, StatusCode::UNAUTHORIZED);
    assert_eq!(kit.userinfo(id_token).await.status, StatusCode::UNAUTHORIZED);
    kit.advance(3600);
    let expired = kit.userinfo(access).await;
    assert_eq!(expired.status, StatusCode::UNAUTHORIZED);
    assert_eq!(expired.headers["www-authenticate"], r#"Bearer error="invalid_token""#);
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused() {
    let long = "x".repeat(20_000);
    let answer = Kit::new().post("/token", &[("code", &long)]).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
}
