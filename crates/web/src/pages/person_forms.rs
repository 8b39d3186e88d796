//! A new person and the correction of a sheet.

use axum::http::StatusCode;
use relais_app::{
    AppError,
    contacts::tie_contact,
    persons::{
        CreatePerson, Created, EditPerson, PersonInput, PersonLine, PersonSheet, create_person, edit_person,
        show_person,
    },
};
use relais_domain::{
    access::{Action, role_allows},
    ids::{ContactId, RelationId},
};

use relais_http::can;

use crate::{
    done::Done,
    error::WebResult,
    pages::persons::row,
    paths, present,
    request::{Id, Page, Sent, Typed, go},
    say::Say,
    views::{
        Form,
        parts::Phrase,
        persons::{LikelyDuplicates, LikelyPerson, PersonForm, PersonOptions},
    },
};

/// `GET /persons/new`
pub async fn new(page: Page<can::CreatePerson>) -> WebResult {
    page.draw(&new_view(Form::new()))
}

/// `GET /contacts/{contact}/person`: the form remembers the contact; nothing of it is shown.
pub async fn new_from_contact(page: Page<can::CreatePerson>, Id(id): Id<ContactId>) -> WebResult {
    page.draw(&new_view(Form::new().with("contact", id.to_string())))
}

/// `POST /persons`
pub async fn create(page: Page<can::CreatePerson>, Sent(typed): Sent) -> WebResult {
    let person = match input(&typed).read(page.app().today()) {
        Ok(person) => person,
        Err(error) => {
            let (status, form) = typed.again(error)?;
            return page.draw_with(status, &new_view(form));
        }
    };
    let contact = match typed.get("contact") {
        "" => None,
        id => Some(id.parse().map_err(|_| AppError::NotFound)?),
    };
    let command = CreatePerson { person, not_a_duplicate: typed.yes("other_person"), contact };
    match create_person(page.app(), page.actor(), command).await? {
        Created::Relation(relation) => Ok(go(&Done::PersonSaved.on(&paths::person(relation)))),
        Created::Duplicates(lines) => page.draw(&likely(&page, &typed, contact, &lines)),
    }
}

fn likely(
    page: &Page<can::CreatePerson>,
    typed: &Typed,
    contact: Option<ContactId>,
    lines: &[PersonLine],
) -> LikelyDuplicates {
    let words = page.words();
    let rows =
        lines.iter().map(|line| LikelyPerson { row: row(&words, line), relation: line.relation.to_string() });
    LikelyDuplicates {
        form: typed.form(),
        rows: rows.collect(),
        choose: contact.map(paths::contact_person),
        action: paths::PERSONS.to_owned(),
    }
}

/// `POST /contacts/{contact}/person`: the contact was with somebody the organisation already follows.
pub async fn choose(page: Page<can::CreatePerson>, Id(id): Id<ContactId>, Sent(typed): Sent) -> WebResult {
    let relation = typed.get("relation").parse().map_err(|_| AppError::NotFound)?;
    tie_contact(page.app(), page.actor(), id, relation).await?;
    Ok(go(&Done::ContactSaved.on(&paths::person(relation))))
}

/// `GET /persons/{relation}/edit`
pub async fn edit_form(page: Page<can::EditReceptionCard>, Id(id): Id<RelationId>) -> WebResult {
    let sheet = show_person(page.app(), page.actor(), id).await?;
    page.draw(&edit_view(&page, id, filled(&sheet).editing(sheet.version)))
}

/// `POST /persons/{relation}/edit`
pub async fn edit(
    page: Page<can::EditReceptionCard>,
    Id(id): Id<RelationId>,
    Sent(typed): Sent,
) -> WebResult {
    let version = typed.version()?;
    match save(&page, id, version, &typed).await {
        Ok(()) => Ok(go(&Done::PersonSaved.on(&paths::person(id)))),
        Err(error) => again(&page, id, &typed, error).await,
    }
}

async fn save(
    page: &Page<can::EditReceptionCard>,
    relation: RelationId,
    version: i32,
    typed: &Typed,
) -> Result<(), AppError> {
    let person = input(typed).read_correction(page.app().today())?;
    edit_person(page.app(), page.actor(), EditPerson { relation, version, person }).await
}

/// The form again, with everything typed; after a conflict over the sheet as it is now.
async fn again(
    page: &Page<can::EditReceptionCard>,
    id: RelationId,
    typed: &Typed,
    error: AppError,
) -> WebResult {
    let (status, form) = typed.again(error)?;
    let form = match status {
        StatusCode::CONFLICT => {
            let sheet = show_person(page.app(), page.actor(), id).await?;
            form.over(filled(&sheet).editing(sheet.version), told)
        }
        _ => form,
    };
    page.draw_with(status, &edit_view(page, id, form))
}

/// What a field holds, in words.
fn told(field: &str, held: &[String]) -> Phrase {
    let list = match field {
        "reading" | "protection" => field,
        "channel" => "reach",
        "interpreter" | "do_not_write" => {
            return Say::code("answer", if held.is_empty() { "no" } else { "yes" }).into();
        }
        "languages" => {
            return Phrase::held(&relais_views::languages::named(held).into_iter().collect::<Vec<_>>());
        }
        _ => return Phrase::held(held),
    };
    held.first()
        .filter(|code| !code.is_empty())
        .map_or_else(|| Phrase::held(&[]), |code| Say::code(list, code).into())
}

fn new_view(form: Form) -> PersonForm {
    let contact = form.values.get("contact").and_then(|ids| ids.first()).cloned();
    PersonForm {
        form,
        editing: false,
        identity: true,
        contact,
        action: paths::PERSONS.to_owned(),
        cancel: paths::PERSONS.to_owned(),
        options: PersonOptions::all(),
    }
}

fn edit_view(page: &Page<can::EditReceptionCard>, id: RelationId, form: Form) -> PersonForm {
    PersonForm {
        form,
        editing: true,
        identity: role_allows(page.actor().role, Action::EditPerson),
        contact: None,
        action: paths::person_edit(id),
        cancel: paths::person(id),
        options: PersonOptions::all(),
    }
}

fn input(typed: &Typed) -> PersonInput {
    PersonInput {
        given_name: typed.text("given_name"),
        family_name: typed.text("family_name"),
        birth: typed.text("birth"),
        phone: typed.text("phone"),
        email: typed.text("email"),
        address: typed.text("address"),
        postcode: typed.text("postcode"),
        commune: typed.text("commune"),
        languages: typed.all("languages"),
        interpreter: typed.yes("interpreter"),
        reading: typed.text("reading"),
        channel: typed.text("channel"),
        safe_hours: typed.text("safe_hours"),
        protection: typed.text("protection"),
        do_not_write: typed.yes("do_not_write"),
    }
}

/// The form as the sheet stands.
fn filled(sheet: &PersonSheet) -> Form {
    let (identity, card) = (&sheet.content.identity, &sheet.content.card);
    let birth = identity.birth.as_deref().map(present::birth_typed);
    let phone = identity.phone.as_deref().map(present::phone);
    let texts = [
        ("given_name", &identity.given_name),
        ("family_name", &identity.family_name),
        ("birth", &birth),
        ("phone", &phone),
        ("email", &identity.email),
        ("address", &identity.address),
        ("postcode", &identity.postcode),
        ("commune", &identity.commune),
        ("reading", &card.reading),
        ("channel", &card.channel),
        ("safe_hours", &card.safe_hours),
        ("protection", &card.protection),
    ];
    let mut form = Form::new();
    for (name, value) in texts {
        if let Some(value) = value {
            form = form.with(name, value.as_str());
        }
    }
    for (name, ticked) in [("interpreter", card.interpreter), ("do_not_write", card.do_not_write)] {
        if ticked {
            form = form.with(name, "yes");
        }
    }
    card.languages.iter().fold(form, |form, code| form.with("languages", code.as_str()))
}
