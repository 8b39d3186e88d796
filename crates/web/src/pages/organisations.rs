//! Organisations: the own one, its form, and those of the network for its animator.

use axum::http::StatusCode;
use relais_app::{
    AppError,
    members::{Members, list_members},
    organisations::{
        EditOrganisation, OrganisationRow, OrganisationView, Unreached, edit_organisation,
        list_organisations, list_unreached, show_organisation,
    },
    partners::ServiceRow,
};
use relais_domain::{
    access::{Action, role_allows},
    actor::{Actor, Role},
    ids::OrganisationId,
};

use relais_http::can;

use crate::{
    done::Done,
    error::WebResult,
    pages::paging,
    paths, present,
    request::{Asked, Id, Page, Sent, Typed, Visitor, go},
    say::Say,
    views::{
        Form,
        organisations::{InviteForm, MemberRow, OrganisationForm, OrganisationPage, Organisations},
        parts::{Choice, Fact, Link, Pager, Phrase, Row, Tag},
    },
    words::Words,
};

/// `GET /organisation`
pub async fn own(page: Page<can::ViewOrganisation>, Asked(asked): Asked) -> WebResult {
    let own = own_page(&page, page.actor(), &asked, Form::new()).await?;
    page.draw(&own)
}

/// The own organisation's page, with the invitation form as it was typed.
pub async fn draw_own(visitor: &Visitor, actor: &Actor, status: StatusCode, invite: Form) -> WebResult {
    visitor.draw_with(status, &own_page(visitor, actor, &Typed::default(), invite).await?)
}

/// The members are the page that was asked for; anything unreadable is the first.
async fn own_page(
    visitor: &Visitor,
    actor: &Actor,
    asked: &Typed,
    invite: Form,
) -> Result<OrganisationPage, AppError> {
    let app = &visitor.web.app;
    let view = show_organisation(app, actor, actor.organisation).await?;
    let members = list_members(app, actor, asked.get("after").parse().ok()).await?;
    let several = visitor.session.as_ref().is_some_and(|session| session.memberships > 1);
    let mut page = organisation_page(actor, &view);
    page.members_pager = paging::pager(paths::ORGANISATION, asked, members.next.map(|id| id.to_string()));
    let manages = role_allows(actor.role, Action::ManageMembers);
    page.members = member_rows(&visitor.words(), actor, &members);
    page.invitations = if manages { invitation_rows(&visitor.words(), &members) } else { Vec::new() };
    page.unreached =
        if manages { unreached(&visitor.words(), &list_unreached(app, actor).await?) } else { Vec::new() };
    page.invite = manages.then(|| InviteForm { form: invite, roles: roles() });
    if role_allows(actor.role, Action::EditOrganisation) {
        page.edit = Some(paths::ORGANISATION_EDIT);
        page.add_service = Some(paths::SERVICE_NEW);
    }
    page.team = manages.then_some(paths::TEAM);
    page.switch = several.then_some(paths::MEMBERSHIPS);
    Ok(page)
}

/// The roles a manager may give: those of an organisation, never the network's or software's.
fn roles() -> Vec<Choice> {
    let given =
        [Role::Receptionist, Role::SocialWorker, Role::DigitalMediator, Role::Manager, Role::Volunteer];
    Choice::list("role", &given)
}

/// `GET /organisations/{id}`, for the animator.
pub async fn of_network(page: Page<can::ManageNetwork>, Id(id): Id<OrganisationId>) -> WebResult {
    page.draw(&organisation_page(page.actor(), &show_organisation(page.app(), page.actor(), id).await?))
}

fn organisation_page(actor: &Actor, view: &OrganisationView) -> OrganisationPage {
    let row = &view.organisation;
    let town = [&row.postcode, &row.commune].into_iter().flatten().cloned().collect::<Vec<_>>().join(" ");
    let lines = row.address.iter().cloned().chain((!town.is_empty()).then_some(town));
    let address = lines.collect::<Vec<_>>().join("\n");
    OrganisationPage {
        name: row.name.clone(),
        facts: vec![
            Fact::new("organisation-kind", Say::code("kind", &row.kind)),
            Fact::maybe("organisation-siret", present::given(row.siret.as_ref())),
            Fact::maybe("field-address", (!address.is_empty()).then_some(address)),
            Fact::maybe("field-phone", row.phone.as_deref().map(present::phone)),
            Fact::maybe("field-email", present::given(row.email.as_ref())),
        ],
        services: view.services.iter().map(|service| service_row(actor, service)).collect(),
        members: Vec::new(),
        members_pager: Pager::default(),
        unreached: Vec::new(),
        invitations: Vec::new(),
        invite: None,
        add_service: None,
        edit: None,
        team: None,
        switch: None,
    }
}

fn service_row(actor: &Actor, service: &ServiceRow) -> Row {
    let edits =
        service.organisation() == actor.organisation && role_allows(actor.role, Action::EditOrganisation);
    let link = if edits {
        Link::new(paths::service_edit(service.id()), "change")
    } else {
        Link::new(paths::service(service.id()), "row-open-referral")
    };
    let mut row = Row::new(service.name.as_str(), link);
    if let Some(commune) = &service.commune {
        row = row.line(commune.as_str());
    }
    if !role_allows(actor.role, Action::FindPartner) {
        row.action = None;
    }
    if !service.accepts_referrals {
        row = row.line(Say::new("service-closed"));
    }
    row.tag(Tag::capacity(&service.capacity))
}

fn member_rows(words: &Words, actor: &Actor, members: &Members) -> Vec<MemberRow> {
    let manages = role_allows(actor.role, Action::ManageMembers);
    let row = |member: &relais_app::members::MemberRow| MemberRow {
        name: present::full_name(Some(&member.given_name), Some(&member.usual_name)),
        role: Say::code("role", &member.role),
        since: Say::new("member-since").with("day", words.day(words.date(member.started_at))),
        absence: (manages || actor.membership() == Some(member.id()))
            .then(|| paths::member_absence(member.id())),
        end: (manages && actor.membership() != Some(member.id())).then(|| paths::member_end(member.id())),
        version: member.version,
    };
    members.members.iter().map(row).collect()
}

/// Whom messages did not reach: her name, the organisation's mailbox, or the person of a referral by its number.
fn unreached(words: &Words, lines: &[Unreached]) -> Vec<Say> {
    let said = |line: &Unreached| {
        let doubtful = if line.state == "doubtful" { "-doubtful" } else { "" };
        let who = present::full_name(line.given_name.as_deref(), line.usual_name.as_deref());
        Say::new(format!("unreached-{}{doubtful}", line.addressee))
            .with("who", who)
            .with("number", line.number.clone().unwrap_or_default())
            .with("day", words.day(words.date(line.settled_at)))
    };
    lines.iter().map(said).collect()
}

fn invitation_rows(words: &Words, members: &Members) -> Vec<MemberRow> {
    let row = |invitation: &relais_domain::organisation::Invitation| MemberRow {
        name: invitation.email().as_str().to_owned(),
        role: Say::code("role", invitation.role().as_str()),
        since: Say::new("invitation-until").with("day", words.day(words.date(invitation.expires_at()))),
        absence: None,
        end: Some(paths::invitation_end(invitation.id())),
        version: invitation.version(),
    };
    members.invitations.iter().map(row).collect()
}

/// `GET /organisation/edit`
pub async fn edit_form(page: Page<can::EditOrganisation>) -> WebResult {
    let row = show_organisation(page.app(), page.actor(), page.actor().organisation).await?.organisation;
    page.draw(&OrganisationForm { form: filled(&row), name: row.name })
}

/// The form as the organisation stands.
fn filled(row: &OrganisationRow) -> Form {
    let phone = row.phone.as_deref().map(present::phone);
    let mut form = Form::new().with("name", row.name.as_str());
    for (name, value) in [("phone", &phone), ("email", &row.email), ("address", &row.address)] {
        if let Some(value) = value {
            form = form.with(name, value.as_str());
        }
    }
    form.editing(row.version)
}

/// `POST /organisation/edit`
pub async fn edit(page: Page<can::EditOrganisation>, Sent(typed): Sent) -> WebResult {
    let input = EditOrganisation {
        version: typed.version()?,
        name: typed.text("name"),
        phone: typed.text("phone"),
        email: typed.text("email"),
        address: typed.text("address"),
    };
    match edit_organisation(page.app(), page.actor(), input).await {
        Ok(()) => Ok(go(&Done::OrganisationSaved.on(paths::ORGANISATION))),
        Err(error) => {
            let (status, form) = typed.again(error)?;
            let row =
                show_organisation(page.app(), page.actor(), page.actor().organisation).await?.organisation;
            let form = match status {
                StatusCode::CONFLICT => form.over(filled(&row), |_, held| Phrase::held(held)),
                _ => form,
            };
            page.draw_with(status, &OrganisationForm { form, name: row.name })
        }
    }
}

/// `GET /organisations`
pub async fn list(page: Page<can::ManageNetwork>, Asked(asked): Asked) -> WebResult {
    let after = asked.get("id").parse().ok().map(|id| (asked.get("after").to_owned(), id));
    let (organisations, next) = list_organisations(page.app(), page.actor(), after.as_ref()).await?;
    let row = |row: &relais_app::organisations::OrganisationRow| {
        let link = Link::new(paths::organisation(row.id()), "row-open-referral");
        let told = Row::new(row.name.as_str(), link).line(Say::code("kind", &row.kind));
        let told = row.commune.iter().fold(told, |told, commune| told.line(commune.as_str()));
        told.line(Say::new("organisation-members").with("n", row.members))
    };
    page.draw(&Organisations {
        rows: organisations.iter().map(row).collect(),
        pager: Pager {
            previous: after.map(|_| paths::ORGANISATIONS.to_owned()),
            next: next
                .map(|(key, id)| format!("{}?after={}&id={id}", paths::ORGANISATIONS, key.replace(' ', "+"))),
        },
    })
}
