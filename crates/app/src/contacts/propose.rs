//! What she said at the desk is not asked twice: a referral begun after a contact starts from its words.

use relais_domain::{
    access::{self, Action},
    actor::Actor,
    ids::RelationId,
    referral::visibility::Sight,
};
use relais_store::journal::{Act, Action as Journalled};

use crate::{App, AppError};

/// What the last contact says of the need.
#[derive(Clone)]
pub struct ProposedNeed {
    /// Her words, or the agent's note of them; never empty.
    pub text: String,
    /// Theme code.
    pub theme: Option<String>,
}

impl std::fmt::Debug for ProposedNeed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ProposedNeed([secret])")
    }
}

/// The words of the last contact with her, read once and journalled; none when a need was written since, and none for
/// reception unless the agent noted them.
pub async fn propose_need(
    app: &App,
    actor: &Actor,
    id: RelationId,
) -> Result<Option<ProposedNeed>, AppError> {
    let unit = app.store.begin(actor).await?;
    let relation = unit.find_relation(id).await?.ok_or(AppError::NotFound)?;
    let grant = access::require(actor, Action::DraftReferral, &relation.facts())?;
    let Some(contact) = unit.find_contact_without_need(id).await? else { return Ok(None) };
    let noted = contact.membership().is_some() && contact.membership() == actor.membership();
    if grant.sight() < Sight::Own && !noted {
        return Ok(None);
    }
    let Some(content) = unit.open_contacts(&grant, std::slice::from_ref(&contact)).await?.pop().flatten()
    else {
        return Ok(None);
    };
    unit.record(Act::new(Journalled::ContactRead).on(contact.id().uuid()).about(relation.person())).await?;
    unit.commit().await?;
    Ok((!content.text.is_empty()).then_some(ProposedNeed { text: content.text, theme: contact.theme }))
}
