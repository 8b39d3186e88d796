//! Who is away, who takes over, and what waits in whose hands.

use axum::http::StatusCode;
use relais_app::members::{
    AbsenceInput, AbsenceRow, Load, MemberAbsences, MemberRow, note_absence, show_absences, show_team_load,
    take_back_absence,
};
use relais_domain::ids::MembershipId;
use relais_http::can;

use crate::{
    done::Done,
    error::WebResult,
    paths, present,
    request::{Id, Page, Sent, after, go},
    say::Say,
    views::{
        Form,
        absences::{AbsencePage, TeamPage},
        parts::{Choice, Link, Row},
    },
    words::Words,
};

/// `GET /organisation/members/{id}/absence`
pub async fn form(page: Page<can::ViewOrganisation>, Id(id): Id<MembershipId>) -> WebResult {
    asked(&page, id, (StatusCode::OK, Form::new())).await
}

/// `POST /organisation/members/{id}/absence`
pub async fn note(
    page: Page<can::ViewOrganisation>,
    Id(id): Id<MembershipId>,
    Sent(typed): Sent,
) -> WebResult {
    let input =
        AbsenceInput { from: typed.text("from"), until: typed.text("until"), cover: typed.text("cover") };
    match note_absence(page.app(), page.actor(), id, &input).await {
        Ok(()) => Ok(go(&Done::AbsenceNoted.on(paths::ORGANISATION))),
        Err(error) => asked(&page, id, typed.again(error)?).await,
    }
}

/// `POST /organisation/members/{id}/back`
pub async fn back(page: Page<can::ViewOrganisation>, Id(id): Id<MembershipId>) -> WebResult {
    let done = take_back_absence(page.app(), page.actor(), id).await;
    after(&page, done, paths::ORGANISATION, Done::MemberBack)
}

async fn asked(
    page: &Page<can::ViewOrganisation>,
    id: MembershipId,
    (status, form): (StatusCode, Form),
) -> WebResult {
    let shown = show_absences(page.app(), page.actor(), id).await?;
    page.draw_with(status, &absence_page(&page.words(), &shown, form))
}

fn absence_page(words: &Words, shown: &MemberAbsences, form: Form) -> AbsencePage {
    let MemberAbsences { member, absences, colleagues } = shown;
    AbsencePage {
        form,
        name: name(member),
        action: paths::member_absence(member.id()),
        back: paths::member_back(member.id()),
        absences: absences.iter().map(|absence| away(words, absence)).collect(),
        colleagues: colleagues.iter().map(|other| Choice::new(other.id().to_string(), name(other))).collect(),
    }
}

fn name(member: &MemberRow) -> String {
    present::full_name(Some(&member.given_name), Some(&member.usual_name))
}

fn away(words: &Words, absence: &AbsenceRow) -> Say {
    Say::new("absence-days")
        .with("from", words.day(absence.starts_on))
        .with("until", words.day(absence.ends_on))
}

/// `GET /organisation/team`
pub async fn team(page: Page<can::ManageMembers>) -> WebResult {
    let shown = show_team_load(page.app(), page.actor()).await?;
    let words = page.words();
    let rows = shown.loads.iter().map(|load| hands(&words, load, &shown.absences)).collect();
    page.draw(&TeamPage { rows })
}

/// One pair of hands: how much waits there, since when, and whether they are away.
fn hands(words: &Words, load: &Load, absences: &[AbsenceRow]) -> Row {
    let mut row = match load.member() {
        Some(member) => {
            let name = present::full_name(load.given_name.as_deref(), load.usual_name.as_deref());
            Row::new(name, Link::new(paths::member_absence(member), "team-absence"))
        }
        None => Row::new(Say::new("team-open"), Link::new(paths::INBOX, "team-see")),
    };
    row = row.line(Say::new("team-load").with("asked", load.to_answer).with("working", load.under_way));
    if let Some(since) = load.waits_since {
        row = row.line(Say::new("team-since").with("day", words.day(words.date(since))));
    }
    let theirs = absences.iter().find(|absence| Some(absence.member()) == load.member());
    match theirs {
        Some(absence) => row.line(away(words, absence)),
        None => row,
    }
}
