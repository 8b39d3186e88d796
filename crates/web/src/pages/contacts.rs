//! C2 « Nouveau contact ».

use axum::http::StatusCode;
use relais_app::contacts::{ContactInput, record_contact};
use relais_domain::{
    access::{Action, role_allows},
    contact::{ContactChannel, ContactMode, ContactOutcome, Minutes, Posture},
};

use relais_http::can;

use crate::{
    done::Done,
    error::WebResult,
    paths,
    request::{Page, Sent, Typed, go},
    views::{
        Form,
        contacts::NewContact,
        parts::{Choice, theme_choices},
    },
};

/// `GET /contacts/new`
pub async fn form(page: Page<can::RecordContact>) -> WebResult {
    let form = Form::new().with("channel", "desk");
    show(&page, StatusCode::OK, form)
}

/// `POST /contacts/new`
pub async fn record(page: Page<can::RecordContact>, Sent(typed): Sent) -> WebResult {
    match record_contact(page.app(), page.actor(), input(&typed)).await {
        Ok(_) if typed.yes("follow_up") => Ok(go(paths::PERSON_NEW)),
        Ok(_) => Ok(go(&Done::ContactSaved.on(paths::HOME))),
        Err(error) => {
            let (status, form) = typed.again(error)?;
            show(&page, status, form)
        }
    }
}

fn input(typed: &Typed) -> ContactInput {
    ContactInput {
        text: typed.text("text"),
        theme: typed.text("theme"),
        mode: typed.text("mode"),
        posture: typed.text("posture"),
        channel: typed.text("channel"),
        minutes: typed.text("minutes"),
        outcome: typed.text("outcome"),
        relation: None,
    }
}

fn show(page: &Page<can::RecordContact>, status: StatusCode, form: Form) -> WebResult {
    let organisation = page.session.as_ref().and_then(|session| session.organisation_name.clone());
    let view = NewContact {
        form,
        place: organisation.unwrap_or_default(),
        themes: theme_choices(),
        modes: Choice::list("mode", ContactMode::ALL),
        postures: Choice::list("posture", Posture::ALL),
        channels: Choice::list("channel", ContactChannel::ALL),
        minutes: Choice::list("minutes", Minutes::ALL),
        outcomes: Choice::list("contact-outcome", ContactOutcome::ALL),
        may_follow_up: role_allows(page.actor().role, Action::CreatePerson),
        cancel: paths::HOME,
    };
    page.draw_with(status, &view)
}
