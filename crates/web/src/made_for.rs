//! For whom a form was made: the agent and the organisation at work when its page was drawn.
//!
//! A page outlives its session: she changes organisation in another tab, or somebody else signs in at the same
//! machine. What was typed for one organisation is never stored by another, so every form says whose it was. This is
//! against mistakes; other sites are kept out by the token (`relais_http::edge::csrf`).

use axum::http::{Method, request::Parts};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use relais_domain::{
    actor::{Actor, Who},
    ids::OrganisationId,
};
use relais_http::edge::csrf::SentForm;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::error::Late;

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

    fn agent(&self) -> &str {
        agent_of(&self.mark)
    }
}

fn agent_of(mark: &str) -> &str {
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

/// Why a form that was sent is not the present reader's, if it is not. One without a mark was drawn before anybody
/// was at work, and belongs to nobody else.
pub fn another(parts: &Parts, actor: &Actor) -> Option<Late> {
    if parts.method != Method::POST {
        return None;
    }
    let mine = MadeFor::of(actor, "")?;
    let form = parts.extensions.get::<SentForm>()?;
    let (_, theirs) = form.typed().find(|(name, value)| name == MARK && *value != mine.mark)?;
    Some(if agent_of(&theirs) == mine.agent() { Late::OtherOrganisation } else { Late::OtherAgent })
}

/// The organisation a form was made for, as its page named it.
pub fn named(form: Option<&SentForm>) -> String {
    let typed = form.into_iter().flat_map(SentForm::typed);
    typed.filter(|(name, _)| name == NAME).map(|(_, value)| value).next().unwrap_or_default()
}
