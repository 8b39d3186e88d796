//! Persons: the last contacts, the search, the sheet, the reason asked of a manager.

use axum::http::StatusCode;
use relais_app::{
    AppError,
    persons::{
        ContactSeen, PersonLine, PersonSheet as Sheet, ReadingReason, SheetDepth as Depth, give_reason,
        list_persons, search_persons, show_person,
    },
    referrals::find_referral,
};
use relais_domain::{
    access::{Action, role_allows},
    actor::Actor,
    ids::RelationId,
};

use relais_http::can;

use crate::{
    error::WebResult,
    pages::{inbox, paging},
    paths, present,
    request::{Asked, Id, Page, Sent, Typed, go},
    say::Say,
    views::{
        Form,
        parts::{Choice, Fact, HistoryLine, Link, Pager, Phrase, Row},
        persons::{PersonList, PersonSheet, ReasonForm, SheetDepth},
    },
    words::Words,
};

/// `GET /persons`
pub async fn list(page: Page<can::SearchPersons>, Asked(asked): Asked) -> WebResult {
    let (lines, next) = list_persons(page.app(), page.actor(), paging::cursor(&asked)).await?;
    let pager = paging::pager(paths::PERSONS, &asked, next.map(paging::after));
    page.draw(&PersonList { pager, ..listed(&page, Form::new(), false, &lines) })
}

/// `POST /persons/search`: a POST, so that no name stands in an address. The number of a referral of this organisation
/// leads to it: no name holds a digit or begins so.
pub async fn search(page: Page<can::SearchPersons>, Sent(typed): Sent) -> WebResult {
    let query = typed.get("query").trim();
    let prefixed = query.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("R-"));
    if prefixed || query.chars().any(|sign| sign.is_ascii_digit()) {
        match find_referral(page.app(), page.actor(), query).await {
            Ok(referral) => return Ok(go(&paths::referral(referral))),
            Err(AppError::Invalid(_) | AppError::Forbidden) => {}
            Err(other) => return Err(other.into()),
        }
    }
    match search_persons(page.app(), page.actor(), typed.get("query")).await {
        Ok(lines) => page.draw(&listed(&page, typed.form(), true, &lines)),
        Err(error) => {
            let (status, form) = typed.again(error)?;
            page.draw_with(status, &listed(&page, form, true, &[]))
        }
    }
}

fn listed(page: &Page<can::SearchPersons>, form: Form, searched: bool, lines: &[PersonLine]) -> PersonList {
    let words = page.words();
    PersonList {
        form,
        searched,
        rows: lines.iter().map(|line| row(&words, line)).collect(),
        pager: Pager::default(),
        new: role_allows(page.actor().role, Action::CreatePerson).then_some(paths::PERSON_NEW),
    }
}

/// A person in a list.
pub fn row(words: &Words, line: &PersonLine) -> Row {
    let name = format!("{} {}", line.given_name, line.family_name);
    let mut row = Row::new(name.trim(), Link::new(paths::person(line.relation), "row-open-person"));
    if let Some(year) = &line.birth_year {
        row = row.line(Say::new("person-born-in").with("year", year.as_str()));
    }
    if let Some(commune) = &line.commune {
        row = row.line(commune.as_str());
    }
    row.line(Say::new("person-seen").with("day", words.day(words.date(line.last_contact_at))))
}

/// `GET /persons/{relation}`
pub async fn show(page: Page<can::ViewReceptionCard>, Id(id): Id<RelationId>) -> WebResult {
    match show_person(page.app(), page.actor(), id).await {
        Ok(sheet) => page.draw(&view(&page.words(), page.actor(), &sheet)),
        Err(AppError::Rule { code: "person.reason_needed" }) => {
            page.draw_with(StatusCode::FORBIDDEN, &reason_form(&paths::person_reason(id), Form::new()))
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /persons/{relation}/reason`
pub async fn reason(
    page: Page<can::ViewReceptionCard>,
    Id(id): Id<RelationId>,
    Sent(typed): Sent,
) -> WebResult {
    match read_reason(&typed, &paths::person_reason(id)) {
        Ok(reason) => give_reason(page.app(), page.actor(), id, reason).await?,
        Err(form) => return page.draw_with(StatusCode::UNPROCESSABLE_ENTITY, form.as_ref()),
    }
    Ok(go(&paths::person(id)))
}

/// The reason typed, or the form again.
pub fn read_reason(typed: &Typed, action: &str) -> Result<ReadingReason, Box<ReasonForm>> {
    let refused = |_| Box::new(reason_form(action, typed.form().refused("reason", "choice.required")));
    typed.get("reason").parse().map_err(refused)
}

/// The question put to a manager before a sheet is opened.
pub fn reason_form(action: &str, form: Form) -> ReasonForm {
    ReasonForm {
        form,
        reasons: Choice::list("reading-reason", ReadingReason::ALL),
        action: action.to_owned(),
        cancel: paths::HOME.to_owned(),
    }
}

fn view(words: &Words, actor: &Actor, sheet: &Sheet) -> PersonSheet {
    let identity = &sheet.content.identity;
    let full = sheet.depth == Depth::Full;
    let since = words.day(words.date(sheet.since));
    let may = |action| role_allows(actor.role, action);
    PersonSheet {
        name: present::full_name(identity.given_name.as_deref(), identity.family_name.as_deref()),
        context: Say::new("person-since")
            .with("day", since)
            .with("ground", Say::code("ground", &sheet.ground)),
        depth: if full { SheetDepth::Full } else { SheetDepth::Reception },
        warnings: warnings(actor, sheet),
        reception: reception(sheet),
        identity: if full { facts(words, sheet) } else { Vec::new() },
        referrals: referrals(words, actor, sheet),
        history: sheet.contacts.iter().map(|contact| history(words, contact)).collect(),
        edit: may(Action::EditReceptionCard).then(|| paths::person_edit(sheet.relation)),
        note: may(Action::RecordContact).then(|| paths::person_contacts(sheet.relation)),
        refer: may(Action::DraftReferral).then(|| paths::person_referrals(sheet.relation)),
    }
}

/// The referral she came with, then those sent for her.
fn referrals(words: &Words, actor: &Actor, sheet: &Sheet) -> Vec<Row> {
    let received = sheet.received.iter().map(|line| inbox::ground_row(words, line));
    received.chain(sheet.referrals.iter().map(|line| inbox::own_row(words, actor.role, line))).collect()
}

/// A contact: what about, when and by whom, what was done, how it ended, what was said.
fn history(words: &Words, contact: &ContactSeen) -> HistoryLine {
    let line = &contact.line;
    let moment = words.moment(line.happened_at);
    let agent = present::full_name(line.given_name.as_deref(), line.usual_name.as_deref());
    let when = if agent.is_empty() {
        Say::new("history-at").with("moment", moment)
    } else {
        Say::new("history-by").with("moment", moment).with("who", agent)
    };
    let sentence = |list, code| Say::new("history-sentence").with("text", Say::code(list, code));
    let told =
        HistoryLine::new(Say::new("person-contact").with("theme", present::theme(line.theme.as_deref())))
            .detail(when)
            .detail(sentence("mode", &line.mode))
            .detail(sentence("contact-outcome", &line.outcome));
    match &contact.text {
        Some(said) => told.detail(Phrase::Plain(said.0.clone())),
        None => told,
    }
}

fn warnings(actor: &Actor, sheet: &Sheet) -> Vec<Say> {
    let card = &sheet.content.card;
    let mut warnings = Vec::new();
    if card.do_not_write {
        warnings.push(Say::new("person-do-not-write"));
    }
    if let Some(measure) =
        card.protection.as_deref().filter(|measure| !matches!(*measure, "none" | "unknown"))
    {
        warnings.push(Say::new("person-protected").with("measure", Say::code("protection", measure)));
    }
    if actor.role == relais_domain::actor::Role::Manager {
        warnings.push(Say::new("person-opened-for-reason"));
    }
    warnings
}

fn reception(sheet: &Sheet) -> Vec<Fact> {
    let card = &sheet.content.card;
    let coded = |list: &str, code: &Option<String>| code.as_deref().map(|code| Say::code(list, code));
    let mut facts = vec![
        Fact::maybe("field-reading", coded("reading", &card.reading)),
        Fact::maybe("field-languages", relais_views::languages::named(&card.languages)),
        Fact::maybe("field-channel", coded("reach", &card.channel)),
        Fact::maybe("field-safe-hours", present::given(card.safe_hours.as_ref())),
    ];
    if card.interpreter {
        facts.push(Fact::new("field-interpreter", Say::code("answer", "yes")));
    }
    facts
}

fn facts(words: &Words, sheet: &Sheet) -> Vec<Fact> {
    let identity = &sheet.content.identity;
    let place =
        [&identity.postcode, &identity.commune].into_iter().flatten().cloned().collect::<Vec<_>>().join(" ");
    let address: Vec<_> =
        identity.address.iter().cloned().chain([place]).filter(|line| !line.is_empty()).collect();
    vec![
        Fact::maybe("field-birth", identity.birth.as_deref().map(|birth| present::birth(words, birth))),
        Fact::maybe("field-phone", identity.phone.as_deref().map(present::phone)),
        Fact::maybe("field-email", present::given(identity.email.as_ref())),
        Fact::maybe("field-address", (!address.is_empty()).then(|| address.join("\n"))),
    ]
}
