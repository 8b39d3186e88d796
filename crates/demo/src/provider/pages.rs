//! The provider's few pages: choose an account, sign out, and why a request went no further.

use super::{Provider, authorize::Request, browser::Browser, end_session::Departure, memory::filed};
use axum::{
    extract::Path,
    http::{
        StatusCode,
        header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS},
    },
    response::{Html, IntoResponse, Response},
};
use serde::Serialize;
use tera::{Context, Tera};
use url::Url;

const STYLE: &str = include_str!("templates/style.css");

/// The provider's templates.
pub(super) fn templates() -> Result<Tera, tera::Error> {
    let mut tera = Tera::new();
    tera.add_raw_templates([
        ("layout.html", include_str!("templates/layout.html")),
        ("choice.html", include_str!("templates/choice.html")),
        ("leaving.html", include_str!("templates/leaving.html")),
        ("message.html", include_str!("templates/message.html")),
    ])?;
    Ok(tera)
}

/// GET: the one stylesheet.
pub(super) async fn style(Path(_version): Path<String>) -> Response {
    let headers = [
        (CONTENT_TYPE, "text/css; charset=utf-8"),
        (CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, STYLE).into_response()
}

#[derive(Serialize)]
struct Employer<'a> {
    name: &'a str,
    agents: Vec<Agent<'a>>,
}

#[derive(Serialize)]
struct Agent<'a> {
    username: &'a str,
    name: String,
    role: &'a str,
}

/// One button an account, grouped by employer; the request waits under a secret only this browser can use.
pub(super) fn choice(provider: &Provider, request: Request, browser: &Browser) -> Response {
    let mut employers: Vec<Employer> = Vec::new();
    for account in provider.accounts() {
        let agent = Agent {
            username: &account.username,
            name: format!("{} {}", account.given_name, account.usual_name),
            role: &account.role,
        };
        match employers.iter_mut().find(|employer| employer.name == account.organisation) {
            Some(employer) => employer.agents.push(agent),
            None => employers.push(Employer { name: &account.organisation, agents: vec![agent] }),
        }
    }
    let redirect_uri = request.redirect_uri.clone();
    let (waiting, secret) = (provider.secret(), provider.secret());
    let of = browser.filed().unwrap_or_else(|| filed(&secret));
    provider.memory().wait_for_choice(filed(&waiting), request, of, provider.clock().now());
    let mut context = Context::new();
    context.insert("employers", &employers);
    context.insert("request", &waiting);
    let page = page(provider, StatusCode::OK, "choice.html", context, Some(&redirect_uri));
    if browser.filed().is_some() { page } else { Browser::set(provider, &secret, page) }
}

/// « Voulez-vous vous déconnecter ? »
pub(super) fn leaving(provider: &Provider, departure: &Departure) -> Response {
    let mut context = Context::new();
    context.insert("to", &departure.to.as_deref().unwrap_or_default());
    page(provider, StatusCode::OK, "leaving.html", context, departure.to.as_deref())
}

/// The last page of who signs out without an address to go on to.
pub(super) fn gone(provider: &Provider) -> Response {
    message(provider, StatusCode::OK, "Vous êtes déconnecté", "Vous pouvez fermer cette page.")
}

/// Why a request goes no further, when the browser cannot be sent back.
pub(super) fn refusal(provider: &Provider, reason: &str) -> Response {
    message(provider, StatusCode::BAD_REQUEST, "La connexion n'a pas pu se faire", reason)
}

fn message(provider: &Provider, status: StatusCode, title: &str, text: &str) -> Response {
    let mut context = Context::new();
    context.insert("title", title);
    context.insert("text", text);
    page(provider, status, "message.html", context, None)
}

/// Renders a page under a policy that lets its forms lead to this provider and to `onward` only.
fn page(
    provider: &Provider,
    status: StatusCode,
    name: &str,
    mut context: Context,
    onward: Option<&str>,
) -> Response {
    context.insert("base", provider.path());
    let html = match provider.templates().render(name, &context) {
        Ok(html) => html,
        Err(error) => {
            tracing::error!(%error, template = name, "page of the demonstration's provider");
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        }
    };
    let onward = onward.and_then(|uri| Url::parse(uri).ok()).map(|uri| uri.origin().ascii_serialization());
    let policy = format!(
        "default-src 'none'; style-src 'self'; form-action 'self' {}; base-uri 'none'; frame-ancestors 'none'",
        onward.unwrap_or_default()
    );
    let headers = [(CACHE_CONTROL, "no-store".to_owned()), (CONTENT_SECURITY_POLICY, policy)];
    (status, headers, Html(html)).into_response()
}
