//! Contacts as they are recorded.

use relais_app::contacts::ContactInput;
use relais_domain::ids::RelationId;
use serde::Deserialize;
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
