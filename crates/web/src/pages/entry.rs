//! Home, and the choice of a membership.

use axum::http::StatusCode;
use relais_app::auth::{list_memberships, switch_membership};
use relais_domain::{
    access::{Action, role_allows},
    actor::Actor,
};
use relais_http::edge::session_cookie::Cookie;

use crate::{
    error::{WebError, WebResult},
    pages::day,
    paths,
    request::{Sent, Visitor, go, go_with_cookie},
    say::Say,
    views::{
        Form,
        entry::{ChooseMembership, Landing, NoMembership},
        parts::Choice,
    },
};

/// `GET /`: the day of who is signed in, the landing page of who is not.
pub async fn home(visitor: Visitor) -> WebResult {
    let Some(session) = &visitor.session else { return visitor.draw(&Landing { sign_in: paths::LOGIN }) };
    match session.actor {
        None => Ok(go(paths::MEMBERSHIPS)),
        Some(actor) if role_allows(actor.role, Action::ViewDay) => day::show(&visitor, &actor).await,
        Some(actor) => Ok(go(own_page(&actor))),
    }
}

/// Where a role without a day begins.
fn own_page(actor: &Actor) -> &'static str {
    if role_allows(actor.role, Action::ManageNetwork) { paths::ORGANISATIONS } else { paths::ORGANISATION }
}

/// `GET /memberships`
pub async fn memberships(visitor: Visitor) -> WebResult {
    choose(&visitor, StatusCode::OK, Form::new()).await
}

async fn choose(visitor: &Visitor, status: StatusCode, form: Form) -> WebResult {
    let Some(session) = &visitor.session else { return Ok(go(paths::LOGIN)) };
    let memberships = list_memberships(&visitor.web.app, session.agent).await?;
    if memberships.is_empty() {
        let name = format!("{} {}", session.given_name, session.usual_name);
        return visitor.draw(&NoMembership { name });
    }
    let tile = |membership: relais_app::auth::Membership| {
        Choice::new(membership.id.to_string(), membership.organisation_name)
            .detail(Say::code("role", &membership.role))
            .icon("building-2")
    };
    let memberships = memberships.into_iter().map(tile).collect();
    visitor.draw_with(status, &ChooseMembership { form, memberships })
}

/// `POST /memberships`
pub async fn choose_membership(visitor: Visitor, Sent(typed): Sent) -> WebResult {
    let Some((session, token)) = visitor.session.as_ref().zip(visitor.token.as_ref()) else {
        return Err(WebError::Elsewhere(paths::LOGIN.to_owned()));
    };
    let Ok(wanted) = typed.get("membership").parse() else {
        let form = typed.form().refused("membership", "choice.required");
        return choose(&visitor, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    };
    let next = switch_membership(&visitor.web.app, session, token, wanted).await?;
    Ok(go_with_cookie(paths::HOME, visitor.web.gate().cookies.set(Cookie::Session, next.expose())))
}
