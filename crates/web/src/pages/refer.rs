//! C4 « Passer le relais »: its beginning, its task list, reading again, sending.

use axum::http::StatusCode;
use relais_app::{
    contacts::propose_need,
    persons::show_person,
    referrals::{
        Attempt, ReferralView, StartReferral, send_referral, show_referral, start_again, start_referral,
    },
};
use relais_domain::{
    access::Action,
    agreement::AgreementState,
    ids::{ReferralId, RelationId},
    referral::ReferralState,
};

use relais_http::can;

use crate::{
    done::Done,
    error::WebResult,
    pages::referral_facts::{agreed_facts, reduced_facts},
    paths, present,
    request::{Id, Page, Sent, Typed, after, go},
    say::Say,
    views::{
        Form,
        parts::{Fact, Link, theme_choices},
        refer::{CheckSection, CheckStep, DraftTasks, NeedStep, Step, Task, TaskState},
    },
    words::Words,
};

/// `GET /persons/{relation}/referrals`: the first question, answered with what the last contact says of the need.
pub async fn begin(page: Page<can::DraftReferral>, Id(id): Id<RelationId>) -> WebResult {
    let said = propose_need(page.app(), page.actor(), id).await?;
    let form = said.map_or_else(Form::new, |said| {
        let form = Form::new().with("need", said.text);
        match said.theme {
            Some(theme) => form.with("theme", theme),
            None => form,
        }
    });
    ask(&page, id, StatusCode::OK, form).await
}

/// `POST /persons/{relation}/referrals`: its answer starts the draft.
pub async fn start(page: Page<can::DraftReferral>, Id(id): Id<RelationId>, Sent(typed): Sent) -> WebResult {
    match start_referral(page.app(), page.actor(), &need(&typed, Some(id))).await {
        Ok(referral) => Ok(go(&Done::Started.on(&paths::referral_draft(referral)))),
        Err(error) => {
            let (status, form) = typed.again(error)?;
            ask(&page, id, status, form).await
        }
    }
}

async fn ask(page: &Page<can::DraftReferral>, id: RelationId, status: StatusCode, form: Form) -> WebResult {
    let identity = show_person(page.app(), page.actor(), id).await?.content.identity;
    let name = present::short_name(identity.given_name.as_deref(), identity.family_name.as_deref());
    let step = Step::new(paths::person(id), name, 1);
    page.draw_with(
        status,
        &NeedStep { step, form, action: paths::person_referrals(id), themes: theme_choices() },
    )
}

/// The need's fields.
pub fn need(typed: &Typed, relation: Option<RelationId>) -> StartReferral {
    StartReferral {
        relation,
        need: typed.text("need"),
        theme: typed.text("theme"),
        situation: typed.text("situation"),
        availability: typed.text("availability"),
    }
}

/// Whom a draft is about, as lists show her.
pub fn who(view: &ReferralView) -> String {
    let identity = view.person.as_ref().map(|(_, person)| &person.identity);
    identity.map_or_else(
        || view.record.number.to_string(),
        |identity| present::short_name(identity.given_name.as_deref(), identity.family_name.as_deref()),
    )
}

/// `GET /referrals/{id}/draft`
pub async fn tasks(page: Page<can::DraftReferral>, Id(id): Id<ReferralId>) -> WebResult {
    let view = show_referral(page.app(), page.actor(), id).await?;
    if !matches!(view.record.state, ReferralState::Draft | ReferralState::AwaitingConsent) {
        return Ok(go(&paths::referral(id)));
    }
    page.draw(&task_list(&view))
}

fn task_list(view: &ReferralView) -> DraftTasks {
    let id = view.id();
    let who = who(view);
    let agreement = view.agreement.as_ref();
    let recipient = view.recipient();
    let when = |ready, done| match (ready, done) {
        (false, _) => TaskState::CannotStart,
        (true, false) => TaskState::ToDo,
        (true, true) => TaskState::Done,
    };
    let agreed = agreement.is_some_and(|agreement| agreement.in_force && agreement.items == view.items);
    let chosen = recipient.is_some();
    let mut service = Task::new("task-service", paths::referral_service(id), when(true, chosen));
    if let Some(to) = recipient {
        service = service.answer(format!("{}, {}", to.service_name, to.organisation_name));
    }
    let count = i64::try_from(view.items.iter().count()).unwrap_or_default();
    let mut items = Task::new("task-items", paths::referral_items(id), when(chosen, count > 0));
    if count > 0 || agreement.is_some() {
        items = items.answer(Say::new("task-items-chosen").with("n", count));
    }
    let asked = match agreement.map(|agreement| agreement.state) {
        Some(AgreementState::Refused) => TaskState::SaidNo,
        _ if view.record.state == ReferralState::AwaitingConsent => TaskState::Waiting,
        _ => when(chosen, agreed),
    };
    let mut ask = Task::new("task-agreement", paths::referral_agreement(id), asked);
    if let Some(method) = agreement.filter(|_| agreed).and_then(|agreement| agreement.method) {
        ask = ask.answer(Say::code("method", method.as_str()));
    }
    let need = Task::new("task-need", paths::referral_need(id), TaskState::Done)
        .answer(present::theme(view.theme.as_deref()));
    let check = Task::new("task-check", paths::referral_check(id), when(agreed, false));
    DraftTasks {
        number: view.record.number.to_string(),
        person: person_link(view, &who),
        who,
        tasks: vec![need, service, items, ask, check],
        note: agreement
            .filter(|agreement| agreement.in_force && !agreed)
            .map(|_| Say::new("draft-items-changed")),
        cancel: view.may(Action::CancelReferral).then(|| paths::referral_cancel(id)),
    }
}

fn person_link(view: &ReferralView, who: &str) -> Link {
    let url = view
        .person
        .as_ref()
        .map_or_else(|| paths::PERSONS.to_owned(), |(relation, _)| paths::person(*relation));
    Link::new(url, "sheet-open-person").about(who)
}

/// `GET /referrals/{id}/check`
pub async fn check(page: Page<can::DraftReferral>, Id(id): Id<ReferralId>) -> WebResult {
    let view = show_referral(page.app(), page.actor(), id).await?;
    if view.record.state != ReferralState::Draft {
        return Ok(go(&paths::referral(id)));
    }
    let days = page.app().settings.clocks.acknowledge_days;
    page.draw(&check_view(&page.words(), &view, days))
}

fn check_view(words: &Words, view: &ReferralView, days: u16) -> CheckStep {
    let id = view.id();
    let agreement = view.agreement.as_ref();
    let ready = agreement.is_some_and(|agreement| agreement.in_force && agreement.items == view.items);
    let recipient = view.recipient().map(|to| format!("{}, {}", to.service_name, to.organisation_name));
    let section = |title, facts, change| CheckSection { title, facts, change };
    let answer = vec![
        Fact::maybe("check-answer", ready.then(|| Say::code("answer", "yes"))),
        Fact::maybe(
            "check-method",
            agreement.and_then(|it| it.method).map(|it| Say::code("method", it.as_str())),
        ),
        Fact::maybe(
            "check-until",
            agreement.and_then(|it| it.valid_until).map(|until| words.day(words.date(until))),
        ),
    ];
    CheckStep {
        step: Step::new(paths::referral_draft(id), who(view), 5),
        sections: vec![
            section("check-need", reduced_facts(view), paths::referral_need(id)),
            section(
                "check-service",
                vec![Fact::maybe("check-recipient", recipient)],
                paths::referral_service(id),
            ),
            section("check-items", agreed_facts(words, view), paths::referral_items(id)),
            section("check-agreement", answer, paths::referral_agreement(id)),
        ],
        action: paths::referral_send(id),
        version: view.record.version,
        recipient: view.recipient().map(|to| to.organisation_name.clone()).unwrap_or_default(),
        next: CheckStep::next(days),
        blocked: (!ready || !view.may(Action::SendReferral)).then(|| Say::new(blocked_by(view, ready))),
    }
}

fn blocked_by(view: &ReferralView, ready: bool) -> &'static str {
    if ready && !view.may(Action::SendReferral) { "check-blocked-role" } else { "check-blocked-agreement" }
}

/// `POST /referrals/{id}/again`: the same need, another service; nothing is typed twice.
pub async fn again(page: Page<can::DraftReferral>, Id(id): Id<ReferralId>) -> WebResult {
    let Attempt { id, state } = start_again(page.app(), page.actor(), id).await?;
    Ok(go(&if state == ReferralState::Draft { paths::referral_service(id) } else { paths::referral(id) }))
}

/// `POST /referrals/{id}/send`: the paper for the person follows, or the way to how it stands when somebody was faster.
pub async fn send(page: Page<can::SendReferral>, Id(id): Id<ReferralId>, Sent(typed): Sent) -> WebResult {
    let done = send_referral(page.app(), page.actor(), id, typed.version()?).await;
    after(&page, done, &paths::referral_receipt(id), Done::Sent)
}
