//! The token endpoint (RFC 6749 4.1.3, RFC 7636 4.6) and the tokens it gives: an id token (OpenID Connect Core 2)
//! and an access token as a JWT (RFC 9068).

use super::{
    Client, Provider,
    answer::Refusal,
    client_secret::Presented,
    jose::{digest_base64url, left_half_digest},
    memory::{Code, Grant, TOKEN_LIFE, filed},
    params::Params,
};
use axum::{
    Json,
    extract::{RawForm, State},
    http::{
        HeaderMap, StatusCode,
        header::{CACHE_CONTROL, WWW_AUTHENTICATE},
    },
    response::{IntoResponse, Response},
};
use relais_domain::clock::Timestamp;
use serde_json::{Value, json};

/// The assurance the provider claims for its fictitious sign-ins: ProConnect's usual level.
pub(super) const ACR: &str = "eidas2";

/// POST: exchanges a code.
pub(super) async fn token(
    State(provider): State<Provider>,
    headers: HeaderMap,
    RawForm(form): RawForm,
) -> Response {
    let response = match exchange(&provider, &headers, &Params::parse(&form)) {
        Ok(tokens) => Json(tokens).into_response(),
        Err(refusal) => refuse(refusal),
    };
    ([(CACHE_CONTROL, "no-store")], response).into_response()
}

fn refuse(Refusal { error, description }: Refusal) -> Response {
    let body = Json(json!({ "error": error, "error_description": description }));
    if error == "invalid_client" {
        return (StatusCode::UNAUTHORIZED, [(WWW_AUTHENTICATE, r#"Basic realm="relais""#)], body)
            .into_response();
    }
    (StatusCode::BAD_REQUEST, body).into_response()
}

fn exchange(provider: &Provider, headers: &HeaderMap, params: &Params) -> Result<Value, Refusal> {
    if params.repeated() {
        return Err(Refusal::new("invalid_request", "a parameter was sent twice"));
    }
    let client = Presented::read(headers, params)?.authenticate(provider)?;
    if params.get("grant_type") != Some("authorization_code") {
        return Err(Refusal::new("unsupported_grant_type", "grant_type must be authorization_code"));
    }
    let key = filed(params.get("code").ok_or(Refusal::new("invalid_request", "code is missing"))?);
    let now = provider.clock().now();
    let jti = provider.secret();
    let mut memory = provider.memory(); // one guard: a replay cannot slip between spending and filing
    let code =
        memory.spend(&key, now).ok_or(Refusal::new("invalid_grant", "unknown, expired or used code"))?;
    bound(&code, client, params)?;
    let grant = Grant {
        client_id: client.id.clone(),
        sign_in: code.sign_in.clone(),
        scopes: code.request.scopes.clone(),
    };
    let access = provider.key().sign("at+jwt", &access_claims(provider, &grant, &jti, now));
    let id = provider.key().sign("JWT", &id_claims(provider, &code, &access, now));
    let scope = grant.scopes.join(" ");
    memory.issue_access(&key, filed(&access), grant, now);
    drop(memory);
    Ok(json!({
        "access_token": access,
        "token_type": "Bearer",
        "expires_in": TOKEN_LIFE.num_seconds(),
        "scope": scope,
        "id_token": id,
    }))
}

/// The code is for this client, this redirect URI and whoever holds the verifier.
fn bound(code: &Code, client: &Client, params: &Params) -> Result<(), Refusal> {
    let invalid = |reason| Err(Refusal::new("invalid_grant", reason));
    if code.request.client_id != client.id {
        return invalid("the code was given to another client");
    }
    if params.get("redirect_uri") != Some(code.request.redirect_uri.as_str()) {
        return invalid("redirect_uri is not the one of the authorization request");
    }
    let challenge = params.get("code_verifier").map(|verifier| digest_base64url(verifier.as_bytes()));
    if challenge.as_deref() != Some(code.request.challenge.as_str()) {
        return invalid("code_verifier does not match code_challenge");
    }
    Ok(())
}

fn access_claims(provider: &Provider, grant: &Grant, jti: &str, now: Timestamp) -> Value {
    json!({
        "iss": provider.issuer(),
        "aud": provider.api_audience(),
        "sub": super::subject(&grant.sign_in.username),
        "client_id": grant.client_id,
        "scope": grant.scopes.join(" "),
        "jti": jti,
        "iat": now.timestamp(),
        "exp": (now + TOKEN_LIFE).timestamp(),
        "auth_time": grant.sign_in.at.timestamp(),
        "acr": ACR,
        "amr": ["pwd", "mfa"],
    })
}

fn id_claims(provider: &Provider, code: &Code, access: &str, now: Timestamp) -> Value {
    let mut claims = json!({
        "iss": provider.issuer(),
        "aud": code.request.client_id,
        "sub": super::subject(&code.sign_in.username),
        "nonce": code.request.nonce,
        "iat": now.timestamp(),
        "exp": (now + TOKEN_LIFE).timestamp(),
        "auth_time": code.sign_in.at.timestamp(),
        "at_hash": left_half_digest(access),
        "acr": ACR,
        "amr": ["pwd", "mfa"],
    });
    if let (Some(claims), Some(account)) = (claims.as_object_mut(), provider.account(&code.sign_in.username))
    {
        claims.extend(account.claims(&code.request.scopes));
    }
    claims
}
