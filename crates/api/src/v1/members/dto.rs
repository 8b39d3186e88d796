//! Who works here, and who is invited.

use chrono::{DateTime, Utc};
use relais_app::members::{Invited, MemberRow, Members};
use relais_domain::organisation;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{codes, cursor};

/// A living membership.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "id": "7c0a3b5e-64a1-4f0e-9d3b-0f7a2c9e1b11", "given_name": "Camille", "usual_name": "Exemple",
    "role": "social_worker", "email": "camille@ccas.exemple", "since": "2026-01-05T08:00:00Z", "version": 1
}))]
pub(crate) struct Member {
    /// The membership.
    id: Uuid,
    /// First name.
    given_name: String,
    /// Name in use.
    usual_name: String,
    /// The role.
    #[schema(value_type = codes::Role)]
    role: String,
    /// E-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    /// Since when.
    since: DateTime<Utc>,
    /// The version to name when ending it: `If-Match: "v1"`.
    version: i32,
}

/// Days away.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "from": "2026-12-21", "until": "2027-01-03" }))]
pub(crate) struct AbsenceBody {
    /// The first day.
    #[schema(format = Date)]
    pub from: String,
    /// The last day, at most a year later.
    #[schema(format = Date)]
    pub until: String,
    /// The membership of the colleague who takes over; the whole team where none is named.
    #[serde(default)]
    pub cover: Option<Uuid>,
}

/// An invitation nobody used yet.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "id": "d1c1f6a4-9a2e-4b35-8f38-1a5a4f0f2a10", "email": "sacha@ccas.exemple", "role": "receptionist",
    "expires_at": "2026-12-05T09:00:00Z"
}))]
pub(crate) struct Invitation {
    /// Its id.
    id: Uuid,
    /// The mailbox it is for.
    email: String,
    /// The role offered.
    #[schema(value_type = codes::Role)]
    role: &'static str,
    /// Until when it may be used.
    expires_at: DateTime<Utc>,
}

/// A page of members, and invitations for who manages them.
#[derive(Serialize, ToSchema)]
pub(crate) struct MemberList {
    /// Living memberships, by name, at most 50.
    members: Vec<Member>,
    /// Where the next page of members begins; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
    /// Invitations; empty for who does not manage members.
    invitations: Vec<Invitation>,
}

/// Which page.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct MemberQuery {
    /// `next` of the page before.
    pub cursor: Option<String>,
}

/// Whom to invite.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "email": "sacha@ccas.exemple", "role": "receptionist" }))]
pub(crate) struct InvitationBody {
    /// A professional mailbox.
    pub email: String,
    /// The role offered; never `integration`.
    #[schema(value_type = codes::Role)]
    pub role: String,
}

/// An invitation that was made. The token is told here and never again, not even to the same request repeated.
#[derive(Serialize, ToSchema)]
pub(crate) struct InvitationMade {
    /// Its id.
    id: Uuid,
    /// The end of the link: `/invitations/{token}`.
    #[schema(example = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    token: String,
    /// Until when it may be used.
    expires_at: DateTime<Utc>,
    /// Whether it takes the place of one that was open for the same mailbox, whose link no longer works.
    replaces: bool,
}

impl From<MemberRow> for Member {
    fn from(row: MemberRow) -> Self {
        Self {
            id: row.id().uuid(),
            given_name: row.given_name,
            usual_name: row.usual_name,
            role: row.role,
            email: row.email,
            since: row.started_at,
            version: row.version,
        }
    }
}

impl From<organisation::Invitation> for Invitation {
    fn from(invitation: organisation::Invitation) -> Self {
        Self {
            id: invitation.id().uuid(),
            email: invitation.email().as_str().to_owned(),
            role: invitation.role().as_str(),
            expires_at: invitation.expires_at(),
        }
    }
}

impl From<Members> for MemberList {
    fn from(list: Members) -> Self {
        Self {
            next: list.next.map(cursor::after_member),
            members: list.members.into_iter().map(Into::into).collect(),
            invitations: list.invitations.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<Invited> for InvitationMade {
    fn from(invited: Invited) -> Self {
        let invitation = invited.invitation;
        Self {
            id: invitation.id().uuid(),
            token: invited.token,
            expires_at: invitation.expires_at(),
            replaces: invited.replaces,
        }
    }
}
