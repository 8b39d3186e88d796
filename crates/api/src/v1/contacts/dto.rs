//! Contacts as they are recorded, and as the sheet of a person lists them.

use chrono::{DateTime, Utc};
use relais_app::{contacts::ContactInput, persons::ContactSeen};
use relais_domain::ids::RelationId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::codes;

/// A contact at the desk; no name is needed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "mode": "helped", "channel": "desk", "minutes": 20, "outcome": "solved", "theme": "papiers",
    "posture": "with", "text": "Carte d’identité perdue, demande faite ensemble."
}))]
pub(crate) struct ContactBody {
    /// What was done.
    #[schema(value_type = codes::ContactMode)]
    mode: String,
    /// By what way the person came.
    #[schema(value_type = codes::ContactChannel)]
    channel: String,
    /// How long it took: 5, 10, 20 or 40.
    minutes: u16,
    /// How it ended.
    #[schema(value_type = codes::ContactOutcome)]
    outcome: String,
    /// About what.
    #[serde(default)]
    #[schema(value_type = codes::Theme)]
    theme: String,
    /// Who did it, if it was said.
    #[serde(default)]
    #[schema(value_type = codes::Posture)]
    posture: String,
    /// What was said, if it helps the next colleague. Sealed. Never a password or a number of social security.
    #[serde(default)]
    #[schema(max_length = 2000)]
    text: String,
    /// The relation to the person, when she is known.
    relation: Option<Uuid>,
}

/// Whom a contact was with.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "relation": "7b0a5a34-5a3c-4a7b-9a53-2f0f6a1f4c21" }))]
pub(crate) struct ContactPersonBody {
    /// The organisation's relation to her.
    relation: Uuid,
}

impl ContactPersonBody {
    pub(crate) fn relation(&self) -> RelationId {
        RelationId::new(self.relation)
    }
}

/// A contact on the sheet of the person it was with.
#[derive(Serialize, ToSchema)]
pub(crate) struct Contact {
    /// Its id.
    id: Uuid,
    /// When.
    happened_at: DateTime<Utc>,
    /// What was done.
    #[schema(value_type = codes::ContactMode)]
    mode: String,
    /// How it ended.
    #[schema(value_type = codes::ContactOutcome)]
    outcome: String,
    /// About what.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<codes::Theme>)]
    theme: Option<String>,
    /// First name of the agent who recorded it; none for the organisation's software.
    #[serde(skip_serializing_if = "Option::is_none")]
    given_name: Option<String>,
    /// Name in use of the agent.
    #[serde(skip_serializing_if = "Option::is_none")]
    usual_name: Option<String>,
    /// What was said, for who reads the full sheet.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
}

impl From<ContactSeen> for Contact {
    fn from(ContactSeen { line, text }: ContactSeen) -> Self {
        Self {
            id: line.id().uuid(),
            happened_at: line.happened_at,
            mode: line.mode,
            outcome: line.outcome,
            theme: line.theme,
            given_name: line.given_name,
            usual_name: line.usual_name,
            text: text.map(|said| said.0),
        }
    }
}

impl From<ContactBody> for ContactInput {
    fn from(body: ContactBody) -> Self {
        Self {
            text: body.text,
            theme: body.theme,
            mode: body.mode,
            posture: body.posture,
            channel: body.channel,
            minutes: body.minutes.to_string(),
            outcome: body.outcome,
            relation: body.relation.map(RelationId::new),
        }
    }
}
