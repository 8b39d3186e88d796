//! Sign-in at the provider and back, and the way out. What is checked stands in `relais_http::oidc`.

use axum::{
    extract::{RawQuery, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use relais_app::{
    AppError,
    auth::{LoginAttempt as Kept, SignIn, begin_login, end_session, sign_in, take_login_attempt},
};
use relais_http::{
    edge::session_cookie::{CLEAR_SITE_DATA, Cookie},
    oidc::{BeginLogin, Callback, Identity, LoginAttempt, OidcError, RelyingParty, ReturnTo},
    secret::{ReferenceToken, SecretText},
};

use crate::{
    error::{WebError, WebResult},
    paths,
    request::{Asked, Visitor},
    views::entry::{SignInError, SignInFailure, SignedOut},
    web::Web,
};

/// `GET /login?to=…&login_hint=…`: to the provider. The attempt is kept for ten minutes, for this browser.
pub async fn login(visitor: Visitor, headers: HeaderMap, Asked(asked): Asked) -> WebResult {
    let web = &visitor.web;
    let browser = web
        .cookies()
        .read(&headers, Cookie::SignIn)
        .unwrap_or_else(|| ReferenceToken::random(web.app.random.as_ref()));
    let hint = asked.text("login_hint");
    let wish = BeginLogin {
        browser: &browser,
        return_to: ReturnTo::parse(asked.get("to")),
        login_hint: (!hint.is_empty()).then_some(hint),
        assurance: None,
        step_up: None,
    };
    let start = match web.relying_party.begin(wish).await {
        Ok(start) => start,
        Err(error) => return failed(&visitor, &error),
    };
    keep(web, &start.attempt).await?;
    let mut response = Redirect::to(start.redirect.as_str()).into_response();
    set_cookie(&mut response, web.cookies().set(Cookie::SignIn, browser.expose()));
    Ok(response)
}

async fn keep(web: &Web, attempt: &LoginAttempt) -> Result<(), AppError> {
    let content = serde_json::to_string(attempt).map_err(AppError::internal)?;
    let (state_hash, browser_hash) = (attempt.state_hash, attempt.browser_hash);
    let kept = Kept { state_hash, browser_hash, content, expires_at: attempt.expires_at() };
    begin_login(&web.app, kept).await
}

/// `GET /login/callback`: back from the provider. The attempt is gone from the store whatever comes of it.
pub async fn callback(visitor: Visitor, headers: HeaderMap, RawQuery(query): RawQuery) -> WebResult {
    let web = &visitor.web;
    let browser = web.cookies().read(&headers, Cookie::SignIn);
    let (identity, return_to) = match vouched(web, query.as_deref(), browser.as_ref()).await? {
        Ok(vouched) => vouched,
        Err(error) => return failed(&visitor, &error),
    };
    let signed_in = sign_in(&web.app, command(identity)).await?;
    let to = if signed_in.memberships.len() == 1 { return_to.as_str() } else { paths::MEMBERSHIPS };
    let mut response = Redirect::to(to).into_response();
    set_cookie(&mut response, web.cookies().set(Cookie::Session, signed_in.token.expose()));
    set_cookie(&mut response, web.cookies().clear(Cookie::SignIn));
    Ok(response)
}

async fn vouched(
    web: &Web,
    query: Option<&str>,
    browser: Option<&ReferenceToken>,
) -> Result<Result<(Identity, ReturnTo), OidcError>, AppError> {
    let callback = match Callback::parse(query) {
        Ok(callback) => callback,
        Err(error) => return Ok(Err(error)),
    };
    let Some(browser) = browser else { return Ok(Err(OidcError::OtherBrowser)) };
    let kept = take_login_attempt(&web.app, RelyingParty::state_hash(&callback), browser.hash()).await?;
    let attempt: Option<LoginAttempt> = kept.and_then(|kept| serde_json::from_str(&kept.content).ok());
    let return_to = attempt.as_ref().map_or_else(ReturnTo::home, |attempt| attempt.return_to.clone());
    let identity = web.relying_party.finish(callback, attempt, Some(browser)).await;
    Ok(identity.map(|identity| (identity, return_to)))
}

fn command(identity: Identity) -> SignIn {
    SignIn {
        authenticated_at: identity.auth_time,
        id_token: identity.id_token.expose().to_owned(),
        claims: relais_app::auth::AgentClaims {
            issuer: identity.issuer,
            subject: identity.subject,
            given_name: identity.given_name.unwrap_or_default(),
            usual_name: identity.usual_name.unwrap_or_default(),
            email: identity.email,
            siret: identity.siret.map(|siret| siret.as_str().to_owned()),
            provider_id: identity.idp_id,
            acr: identity.acr.map(|level| level.as_str().to_owned()),
        },
    }
}

/// The page of a sign-in that came to nothing; its cause goes to the log by its code only.
fn failed(visitor: &Visitor, error: &OidcError) -> WebResult {
    let failure = match error.status() {
        StatusCode::BAD_REQUEST => SignInFailure::Expired,
        StatusCode::FORBIDDEN => SignInFailure::Denied,
        _ if matches!(
            error,
            OidcError::Token { .. } | OidcError::IdTokenMissing | OidcError::UserinfoUnsigned
        ) =>
        {
            SignInFailure::Untrusted
        }
        _ => SignInFailure::Unavailable,
    };
    tracing::warn!(code = error.code(), "sign-in refused");
    let view = SignInError { failure, request_id: visitor.request_id.clone(), sign_in: paths::LOGIN };
    visitor.draw_with(error.status(), &view)
}

/// `POST /logout`: here first, then at the provider.
pub async fn logout(State(web): State<Web>, visitor: Visitor) -> WebResult {
    let Some(token) = &visitor.token else { return Ok(Redirect::to(paths::SIGNED_OUT).into_response()) };
    let id_token = end_session(&web.app, token).await?;
    let elsewhere = match id_token.map(SecretText::new) {
        // A provider that does not answer must not keep anybody signed in here.
        Some(id_token) => web.relying_party.logout(&id_token).await.ok().flatten(),
        None => None,
    };
    let to = elsewhere.map_or_else(|| paths::SIGNED_OUT.to_owned(), |start| start.redirect.to_string());
    let mut response = Redirect::to(&to).into_response();
    set_cookie(&mut response, web.cookies().clear(Cookie::Session));
    response.headers_mut().insert("clear-site-data", CLEAR_SITE_DATA);
    Ok(response)
}

/// `GET /signed-out`
pub async fn signed_out(visitor: Visitor) -> Result<Response, WebError> {
    visitor.draw(&SignedOut { sign_in: paths::LOGIN })
}

fn set_cookie(response: &mut Response, cookie: Option<HeaderValue>) {
    if let Some(cookie) = cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}
