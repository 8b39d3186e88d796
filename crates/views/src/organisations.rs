//! Organisations: the own one with its members and invitations, its form, an invitation's link shown once, the page
//! where it is accepted, and the list of the network.

use serde::Serialize;

use super::{
    Form, NavPlace, Shell, View,
    parts::{Choice, Fact, Link, Pager, Row, Tag, Tone},
};
use crate::{paths, say::Say};

/// A member, or an invitation that waits.
#[derive(Clone, Debug, Serialize)]
pub struct MemberRow {
    /// Her name, or the invited address.
    pub name: String,
    /// Her role, in words.
    pub role: Say,
    /// « depuis le 3 février », « valable jusqu’au 26 mars ».
    pub since: Say,
    /// Her absences, for herself and whoever answers for the team.
    pub absence: Option<String>,
    /// Asks whether the membership ends, or takes the invitation back (POST).
    pub end: Option<String>,
    /// The version that was read.
    pub version: i32,
}

/// The page of an organisation.
#[derive(Clone, Debug, Serialize)]
pub struct OrganisationPage {
    /// Its name.
    pub name: String,
    /// Kind, SIRET, commune, phone, mail.
    pub facts: Vec<Fact>,
    /// Its services.
    pub services: Vec<Row>,
    /// Its members, for who may see them.
    pub members: Vec<MemberRow>,
    /// Previous and next page of the members.
    pub members_pager: Pager,
    /// Messages that did not arrive, for who manages members.
    pub unreached: Vec<Say>,
    /// Invitations not yet accepted.
    pub invitations: Vec<MemberRow>,
    /// The invitation form (fields `email`, `role`), for who manages members.
    pub invite: Option<InviteForm>,
    /// Adds a service.
    pub add_service: Option<&'static str>,
    /// Changes the organisation.
    pub edit: Option<&'static str>,
    /// What waits in whose hands.
    pub team: Option<&'static str>,
    /// « Changer d’organisme ».
    pub switch: Option<&'static str>,
}

/// The form that invites.
#[derive(Clone, Debug, Serialize)]
pub struct InviteForm {
    /// As typed.
    pub form: Form,
    /// The roles a manager may give.
    pub roles: Vec<Choice>,
}

/// The organisation's form. Fields: `name`, `phone`, `email`, `address`.
#[derive(Clone, Debug, Serialize)]
pub struct OrganisationForm {
    /// As typed, with the version that was read.
    pub form: Form,
    /// Its name as it stands.
    pub name: String,
}

/// The question before a membership ends.
#[derive(Clone, Debug, Serialize)]
pub struct EndMember {
    /// Whose.
    pub name: String,
    /// Her role, in words.
    pub role: Say,
    /// Where the yes is sent.
    pub action: String,
    /// The version that was read.
    pub version: i32,
}

/// The link of an invitation, shown this once.
#[derive(Clone, Debug, Serialize)]
pub struct InvitationLink {
    /// The whole address, with the host.
    pub link: String,
    /// To whom it goes.
    pub email: String,
    /// « jusqu’au 26 mars ».
    pub until: String,
    /// Whether a link shown before for the same address no longer works.
    pub replaces: bool,
}

/// The page an invitation leads to; accepting is a POST with one button.
#[derive(Clone, Debug, Serialize)]
pub struct AcceptInvitation {
    /// Who invites.
    pub organisation: String,
    /// The mailbox it was made for.
    pub email: String,
    /// The role offered.
    pub role: Say,
    /// What becomes of the role she has there already.
    pub standing: Option<Say>,
    /// Where accepting is sent.
    pub action: String,
    /// Where to sign in first, when nobody is signed in.
    pub sign_in: Option<String>,
}

/// The organisations of the network, for its animator.
#[derive(Clone, Debug, Serialize)]
pub struct Organisations {
    /// One row an organisation.
    pub rows: Vec<Row>,
    /// The other pages.
    pub pager: Pager,
}

impl View for OrganisationPage {
    const TEMPLATE: &'static str = "organisations/show.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let member = |name: &str, role, since: &str, end: Option<&str>| MemberRow {
            name: name.to_owned(),
            role: Say::code("role", role),
            since: Say::new("member-since").with("day", since),
            absence: Some("/organisation/members/1/absence".to_owned()),
            end: end.map(str::to_owned),
            version: 1,
        };
        let invite = |form| {
            let roles = ["receptionist", "social_worker", "digital_mediator", "manager", "volunteer"];
            Some(InviteForm { form, roles: roles.map(|role| Choice::code("role", role)).to_vec() })
        };
        let manager = Self {
            name: "CCAS de Brest".to_owned(),
            facts: vec![
                Fact::new("organisation-kind", Say::code("kind", "ccas")),
                Fact::new("organisation-siret", "262 900 011 00019"),
                Fact::new("field-commune", "Brest"),
                Fact::new("field-phone", "02 98 00 80 80"),
                Fact::maybe("field-email", None::<&str>),
            ],
            services: vec![
                Row::new("Accueil social", Link::new("/services/s1/edit", "change"))
                    .line("Mairie de Brest")
                    .tag(Tag::new(Tone::Ok, Say::code("capacity", "open"))),
            ],
            members: vec![
                member("Léa Morvan", "social_worker", "3 février", Some("/organisation/members/1/end")),
                member("Hugo Riou", "receptionist", "10 janvier", Some("/organisation/members/2/end")),
            ],
            members_pager: Pager::default(),
            unreached: unreached(),
            invitations: vec![MemberRow {
                name: "nolwenn@ccas.example".to_owned(),
                role: Say::code("role", "digital_mediator"),
                since: Say::new("invitation-until").with("day", "26 mars"),
                absence: None,
                end: Some("/organisation/invitations/1/end".to_owned()),
                version: 1,
            }],
            invite: invite(Form::new()),
            add_service: Some(paths::SERVICE_NEW),
            edit: Some(paths::ORGANISATION_EDIT),
            team: Some(paths::TEAM),
            switch: Some(paths::MEMBERSHIPS),
        };
        let refused = Self {
            invite: invite(
                Form::new()
                    .with("email", "nolwenn@")
                    .refused("email", "email.format")
                    .refused("role", "choice.required"),
            ),
            ..manager.clone()
        };
        let reader = Self {
            invite: None,
            add_service: None,
            edit: None,
            members: Vec::new(),
            unreached: Vec::new(),
            invitations: Vec::new(),
            services: Vec::new(),
            ..manager.clone()
        };
        vec![("manager", manager), ("refused", refused), ("reader", reader)]
    }
}

/// A line of every kind there is.
fn unreached() -> Vec<Say> {
    let keys = ["member", "mailbox", "person"]
        .map(|to| [format!("unreached-{to}"), format!("unreached-{to}-doubtful")]);
    let line =
        |key| Say::new(key).with("who", "Léa Morvan").with("number", "R-7K2M-9PQX").with("day", "3 février");
    keys.into_iter().flatten().map(line).collect()
}

impl View for OrganisationForm {
    const TEMPLATE: &'static str = "organisations/form.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let page = |form: Form| Self { form: form.version(2), name: "CCAS de Brest".to_owned() };
        let refused = Form::new().with("phone", "1234").refused("phone", "phone.format");
        vec![("edit", page(Form::new().with("phone", "02 98 00 80 80"))), ("refused", page(refused))]
    }
}

impl View for EndMember {
    const TEMPLATE: &'static str = "organisations/end_member.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let page = Self {
            name: "Hugo Riou".to_owned(),
            role: Say::code("role", "receptionist"),
            action: "/organisation/members/2/end".to_owned(),
            version: 1,
        };
        vec![("any", page)]
    }
}

impl View for InvitationLink {
    const TEMPLATE: &'static str = "organisations/invited.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let page = Self {
            link: "relais.example/invitations/Zm9yIHRlc3RzIG9ubHk".to_owned(),
            email: "nolwenn@ccas.example".to_owned(),
            until: "26 mars".to_owned(),
            replaces: false,
        };
        vec![("first", page.clone()), ("again", Self { replaces: true, ..page })]
    }
}

impl View for AcceptInvitation {
    const TEMPLATE: &'static str = "organisations/accept.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let present = Say::new("accept-other-role").with("role", Say::code("role", "receptionist"));
        let page = |sign_in, standing| Self {
            organisation: "CCAS de Brest".to_owned(),
            email: "camille@ccas.exemple".to_owned(),
            role: Say::code("role", "digital_mediator"),
            standing,
            action: "/invitations/Zm9yIHRlc3Rz".to_owned(),
            sign_in,
        };
        vec![
            ("signed-in", page(None, None)),
            ("a-member", page(None, Some(present))),
            ("anonymous", page(Some(paths::LOGIN.to_owned()), None)),
        ]
    }

    fn sample_shell() -> Shell {
        Shell::sample_anonymous()
    }
}

impl View for Organisations {
    const TEMPLATE: &'static str = "organisations/list.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let row = |name: &str, kind, commune: &str, members: i64| {
            Row::new(name, Link::new("/organisations/1", "row-open-referral"))
                .line(Say::code("kind", kind))
                .line(commune)
                .line(Say::new("organisation-members").with("n", members))
        };
        let rows = vec![
            row("CCAS de Brest", "ccas", "Brest", 12),
            row("Caf du Finistère", "caf", "Brest", 3),
            row("Mission locale du Pays de Brest", "mission_locale", "Brest", 1),
        ];
        let full = Self { rows, pager: Pager::default() };
        vec![("full", full), ("empty", Self { rows: Vec::new(), pager: Pager::default() })]
    }

    fn sample_shell() -> Shell {
        Shell::sample_at(None)
            .at(&[NavPlace::Partners, NavPlace::Organisations], Some(NavPlace::Organisations))
    }
}
