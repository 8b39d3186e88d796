//! Sign-out at the provider (OpenID Connect RP-Initiated Logout 1.0).
//!
//! With the id token of the browser's own sign-in it ends at once; otherwise the person is asked, so that a link
//! on another site cannot sign her out. The browser goes on only to an address registered for that client.

use super::{Provider, browser::Browser, pages, params::Params};
use axum::{
    extract::{RawForm, State},
    http::{HeaderMap, header::CACHE_CONTROL},
    response::{IntoResponse, Redirect, Response},
};
use serde_json::Value;
use url::Url;

/// Where the browser goes when it is signed out.
pub(super) struct Departure {
    /// The registered address with `state`; `None`: it stays on the provider's own last page.
    pub(super) to: Option<String>,
}

/// GET and POST, from the relying party.
pub(super) async fn end_session(
    State(provider): State<Provider>,
    headers: HeaderMap,
    RawForm(form): RawForm,
) -> Response {
    let params = Params::parse(&form);
    let browser = Browser::of(&headers);
    let hint = match params.get("id_token_hint").map(|hint| provider.key().open(hint)) {
        Some(None) => {
            return pages::refusal(&provider, "La preuve de connexion n'est pas de ce fournisseur.");
        }
        hint => hint.flatten(),
    };
    let departure = match departure(&provider, &params, hint.as_ref()) {
        Ok(departure) => departure,
        Err(reason) => return pages::refusal(&provider, reason),
    };
    let of_this_browser = hint.as_ref().is_some_and(|hint| is_of(&provider, &browser, hint));
    if of_this_browser || !is_signed_in(&provider, &browser) {
        return leave(&provider, &browser, &departure);
    }
    pages::leaving(&provider, &departure)
}

/// POST: « Me déconnecter » on the provider's own page.
pub(super) async fn confirm(
    State(provider): State<Provider>,
    headers: HeaderMap,
    RawForm(form): RawForm,
) -> Response {
    let asked = Params::parse(&form).get("to").map(str::to_owned);
    let to = asked.filter(|to| provider.clients().any(|client| client.leaves_to(to)));
    leave(&provider, &Browser::of(&headers), &Departure { to })
}

fn departure(provider: &Provider, params: &Params, hint: Option<&Value>) -> Result<Departure, &'static str> {
    let hinted = hint.and_then(|hint| hint.get("aud")).and_then(Value::as_str);
    if let (Some(hinted), Some(named)) = (hinted, params.get("client_id"))
        && hinted != named
    {
        return Err("La preuve de connexion a été donnée à un autre logiciel.");
    }
    let Some(asked) = params.get("post_logout_redirect_uri") else { return Ok(Departure { to: None }) };
    let client = hinted.or(params.get("client_id")).and_then(|id| provider.client(id));
    if !client.is_some_and(|client| client.post_logout_redirect_uris.iter().any(|uri| uri == asked)) {
        return Err("L'adresse de retour après la déconnexion n'est pas celle qui est enregistrée.");
    }
    let mut to = Url::parse(asked).map_err(|_| "L'adresse de retour n'est pas une adresse.")?;
    if let Some(state) = params.get("state") {
        to.query_pairs_mut().append_pair("state", state);
    }
    Ok(Departure { to: Some(to.into()) })
}

fn is_signed_in(provider: &Provider, browser: &Browser) -> bool {
    let now = provider.clock().now();
    browser.filed().is_some_and(|browser| provider.memory().browser(&browser, now).is_some())
}

fn is_of(provider: &Provider, browser: &Browser, hint: &Value) -> bool {
    let now = provider.clock().now();
    let known = browser.filed().and_then(|browser| provider.memory().browser(&browser, now));
    known.is_some_and(|known| {
        hint.get("sub").and_then(Value::as_str) == Some(&super::subject(&known.username))
    })
}

fn leave(provider: &Provider, browser: &Browser, departure: &Departure) -> Response {
    if let Some(browser) = browser.filed() {
        provider.memory().forget_browser(&browser);
    }
    match &departure.to {
        Some(to) => ([(CACHE_CONTROL, "no-store")], Redirect::to(to)).into_response(),
        None => pages::gone(provider),
    }
}
