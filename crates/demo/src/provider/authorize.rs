//! The authorization endpoint (OpenID Connect Core 3.1.2, RFC 7636, RFC 9207, RFC 9700).
//!
//! ```text
//! request ─ client or redirect URI wrong ─► page, no redirect (there is nowhere safe to send the browser)
//!         ─ anything else wrong ──────────► redirect with error, state, iss
//!         ─ signed in and fresh enough ───► redirect with code, state, iss
//!         ─ login_hint names an account ──► the same, after signing in without a form
//!         ─ prompt=none ──────────────────► redirect with login_required
//!         ─ otherwise ────────────────────► page: one button an account ─► redirect
//! ```

use super::{
    Provider,
    answer::{self, Refusal},
    browser::Browser,
    memory::{SignIn, filed},
    pages,
    params::Params,
    token::ACR,
};
use axum::{
    extract::{RawForm, State},
    http::HeaderMap,
    response::Response,
};
use chrono::TimeDelta;
use serde_json::Value;

/// Least length of `state` and `nonce`; ProConnect asks for 32 characters.
const LEAST_ENTROPY: usize = 32;
/// Length of a SHA-256 in base64url: the only S256 challenge there is.
const CHALLENGE_LENGTH: usize = 43;

/// A request that passed every check.
#[derive(Clone, Debug)]
pub(super) struct Request {
    pub(super) client_id: String,
    pub(super) redirect_uri: String,
    pub(super) state: String,
    pub(super) nonce: String,
    pub(super) challenge: String,
    pub(super) scopes: Vec<String>,
    login_hint: Option<String>,
    prompt: Prompt,
    max_age: Option<TimeDelta>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Prompt {
    Unstated,
    Nothing,
    SignIn,
}

/// Why a request is not served.
enum Unserved {
    /// The browser cannot be sent back: the reason is shown here.
    Here(&'static str),
    /// The browser goes back to the relying party with the reason.
    Back { redirect_uri: String, state: Option<String>, refusal: Refusal },
}

/// GET and POST: both carry the same parameters (OpenID Connect Core 3.1.2.1).
pub(super) async fn authorize(
    State(provider): State<Provider>,
    headers: HeaderMap,
    RawForm(form): RawForm,
) -> Response {
    match read(&provider, &Params::parse(&form)) {
        Ok(request) => answer(&provider, request, &Browser::of(&headers)),
        Err(Unserved::Here(reason)) => pages::refusal(&provider, reason),
        Err(Unserved::Back { redirect_uri, state, refusal }) => {
            answer::refuse(&provider, &redirect_uri, state.as_deref(), refusal)
        }
    }
}

/// POST: the account chosen on the page, or « Annuler ».
pub(super) async fn choose(
    State(provider): State<Provider>,
    headers: HeaderMap,
    RawForm(form): RawForm,
) -> Response {
    const STALE: &str = "Cette page a expiré. Revenez à Relais et recommencez la connexion.";
    let params = Params::parse(&form);
    let browser = Browser::of(&headers);
    let now = provider.clock().now();
    let request = params
        .get("request")
        .zip(browser.filed())
        .and_then(|(request, browser)| provider.memory().take_choice(&filed(request), &browser, now));
    let Some(request) = request else { return pages::refusal(&provider, STALE) };
    match params.get("account").filter(|username| provider.account(username).is_some()) {
        Some(username) => sign_in(&provider, &request, username, &browser),
        None => answer::refuse(
            &provider,
            &request.redirect_uri,
            Some(&request.state),
            Refusal::new("access_denied", "the user did not sign in"),
        ),
    }
}

fn answer(provider: &Provider, request: Request, browser: &Browser) -> Response {
    let hint = request.login_hint.clone().filter(|username| provider.account(username).is_some());
    if let Some(known) = signed_in(provider, &request, browser)
        && hint.as_ref().is_none_or(|hint| *hint == known.username)
    {
        return answer::code(provider, &request, known);
    }
    match (hint, request.prompt) {
        (_, Prompt::Nothing) => answer::refuse(
            provider,
            &request.redirect_uri,
            Some(&request.state),
            Refusal::new("login_required", "nobody is signed in, or not recently enough"),
        ),
        (Some(username), _) => sign_in(provider, &request, &username, browser),
        (None, _) => pages::choice(provider, request, browser),
    }
}

/// The sign-in of this browser, if the request may be served from it.
fn signed_in(provider: &Provider, request: &Request, browser: &Browser) -> Option<SignIn> {
    let now = provider.clock().now();
    let known = provider.memory().browser(&browser.filed()?, now)?;
    let fresh = request.max_age.is_none_or(|max_age| now - known.at <= max_age);
    (fresh && request.prompt != Prompt::SignIn).then_some(known)
}

/// Signs the browser in under a new cookie (whoever planted the old one gains nothing) and sends it back.
fn sign_in(provider: &Provider, request: &Request, username: &str, browser: &Browser) -> Response {
    let now = provider.clock().now();
    let known = SignIn { username: username.to_owned(), at: now };
    let secret = provider.secret();
    {
        let mut memory = provider.memory();
        if let Some(old) = browser.filed() {
            memory.forget_browser(&old);
        }
        memory.remember_browser(filed(&secret), known.clone(), now);
    }
    Browser::set(provider, &secret, answer::code(provider, request, known))
}

fn read(provider: &Provider, params: &Params) -> Result<Request, Unserved> {
    let client = params.get("client_id").and_then(|id| provider.client(id));
    let client = client.ok_or(Unserved::Here("Le logiciel qui demande la connexion est inconnu."))?;
    let redirect_uri = params
        .get("redirect_uri")
        .filter(|uri| client.redirect_uris.iter().any(|registered| registered == uri))
        .ok_or(Unserved::Here("L'adresse de retour n'est pas celle qui est enregistrée."))?;
    check(provider, params, &client.id, redirect_uri).map_err(|refusal| Unserved::Back {
        redirect_uri: redirect_uri.to_owned(),
        state: params.get("state").map(str::to_owned),
        refusal,
    })
}

fn check(
    provider: &Provider,
    params: &Params,
    client_id: &str,
    redirect_uri: &str,
) -> Result<Request, Refusal> {
    let invalid = |reason| Refusal::new("invalid_request", reason);
    refuse_what_is_not_offered(params)?;
    let scopes = scopes(provider, params.get("scope"))?;
    assurance(params.get("claims"))?;
    let challenge = params
        .get("code_challenge")
        .filter(|challenge| is_base64url(challenge) && challenge.len() == CHALLENGE_LENGTH)
        .ok_or(invalid("code_challenge must be the base64url of a SHA-256"))?;
    if params.get("code_challenge_method") != Some("S256") {
        return Err(invalid("code_challenge_method must be S256"));
    }
    let entropy = |name, reason| {
        params
            .get(name)
            .filter(|value| value.len() >= LEAST_ENTROPY)
            .map(str::to_owned)
            .ok_or(invalid(reason))
    };
    Ok(Request {
        client_id: client_id.to_owned(),
        redirect_uri: redirect_uri.to_owned(),
        state: entropy("state", "state must have 32 characters or more")?,
        nonce: entropy("nonce", "nonce must have 32 characters or more")?,
        challenge: challenge.to_owned(),
        scopes,
        login_hint: params.get("login_hint").map(str::to_owned),
        prompt: prompt(params.get("prompt"))?,
        max_age: max_age(params.get("max_age"))?,
    })
}

fn refuse_what_is_not_offered(params: &Params) -> Result<(), Refusal> {
    if params.repeated() {
        return Err(Refusal::new("invalid_request", "a parameter was sent twice"));
    }
    if params.get("request").is_some() {
        return Err(Refusal::new("request_not_supported", "request objects are not supported"));
    }
    if params.get("request_uri").is_some() {
        return Err(Refusal::new("request_uri_not_supported", "request objects are not supported"));
    }
    if params.get("response_type") != Some("code") {
        return Err(Refusal::new("unsupported_response_type", "response_type must be code"));
    }
    if params.get("response_mode").is_some_and(|mode| mode != "query") {
        return Err(Refusal::new("invalid_request", "response_mode must be query"));
    }
    Ok(())
}

fn scopes(provider: &Provider, scope: Option<&str>) -> Result<Vec<String>, Refusal> {
    let scopes: Vec<String> = scope.unwrap_or_default().split(' ').map(str::to_owned).collect();
    if scopes.iter().any(|scope| scope == "openid") {
        return Ok(scopes.into_iter().filter(|scope| provider.knows_scope(scope)).collect());
    }
    Err(Refusal::new("invalid_scope", "scope must contain openid"))
}

/// The one individual claim that can fail a sign-in: an essential `acr` this provider cannot give (OpenID Connect
/// Core 5.5.1.1). Other members are answered by scopes, or not at all, as 5.5 allows.
fn assurance(claims: Option<&str>) -> Result<(), Refusal> {
    let Some(claims) = claims else { return Ok(()) };
    let claims: Value = serde_json::from_str(claims)
        .map_err(|_| Refusal::new("invalid_request", "claims must be a JSON object"))?;
    let Some(acr) = claims.pointer("/id_token/acr") else { return Ok(()) };
    let essential = acr.get("essential").and_then(Value::as_bool).unwrap_or_default();
    let one = acr.get("value").is_none_or(|value| value == ACR);
    let any = acr
        .get("values")
        .and_then(Value::as_array)
        .is_none_or(|values| values.iter().any(|value| value == ACR));
    if essential && !(one && any) {
        return Err(Refusal::new("access_denied", "this provider gives acr eidas2 only"));
    }
    Ok(())
}

fn prompt(prompt: Option<&str>) -> Result<Prompt, Refusal> {
    let values: Vec<&str> = prompt.unwrap_or_default().split(' ').filter(|value| !value.is_empty()).collect();
    if values.iter().any(|value| !["none", "login", "select_account", "consent"].contains(value)) {
        return Err(Refusal::new("invalid_request", "unknown prompt"));
    }
    if values.contains(&"none") {
        return match values.len() {
            1 => Ok(Prompt::Nothing),
            _ => Err(Refusal::new("invalid_request", "prompt=none stands alone")),
        };
    }
    let asks = values.contains(&"login") || values.contains(&"select_account");
    Ok(if asks { Prompt::SignIn } else { Prompt::Unstated })
}

fn max_age(max_age: Option<&str>) -> Result<Option<TimeDelta>, Refusal> {
    max_age
        .map(|seconds| {
            let seconds: u32 = seconds
                .parse()
                .map_err(|_| Refusal::new("invalid_request", "max_age must be a number of seconds"))?;
            Ok(TimeDelta::seconds(seconds.into()))
        })
        .transpose()
}

fn is_base64url(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}
