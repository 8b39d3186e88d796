//! Identity or reception card are corrected.

use relais_domain::{
    access::{self, Action},
    actor::Actor,
    ids::RelationId,
};
use relais_store::journal::{Act, Action as Journalled};

use crate::{App, AppError, persons::ReadPerson};

/// New content for a relation, over the version that was read.
#[derive(Debug)]
pub struct EditPerson {
    /// The relation.
    pub relation: RelationId,
    /// The version that was read.
    pub version: i32,
    /// What is known now.
    pub person: ReadPerson,
}

/// Saves the content; a conflict when somebody saved meanwhile. Whoever may only write the card keeps the identity
/// as it is; whoever writes all of it leaves a name where one is known.
pub async fn edit_person(app: &App, actor: &Actor, command: EditPerson) -> Result<(), AppError> {
    let unit = app.store.begin(actor).await?;
    let relation = unit.find_relation(command.relation).await?.ok_or(AppError::NotFound)?;
    let full = access::role_allows(actor.role, Action::EditPerson);
    let action = if full { Action::EditPerson } else { Action::EditReceptionCard };
    let grant = access::require(actor, action, &relation.facts())?;
    let mut content = command.person.content();
    let copy = relation.ground_referral().is_some();
    if copy || !full || !command.person.is_named() {
        let held = unit.open_relation(&grant, &relation).await?;
        // What a partner corrects on its copy stays within what was agreed.
        content.shared = held.shared;
        let known = held.identity;
        if full && !command.person.is_named() && (known.given_name.is_some() || known.family_name.is_some()) {
            return Err(AppError::field("given_name", "person.name_missing"));
        }
        if !full {
            content.identity = known;
        }
    }
    unit.save_relation(&relation, command.version, &content).await?;
    let entry = if full { Journalled::PersonEdited } else { Journalled::CardEdited };
    unit.record(Act::new(entry).on(relation.id().uuid()).about(relation.person())).await?;
    Ok(unit.commit().await?)
}
