//! The caller, as she is known.

use relais_domain::{
    access::{Action, role_allows},
    actor::{Actor, Who},
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::codes;

/// Whom the credential stands for, and what the role may do at all.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "kind": "agent", "role": "social_worker", "membership": "7c0a3b5e-64a1-4f0e-9d3b-0f7a2c9e1b11",
    "organisation": "0b5e7c1c-3f5d-4a55-9c55-9f2b1c7d8e90", "network": "5f0e2b0a-9a53-4c8e-8d53-1b7a52a5c0de",
    "actions": ["search_persons", "draft_referral", "send_referral"]
}))]
pub(crate) struct Me {
    /// `agent` for a provider's access token, `key` for an organisation's key.
    kind: &'static str,
    /// The role.
    #[schema(value_type = codes::Role)]
    role: &'static str,
    /// The agent's membership.
    #[serde(skip_serializing_if = "Option::is_none")]
    membership: Option<Uuid>,
    /// On whose behalf the caller acts.
    organisation: Uuid,
    /// The network of that organisation.
    network: Uuid,
    /// Acts the role has at all; each object decides the rest.
    #[schema(value_type = Vec<codes::Action>)]
    actions: Vec<&'static str>,
}

impl From<&Actor> for Me {
    fn from(actor: &Actor) -> Self {
        let allowed = Action::ALL.iter().filter(|action| role_allows(actor.role, **action));
        Self {
            kind: if matches!(actor.who, Who::Key(_)) { "key" } else { "agent" },
            role: actor.role.as_str(),
            membership: actor.membership().map(relais_domain::ids::MembershipId::uuid),
            organisation: actor.organisation.uuid(),
            network: actor.network.uuid(),
            actions: allowed.map(|action| action.as_str()).collect(),
        }
    }
}
