//! Whether a form that was sent was made for its sender (`relais_views::made_for` says what the mark is).

use axum::http::{Method, request::Parts};
use relais_domain::actor::Actor;
use relais_http::edge::csrf::SentForm;
use relais_views::made_for::{MARK, MadeFor, NAME, agent_of};

use crate::error::Late;

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
