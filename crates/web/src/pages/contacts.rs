//! C2 « Nouveau contact ».

use axum::http::StatusCode;
use relais_app::{
    contacts::{ContactInput, record_contact},
    persons::show_person,
};
use relais_domain::{
    access::{Action, role_allows},
    contact::{ContactChannel, ContactMode, ContactOutcome, Minutes, Posture},
    ids::RelationId,
};

use relais_http::can::{self, Permission};

use crate::{
    done::Done,
    error::WebResult,
    paths, present,
    request::{Id, Page, Sent, Typed, go},
    views::{
        Form,
        contacts::NewContact,
        parts::{Choice, theme_choices},
    },
};

/// `GET /contacts/new`
pub async fn form(page: Page<can::RecordContact>) -> WebResult {
    show(&page, StatusCode::OK, begun())
}

/// `GET /persons/{relation}/contacts`
pub async fn form_with(page: Page<can::ViewReceptionCard>, Id(id): Id<RelationId>) -> WebResult {
    show_with(&page, id, StatusCode::OK, begun()).await
}

/// `POST /persons/{relation}/contacts`
pub async fn record_with(
    page: Page<can::ViewReceptionCard>,
    Id(id): Id<RelationId>,
    Sent(typed): Sent,
) -> WebResult {
    match record_contact(page.app(), page.actor(), input(&typed, Some(id))).await {
        Ok(_) => Ok(go(&Done::ContactSaved.on(&paths::person(id)))),
        Err(error) => {
            let (status, form) = typed.again(error)?;
            show_with(&page, id, status, form).await
        }
    }
}

/// The way she came and the time it took are proposed; what is about her is answered by nobody beforehand.
fn begun() -> Form {
    Form::new().with("channel", "desk").with("minutes", "10")
}

/// `POST /contacts/new`
pub async fn record(page: Page<can::RecordContact>, Sent(typed): Sent) -> WebResult {
    match record_contact(page.app(), page.actor(), input(&typed, None)).await {
        Ok(contact) if typed.yes("follow_up") => Ok(go(&paths::contact_person(contact))),
        Ok(_) => Ok(go(&Done::ContactSaved.on(paths::HOME))),
        Err(error) => {
            let (status, form) = typed.again(error)?;
            show(&page, status, form)
        }
    }
}

fn input(typed: &Typed, relation: Option<RelationId>) -> ContactInput {
    ContactInput {
        text: typed.text("text"),
        theme: typed.text("theme"),
        mode: typed.text("mode"),
        posture: typed.text("posture"),
        channel: typed.text("channel"),
        minutes: typed.text("minutes"),
        outcome: typed.text("outcome"),
        relation,
    }
}

fn show(page: &Page<can::RecordContact>, status: StatusCode, form: Form) -> WebResult {
    let may_follow_up = role_allows(page.actor().role, Action::CreatePerson);
    page.draw_with(status, &NewContact { may_follow_up, ..view(page, form) })
}

async fn show_with(
    page: &Page<can::ViewReceptionCard>,
    id: RelationId,
    status: StatusCode,
    form: Form,
) -> WebResult {
    let identity = show_person(page.app(), page.actor(), id).await?.content.identity;
    let name = present::full_name(identity.given_name.as_deref(), identity.family_name.as_deref());
    let view = NewContact {
        person: Some(name),
        action: paths::person_contacts(id),
        cancel: paths::person(id),
        ..view(page, form)
    };
    page.draw_with(status, &view)
}

fn view<P: Permission>(page: &Page<P>, form: Form) -> NewContact {
    let organisation = page.session.as_ref().and_then(|session| session.organisation_name.clone());
    NewContact {
        form,
        person: None,
        action: paths::CONTACT_NEW.to_owned(),
        place: organisation.unwrap_or_default(),
        themes: theme_choices(),
        modes: Choice::list("mode", ContactMode::ALL),
        postures: Choice::list("posture", Posture::ALL),
        channels: Choice::list("channel", ContactChannel::ALL),
        minutes: Choice::list("minutes", Minutes::ALL),
        outcomes: Choice::list("contact-outcome", ContactOutcome::ALL),
        may_follow_up: false,
        cancel: paths::HOME.to_owned(),
    }
}
