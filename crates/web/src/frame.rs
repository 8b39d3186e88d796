//! The frame of a request's page: who reads it, and the page of an error when there is no other.

use std::sync::{Arc, OnceLock};

use axum::{
    extract::{Request, State},
    http::{HeaderValue, StatusCode, Uri, header, uri::PathAndQuery},
    middleware::Next,
    response::{Html, IntoResponse, Response},
};
use relais_app::auth::Session;
use relais_domain::{
    access::{Action, role_allows},
    actor::Actor,
};
use relais_http::{
    edge::{
        Undressed,
        csrf::{CsrfToken, SentForm},
        request_id::RequestId,
    },
    oidc::ReturnTo,
};

use crate::{
    error::{Failure, Late},
    made_for, once,
    say::Say,
    views::{
        self, Me, NavPlace, Shell, View,
        errors::{ErrorPage, LateForm},
    },
    web::Web,
    words::Words,
};

/// The frame of the running request: filled once it is known who asks.
#[derive(Clone, Debug, Default)]
pub struct Frame(Arc<OnceLock<Shell>>);

impl Frame {
    /// Keeps the frame for the page of an error.
    pub fn keep(&self, shell: Shell) {
        // Filled twice by two extractors of one request with the same content: the first stays.
        let _ = self.0.set(shell);
    }
}

/// Around all pages: an error without a page gets one, in the reader's own frame; a form that came too late is given
/// back.
pub async fn around(State(web): State<Web>, mut request: Request, next: Next) -> Response {
    let frame = Frame::default();
    request.extensions_mut().insert(frame.clone());
    let request_id = request.extensions().get::<RequestId>().map(ToString::to_string).unwrap_or_default();
    let csrf = request.extensions().get::<CsrfToken>().cloned().unwrap_or_default();
    let (sent, address) = (request.extensions().get::<SentForm>().cloned(), request.uri().clone());
    let response = next.run(request).await;
    let shell = || frame.0.get().cloned().unwrap_or_else(|| anonymous(&web, csrf.as_str()));
    let extensions = response.extensions();
    let mut page = if let Some(failure) = extensions.get::<Failure>() {
        error_page(&web, &shell(), *failure, request_id)
    } else if let Some(late) = extensions.get::<Late>() {
        // The form given back keeps its own mark and number.
        let shell = Shell { made_for: None, once: None, ..shell() };
        drawn(&web, &shell, response.status(), &late_form(*late, &address, sent.as_ref(), &shell))
    } else {
        return response;
    };
    page.extensions_mut().extend(response.extensions().clone());
    page
}

fn late_form(late: Late, address: &Uri, sent: Option<&SentForm>, shell: &Shell) -> LateForm {
    let typed = sent.into_iter().flat_map(SentForm::typed);
    let both = || {
        let now = shell.me.as_ref().map(|me| me.organisation.clone()).unwrap_or_default();
        (made_for::named(sent), now)
    };
    match late {
        Late::SignedOut => LateForm::signed_out(own(address), typed),
        Late::NoMembership => LateForm::no_membership(own(address), typed),
        Late::OtherOrganisation => LateForm::other_organisation(own(address), typed, both()),
        Late::OtherAgent => LateForm::other_agent(own(address), typed, both()),
    }
}

/// Where the form was sent, as an address that no browser reads as another site's.
fn own(address: &Uri) -> String {
    let path = address.path_and_query().map(PathAndQuery::as_str).unwrap_or_default();
    ReturnTo::parse(path).as_str().to_owned()
}

/// The page of a request that a layer turned away before any handler. A form with another session's token is given
/// back, to be sent with the present one's.
pub fn dress(web: &Web, undressed: &Undressed) -> Response {
    let request_id = undressed.request_id.as_ref().map(ToString::to_string).unwrap_or_default();
    let refusal = undressed.refusal;
    if let Some(resend) = &undressed.resend {
        let shell = anonymous(web, resend.token.as_str());
        let view = LateForm::stale(own(&undressed.uri), resend.form.typed());
        return drawn(web, &shell, refusal.status, &view);
    }
    let view = if refusal.code.starts_with("csrf.") {
        ErrorPage::too_old(request_id)
    } else {
        ErrorPage::new(refusal.status.as_u16(), request_id)
    };
    drawn(web, &anonymous(web, ""), refusal.status, &view)
}

fn error_page(web: &Web, shell: &Shell, failure: Failure, request_id: String) -> Response {
    let mut view = ErrorPage::new(failure.status.as_u16(), request_id);
    if let Some(texts) = failure.texts {
        texts.clone_into(&mut view.texts);
    }
    if let Some(code) = failure.rule {
        view = view.rule(code);
        view.rule = view.rule.filter(|rule| web.renderer.locale().say(rule).is_ok());
    }
    drawn(web, shell, failure.status, &view)
}

/// These pages are themselves drawn in the tests; should one fail here, the status alone is told.
fn drawn<V: View>(web: &Web, shell: &Shell, status: StatusCode, view: &V) -> Response {
    match web.renderer.page(shell, view) {
        Ok(html) => (status, Html(html)).into_response(),
        Err(_) => status.into_response(),
    }
}

/// The frame before anybody has signed in.
pub fn anonymous(web: &Web, csrf: &str) -> Shell {
    Shell { csrf: csrf.to_owned(), demonstration: web.demonstration, ..Shell::default() }
}

/// The frame of a session.
pub fn of_session(web: &Web, session: &Session, csrf: &str) -> Shell {
    let shell = Shell {
        demonstration: web.demonstration || session.fictitious,
        network: session.network_name.clone(),
        printed: Some(printed(&web.words(session.time_zone.as_deref()))),
        ..anonymous(web, csrf)
    };
    let Some(actor) = &session.actor else { return shell };
    let organisation = session.organisation_name.clone().unwrap_or_default();
    let made_for = views::made_for::MadeFor::of(actor, &organisation);
    let me = Me {
        name: format!("{} {}", session.given_name, session.usual_name),
        organisation,
        role: Say::code("role", actor.role.as_str()),
        several: session.memberships > 1,
        may_see_organisation: role_allows(actor.role, Action::ViewOrganisation),
    };
    Shell { me: Some(me), made_for, once: Some(once::number(web)), ..shell }.at(&places(actor), None)
}

/// The day a page was drawn, for who finds it on paper.
fn printed(words: &Words) -> Say {
    Say::new("printed-on").with("day", words.day(words.today()))
}

/// Where a role may go.
fn places(actor: &Actor) -> Vec<NavPlace> {
    const PLACES: [(NavPlace, Action); 5] = [
        (NavPlace::Day, Action::ViewDay),
        (NavPlace::Inbox, Action::ViewInbox),
        (NavPlace::Persons, Action::SearchPersons),
        (NavPlace::Partners, Action::FindPartner),
        (NavPlace::Organisations, Action::ManageNetwork),
    ];
    PLACES
        .into_iter()
        .filter(|(_, action)| role_allows(actor.role, *action))
        .map(|(place, _)| place)
        .collect()
}

/// Draws a view in a frame.
///
/// Errors: only when a template and its view disagree.
pub fn draw<V: View>(
    web: &Web,
    shell: &Shell,
    status: StatusCode,
    view: &V,
) -> Result<Response, crate::error::WebError> {
    let html = web.renderer.page(shell, view)?;
    let mut response = (status, Html(html)).into_response();
    // A page fetched by htmx is the whole page; caches must not mix it with another reader's.
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("cookie"));
    Ok(response)
}
