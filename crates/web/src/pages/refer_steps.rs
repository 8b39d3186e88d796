//! The steps of a draft: the need again, the service, what is passed on, the person's answer.

use axum::http::StatusCode;
use relais_app::{
    AppError,
    persons::StoredIdentity,
    referrals::{
        RecordAgreement, ReferralView, RenderedText, choose_items, choose_service, record_agreement,
        show_agreement_text, show_referral, write_need,
    },
};
use relais_domain::{
    agreement::{Item, Method},
    ids::ReferralId,
    person::Protection,
    referral::ReferralState,
};

use relais_http::can;

use crate::{
    done::Done,
    error::WebResult,
    pages::{
        directory,
        refer::{need, who},
        referral_facts::{item_facts, reduced_facts},
    },
    paths, present,
    request::{Asked, Id, Page, Sent, Typed, go},
    say::{Say, Value},
    views::{
        Form,
        parts::{Choice, Fact, Phrase, theme_choices},
        refer::{AgreementStep, ItemsStep, NeedStep, ServiceStep, Step, second_voices},
    },
    words::Words,
};

type Draft = Page<can::DraftReferral>;

/// Loads a draft of ours; one that has left is shown, not edited.
async fn load(page: &Draft, id: ReferralId) -> Result<ReferralView, AppError> {
    let view = show_referral(page.app(), page.actor(), id).await?;
    if !view.sent_by_us {
        return Err(AppError::Forbidden);
    }
    let editable = matches!(view.record.state, ReferralState::Draft | ReferralState::AwaitingConsent);
    if editable { Ok(view) } else { Err(AppError::rule("referral.not_a_draft")) }
}

fn step(view: &ReferralView, number: u32) -> Step {
    Step::new(paths::referral_draft(view.id()), who(view), number)
}

/// `GET /referrals/{id}/need`
pub async fn need_form(page: Draft, Id(id): Id<ReferralId>) -> WebResult {
    let view = load(&page, id).await?;
    page.draw(&need_view(&view, filled(&view)))
}

/// The form as the draft's need stands.
fn filled(view: &ReferralView) -> Form {
    let mut form = Form::new();
    if let Some(content) = &view.content {
        form = form.with("need", content.need.as_str());
        for (name, text) in [
            ("situation", &content.situation),
            ("availability", &content.availability),
            ("theme", &view.theme),
        ] {
            if let Some(text) = text {
                form = form.with(name, text.as_str());
            }
        }
    }
    form.editing(view.record.version)
}

/// `POST /referrals/{id}/need`
pub async fn save_need(page: Draft, Id(id): Id<ReferralId>, Sent(typed): Sent) -> WebResult {
    match write_need(page.app(), page.actor(), id, typed.version()?, &need(&typed, None)).await {
        Ok(_) => Ok(go(&paths::referral_draft(id))),
        Err(error) => {
            let (status, form) = typed.again(error)?;
            let view = load(&page, id).await?;
            let form = match status {
                StatusCode::CONFLICT => form.over(filled(&view), told),
                _ => form,
            };
            page.draw_with(status, &need_view(&view, form))
        }
    }
}

/// What a field of the need holds, in words.
fn told(field: &str, held: &[String]) -> Phrase {
    match (field, held) {
        ("theme", [theme]) => present::theme(Some(theme.as_str())).into(),
        _ => Phrase::held(held),
    }
}

fn need_view(view: &ReferralView, form: Form) -> NeedStep {
    NeedStep { step: step(view, 1), form, action: paths::referral_need(view.id()), themes: theme_choices() }
}

/// `GET /referrals/{id}/service`
pub async fn service_form(page: Draft, Id(id): Id<ReferralId>, Asked(asked): Asked) -> WebResult {
    let view = load(&page, id).await?;
    services(&page, &view, &asked, StatusCode::OK, service_filled(&view)).await
}

/// The form as the draft's service stands.
fn service_filled(view: &ReferralView) -> Form {
    let chosen = view.recipient().map(|to| to.service.to_string());
    chosen.map_or_else(Form::new, |service| Form::new().with("service", service)).editing(view.record.version)
}

/// `POST /referrals/{id}/service`
pub async fn save_service(
    page: Draft,
    Id(id): Id<ReferralId>,
    Asked(asked): Asked,
    Sent(typed): Sent,
) -> WebResult {
    let version = typed.version()?;
    let chosen = typed.get("service").parse().map_err(|_| AppError::field("service", "choice.required"));
    let saved = match chosen {
        Ok(service) => choose_service(page.app(), page.actor(), id, version, service).await,
        Err(error) => Err(error),
    };
    match saved {
        Ok(_) => Ok(go(&paths::referral_draft(id))),
        Err(error) => {
            let (status, form) = typed.again(error)?;
            let view = load(&page, id).await?;
            let form = match status {
                StatusCode::CONFLICT => form.over(service_filled(&view), |_, _| service_told(&view)),
                _ => form,
            };
            services(&page, &view, &asked, status, form).await
        }
    }
}

/// The service that the draft now goes to, in words.
fn service_told(view: &ReferralView) -> Phrase {
    let chosen = view.recipient().map(|to| format!("{}, {}", to.service_name, to.organisation_name));
    chosen.map_or_else(|| Phrase::held(&[]), Into::into)
}

async fn services(
    page: &Draft,
    view: &ReferralView,
    asked: &Typed,
    status: StatusCode,
    form: Form,
) -> WebResult {
    let found = directory::search(page, asked, true).await?;
    let action = paths::referral_service(view.id());
    page.draw_with(
        status,
        &ServiceStep {
            step: step(view, 2),
            form: form.at(view.record.version),
            // The answer to a choice shows the same services again, the chosen one among them.
            choose: directory::asked_again(&action, asked),
            pager: directory::pager(&action, asked, found.more),
            action,
            search: found.search,
            results: found.results,
            more: found.more,
        },
    )
}

/// `GET /referrals/{id}/items`; with `items=…` it shows what that choice would pass on, and changes nothing.
pub async fn items_form(page: Draft, Id(id): Id<ReferralId>, Asked(asked): Asked) -> WebResult {
    let view = load(&page, id).await?;
    if view.recipient().is_none() {
        return Ok(go(&paths::referral_service(id))); // what a service will see needs a service
    }
    let (kept, wished) = (items_filled(&view), asked.all("items"));
    let form = if wished.is_empty() {
        kept
    } else {
        let wished = wished.into_iter().fold(Form::new(), |form, item| form.with("items", item));
        Form { values: wished.values, ..kept }
    };
    page.draw(&items_view(&page.words(), &view, form))
}

/// The form as the draft's items stand.
fn items_filled(view: &ReferralView) -> Form {
    let chosen = view.items.iter().fold(Form::new(), |form, item| form.with("items", item.as_str()));
    chosen.editing(view.record.version)
}

/// The items of a form, in words.
fn items_told(_: &str, held: &[String]) -> Phrase {
    let items: Vec<_> = held.iter().filter_map(|code| code.parse::<Item>().ok()).collect();
    present::items(items).map_or_else(|| Phrase::held(&[]), Into::into)
}

/// `POST /referrals/{id}/items`
pub async fn save_items(page: Draft, Id(id): Id<ReferralId>, Sent(typed): Sent) -> WebResult {
    match choose_items(page.app(), page.actor(), id, typed.version()?, &typed.all("items")).await {
        Ok(_) => Ok(go(&paths::referral_draft(id))),
        Err(error) => {
            let (status, form) = typed.again(error)?;
            let view = load(&page, id).await?;
            let form = match status {
                StatusCode::CONFLICT => form.over(items_filled(&view), items_told),
                _ => form,
            };
            page.draw_with(status, &items_view(&page.words(), &view, form))
        }
    }
}

fn items_view(words: &Words, view: &ReferralView, form: Form) -> ItemsStep {
    let held = |item: &Item| (*item, item_facts(words, view, *item));
    let filled: Vec<_> = Item::ALL.iter().map(held).filter(|(_, facts)| !facts.is_empty()).collect();
    let is_chosen = |item: &Item| {
        form.values.get("items").is_some_and(|typed| typed.iter().any(|it| it == item.as_str()))
    };
    let tile = |(item, facts): &(Item, Vec<Fact>)| {
        let choice = Choice::code("item", item.as_str());
        facts.iter().fold(choice, |choice, fact| choice.detail(line(fact, facts.len() > 1)))
    };
    ItemsStep {
        step: step(view, 3),
        items: filled.iter().map(tile).collect(),
        chosen: filled
            .iter()
            .filter(|(item, _)| is_chosen(item))
            .flat_map(|(_, facts)| facts.clone())
            .collect(),
        form: form.at(view.record.version),
        action: paths::referral_items(view.id()),
        recipient: view.recipient().map(|to| to.organisation_name.clone()).unwrap_or_default(),
        reduced: reduced_facts(view),
    }
}

/// What an item holds, under its tile; named where it holds several things.
fn line(fact: &Fact, named: bool) -> Phrase {
    if !named {
        return fact.value.clone();
    }
    let value = match &fact.value {
        Phrase::Plain(text) => Value::from(text.as_str()),
        Phrase::Say(say) => Value::from(say.clone()),
    };
    Say::new("item-detail").with("what", fact.label.clone()).with("value", value).into()
}

/// `GET /referrals/{id}/agreement`
pub async fn agreement_form(page: Page<can::RecordAgreement>, Id(id): Id<ReferralId>) -> WebResult {
    agreement(&page, id, StatusCode::OK, Form::new()).await
}

/// `POST /referrals/{id}/agreement`
pub async fn save_agreement(
    page: Page<can::RecordAgreement>,
    Id(id): Id<ReferralId>,
    Sent(typed): Sent,
) -> WebResult {
    let input = RecordAgreement {
        version: typed.version()?,
        answer: typed.text("answer"),
        method: typed.text("method"),
        indicated_by: typed.text("indicated_by"),
        witness: typed.text("witness"),
        signed_at: typed.text("signed_at"),
        secrecy: typed.yes("secrecy"),
        text_sha256: typed.text("text_sha256"),
    };
    match record_agreement(page.app(), page.actor(), id, &input).await {
        Ok(_) if input.answer == "no" => Ok(go(&Done::SaidNo.on(&paths::referral(id)))),
        Ok(_) => Ok(go(&Done::SaidYes.on(&paths::referral_draft(id)))),
        Err(error) => {
            let (status, form) = typed.again(error)?;
            agreement(&page, id, status, form).await
        }
    }
}

async fn agreement(
    page: &Page<can::RecordAgreement>,
    id: ReferralId,
    status: StatusCode,
    form: Form,
) -> WebResult {
    let view = show_referral(page.app(), page.actor(), id).await?;
    if view.recipient().is_none() && view.record.state == ReferralState::Draft {
        return Ok(go(&paths::referral_service(id))); // the text names the service
    }
    let text = show_agreement_text(page.app(), page.actor(), id).await?;
    page.draw_with(status, &agreement_view(&page.words(), &view, text, form))
}

fn agreement_view(words: &Words, view: &ReferralView, text: RenderedText, form: Form) -> AgreementStep {
    let person = view.person.as_ref().map(|(_, person)| person);
    let name = |identity: &StoredIdentity| {
        present::full_name(identity.given_name.as_deref(), identity.family_name.as_deref())
    };
    let icon = |method: &Method| if *method == Method::Paper { "file-text" } else { "ear" };
    let method = |method: &Method| Choice::code("agreed", method.as_str()).icon(icon(method));
    AgreementStep {
        step: step(view, 4),
        form: form.version(view.record.version),
        action: paths::referral_agreement(view.id()),
        text_sha256: text.text.sha256.to_string(),
        text_version: text.text.version.clone(),
        lines: text.lines,
        number: view.record.number.to_string(),
        who: person.map(|person| name(&person.identity)).unwrap_or_default(),
        day: Words::dated(words.today()),
        methods: Method::ALL.iter().filter(|method| method.is_open()).map(method).collect(),
        voices: voices(view),
        answers: vec![Choice::code("answer", "yes").icon("check"), Choice::code("answer", "no").icon("x")],
        reading: person
            .and_then(|person| person.card.reading.as_deref())
            .map(|code| Say::code("reading", code).into()),
    }
}

/// Who may say yes, asked only where her card notes a measure of protection that wants a second voice.
fn voices(view: &ReferralView) -> Vec<Choice> {
    let measure = view.person.as_ref().and_then(|(_, person)| person.card.protection.as_deref());
    let measure = measure.and_then(|measure| measure.parse::<Protection>().ok());
    if measure.is_some_and(Protection::needs_second_voice) { second_voices() } else { Vec::new() }
}
