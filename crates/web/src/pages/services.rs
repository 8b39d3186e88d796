//! The services of the own organisation: one more, and the correction of one.

use axum::http::StatusCode;
use relais_app::{
    organisations::{ServiceInput, add_service, edit_service, show_own_service},
    partners::ServiceRow,
};
use relais_domain::ids::ServiceId;
use relais_http::can;

use crate::{
    done::Done,
    error::WebResult,
    paths,
    request::{Id, Page, Sent, Typed, go},
    say::Say,
    views::{Form, parts::Phrase, services::ServiceForm},
};

/// `GET /organisation/services/new`
pub async fn new(page: Page<can::EditOrganisation>) -> WebResult {
    page.draw(&ServiceForm::new(Form::new()))
}

/// `POST /organisation/services/new`
pub async fn add(page: Page<can::EditOrganisation>, Sent(typed): Sent) -> WebResult {
    match add_service(page.app(), page.actor(), &input(&typed)).await {
        Ok(_) => Ok(go(&Done::ServiceAdded.on(paths::ORGANISATION))),
        Err(error) => {
            let (status, form) = typed.again(error)?;
            page.draw_with(status, &ServiceForm::new(form))
        }
    }
}

/// `GET /services/{id}/edit`
pub async fn edit_form(page: Page<can::EditOrganisation>, Id(id): Id<ServiceId>) -> WebResult {
    let row = show_own_service(page.app(), page.actor(), id).await?;
    page.draw(&ServiceForm::of(&row.name, paths::service_edit(id), filled(&row)))
}

/// `POST /services/{id}/edit`
pub async fn edit(page: Page<can::EditOrganisation>, Id(id): Id<ServiceId>, Sent(typed): Sent) -> WebResult {
    let read = (id, typed.version()?);
    match edit_service(page.app(), page.actor(), read, &input(&typed)).await {
        Ok(()) => Ok(go(&Done::ServiceSaved.on(paths::ORGANISATION))),
        Err(error) => {
            let (status, form) = typed.again(error)?;
            let row = show_own_service(page.app(), page.actor(), id).await?;
            let form = match status {
                StatusCode::CONFLICT => form.over(filled(&row), told),
                _ => form,
            };
            page.draw_with(status, &ServiceForm::of(&row.name, paths::service_edit(id), form))
        }
    }
}

fn input(typed: &Typed) -> ServiceInput {
    ServiceInput {
        name: typed.text("name"),
        description: typed.text("description"),
        audience: typed.text("audience"),
        address: typed.text("address"),
        commune: typed.text("commune"),
        themes: typed.all("themes"),
        capacity: typed.text("capacity"),
        answer_days: typed.text("answer_days"),
        accepts_referrals: match typed.get("accepts_referrals") {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        },
    }
}

/// The form as the service stands.
fn filled(row: &ServiceRow) -> Form {
    let accepts = if row.accepts_referrals { "yes" } else { "no" };
    let form = Form::new()
        .with("name", row.name.as_str())
        .with("description", row.description.as_str())
        .with("capacity", row.capacity.as_str())
        .with("accepts_referrals", accepts);
    let days = row.answer_days.map(|days| days.to_string());
    let texts = [
        ("audience", &row.audience),
        ("address", &row.address),
        ("commune", &row.commune),
        ("answer_days", &days),
    ];
    let said = texts.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?)));
    let form = said.fold(form, |form, (name, value)| form.with(name, value));
    let form = row.theme_codes().fold(form, |form, code| form.with("themes", code));
    form.editing(row.version)
}

/// What a field holds, in words.
fn told(field: &str, held: &[String]) -> Phrase {
    let list = match field {
        "themes" => "theme",
        "capacity" => field,
        "accepts_referrals" => "answer",
        _ => return Phrase::held(held),
    };
    let words = held.iter().map(|code| Say::code(list, code));
    let joined =
        words.reduce(|before, next| Say::new("items-joined").with("before", before).with("next", next));
    joined.map_or_else(|| Phrase::held(&[]), Into::into)
}
