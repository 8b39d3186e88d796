//! For whom a form was made: the agent and the organisation at work when its page was drawn.
//!
//! A page outlives its session: she changes organisation in another tab, or somebody else signs in at the same
//! machine. What was typed for one organisation is never stored by another, so every form says whose it was. This is
//! against mistakes; other sites are kept out by the token (`relais_http::edge::csrf`).

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use relais_domain::{
    actor::{Actor, Who},
    ids::OrganisationId,
};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

/// The hidden field that holds the mark.
pub const MARK: &str = "made_for";
/// The hidden field that holds the organisation's name, for whoever must be told where the form belongs.
pub const NAME: &str = "made_at";

/// What a form says of whom it was made for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct MadeFor {
    /// Digests of the agent and of the agent at the organisation; no id in clear.
    pub mark: String,
    /// The organisation's name.
    pub organisation: String,
}

impl MadeFor {
    /// The mark of an agent at work. It outlives a session, a change of role and a new invitation.
    pub fn of(actor: &Actor, organisation: &str) -> Option<Self> {
        let Who::Agent { agent, .. } = actor.who else { return None };
        let agent = agent.uuid();
        let mark = format!("{}.{}", digest(agent, None), digest(agent, Some(actor.organisation)));
        Some(Self { mark, organisation: organisation.to_owned() })
    }

    /// The part of the mark that stays when she changes organisation.
    pub fn agent(&self) -> &str {
        agent_of(&self.mark)
    }
}

/// The part of a mark that says the agent alone.
pub fn agent_of(mark: &str) -> &str {
    mark.split('.').next().unwrap_or_default()
}

fn digest(agent: uuid::Uuid, organisation: Option<OrganisationId>) -> String {
    let mut hash = Sha256::new();
    hash.update(b"relais form 1");
    hash.update(agent.as_bytes());
    if let Some(organisation) = organisation {
        hash.update(organisation.uuid().as_bytes());
    }
    let digest = hash.finalize();
    URL_SAFE_NO_PAD.encode(digest.get(..12).unwrap_or_default())
}
