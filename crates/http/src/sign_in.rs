//! Coming in and going out by the provider, for the pages' three handlers: leave, arrive, end.

use std::sync::Arc;

use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{AppendHeaders, IntoResponse, Redirect, Response},
};
use relais_app::{
    AppError,
    auth::{self, AgentClaims, Membership, SignIn},
};
use url::Url;

use crate::{
    edge::{
        Reported, Severity,
        session_cookie::{CLEAR_SITE_DATA, Cookie},
    },
    gate::Gate,
    oidc::{BeginLogin, Callback, Identity, LoginAttempt, OidcError, RelyingParty, ReturnTo},
    secret::ReferenceToken,
};

/// Why a sign-in could not be done.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// The provider, the callback or what it says.
    #[error("the sign-in was refused")]
    Oidc(#[from] OidcError),
    /// Our own side.
    #[error("the sign-in failed")]
    App(#[from] AppError),
}

impl SignInError {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Oidc(error) => error.code(),
            Self::App(_) => "auth.failed",
        }
    }

    /// The status of the page that says so.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::Oidc(error) => error.status(),
            Self::App(AppError::Unavailable(_)) => StatusCode::SERVICE_UNAVAILABLE,
            Self::App(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// For the log: the stranger at the door learns only a sentence.
    #[must_use]
    pub fn reported(self) -> Reported {
        let broken = self.status().is_server_error();
        let severity = if broken { Severity::Internal } else { Severity::Refused };
        Reported { severity, code: self.code(), cause: Some(Arc::new(self)) }
    }
}

/// To the provider: a redirect, and the cookie that will prove the same browser came back.
#[derive(Debug)]
pub struct Leaving {
    redirect: Url,
    cookie: Option<HeaderValue>,
}

/// Back from the provider, signed in.
#[derive(Debug)]
pub struct Arrived {
    /// The page she wanted.
    pub return_to: ReturnTo,
    /// What she may work in: none is an empty shell, one is already chosen, several are to be chosen from.
    pub memberships: Vec<Membership>,
    cookies: [Option<HeaderValue>; 2],
}

/// Signed out here.
#[derive(Debug)]
pub struct Ended {
    /// The provider's logout page, where it has one.
    pub provider: Option<Url>,
    cookie: Option<HeaderValue>,
}

/// Sends the agent to her provider.
pub async fn leave(
    gate: &Gate,
    headers: &HeaderMap,
    return_to: Option<&str>,
    login_hint: Option<String>,
) -> Result<Leaving, SignInError> {
    let known = gate.cookies.read(headers, Cookie::SignIn);
    let browser = known.unwrap_or_else(|| ReferenceToken::random(&*gate.app.random));
    let wish = BeginLogin {
        browser: &browser,
        return_to: return_to.map_or_else(ReturnTo::home, ReturnTo::parse),
        login_hint,
        assurance: None,
        step_up: None,
    };
    let start = gate.relying_party.begin(wish).await?;
    auth::begin_login(&gate.app, store_form(&start.attempt)?).await?;
    Ok(Leaving { redirect: start.redirect, cookie: gate.cookies.set(Cookie::SignIn, browser.expose()) })
}

/// Lets the agent in, or says why not. A session she had before in this browser ends: a sign-in is a new one.
pub async fn arrive(gate: &Gate, headers: &HeaderMap, query: Option<&str>) -> Result<Arrived, SignInError> {
    let callback = Callback::parse(query)?;
    let browser = gate.cookies.read(headers, Cookie::SignIn).ok_or(OidcError::OtherBrowser)?;
    let state = RelyingParty::state_hash(&callback);
    let kept = auth::take_login_attempt(&gate.app, state, browser.hash()).await?;
    let attempt = kept.as_ref().map(|kept| read_form(&kept.content)).transpose()?;
    let return_to = attempt.as_ref().map_or_else(ReturnTo::home, |attempt| attempt.return_to.clone());
    let identity = gate.relying_party.finish(callback, attempt, Some(&browser)).await?;
    if let Some(old) = gate.session_token(headers) {
        auth::end_session(&gate.app, &old).await?;
    }
    let signed_in = auth::sign_in(&gate.app, command(identity)).await?;
    let cookies =
        [gate.cookies.set(Cookie::Session, signed_in.token.expose()), gate.cookies.clear(Cookie::SignIn)];
    Ok(Arrived { return_to, memberships: signed_in.memberships, cookies })
}

/// Ends the session here, first, and says where to end the provider's. A provider that cannot be asked does not keep
/// anybody signed in here.
pub async fn end(gate: &Gate, headers: &HeaderMap) -> Result<Ended, SignInError> {
    let id_token = match gate.session_token(headers) {
        Some(token) => auth::end_session(&gate.app, &token).await?,
        None => None,
    };
    let provider = match id_token {
        Some(id_token) => gate.relying_party.logout(&id_token.into()).await.unwrap_or_else(|error| {
            tracing::warn!(code = error.code(), "the provider's logout page is not known");
            None
        }),
        None => None,
    };
    Ok(Ended { provider: provider.map(|start| start.redirect), cookie: gate.cookies.clear(Cookie::Session) })
}

impl IntoResponse for Leaving {
    fn into_response(self) -> Response {
        (set([self.cookie]), Redirect::to(self.redirect.as_str())).into_response()
    }
}

impl Arrived {
    /// Goes on to a page of ours.
    #[must_use]
    pub fn to(self, page: &str) -> Response {
        (set(self.cookies), Redirect::to(page)).into_response()
    }
}

impl Ended {
    /// Goes to the provider's logout page, else to `page`; the browser is asked to forget all of ours.
    #[must_use]
    pub fn or_to(self, page: &str) -> Response {
        let target = self.provider.as_ref().map_or(page, Url::as_str);
        let forget = [(axum::http::HeaderName::from_static("clear-site-data"), CLEAR_SITE_DATA)];
        (set([self.cookie]), forget, Redirect::to(target)).into_response()
    }
}

fn set<const N: usize>(
    cookies: [Option<HeaderValue>; N],
) -> AppendHeaders<impl IntoIterator<Item = (header::HeaderName, HeaderValue)>> {
    AppendHeaders(cookies.into_iter().flatten().map(|cookie| (header::SET_COOKIE, cookie)))
}

fn store_form(attempt: &LoginAttempt) -> Result<auth::LoginAttempt, AppError> {
    Ok(auth::LoginAttempt {
        state_hash: attempt.state_hash,
        browser_hash: attempt.browser_hash,
        content: serde_json::to_string(attempt).map_err(AppError::internal)?,
        expires_at: attempt.expires_at(),
    })
}

fn read_form(content: &str) -> Result<LoginAttempt, AppError> {
    // The error would quote what it could not read, verifier included: it is not passed on.
    serde_json::from_str(content).map_err(|_| AppError::internal("a stored sign-in attempt cannot be read"))
}

fn command(identity: Identity) -> SignIn {
    SignIn {
        id_token: identity.id_token.expose().to_owned(),
        authenticated_at: identity.auth_time,
        claims: AgentClaims {
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
