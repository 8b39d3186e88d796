//! A person is met for the first time by this organisation.

use relais_domain::{
    access::{self, Action, Resource},
    actor::Actor,
    ids::{ContactId, PersonId, RelationId},
};
use relais_store::{
    journal::{Act, Action as Journalled},
    persons::NewRelation,
};

use crate::{
    App, AppError,
    persons::{PersonLine, ReadPerson, search},
};

/// Creates a person from what she says at reception.
#[derive(Debug)]
pub struct CreatePerson {
    /// What she said.
    pub person: ReadPerson,
    /// The agent saw the likely duplicates and it is somebody else.
    pub not_a_duplicate: bool,
    /// The contact of this agent, recorded without a name, at which she said it.
    pub contact: Option<ContactId>,
}

/// What came of it.
#[derive(Debug)]
pub enum Created {
    /// The new relation.
    Relation(RelationId),
    /// Nothing was stored: these of the organisation's own relations look like the same person. That another
    /// organisation may know her is never looked at.
    Duplicates(Vec<PersonLine>),
}

/// Persons alike that a form shows.
const MOST_ALIKE: usize = 5;

/// Creates the person, the organisation's relation to her and her side of the journal, all or nothing. A contact that
/// is not this agent's, or that already is somebody's, is not found.
pub async fn create_person(app: &App, actor: &Actor, command: CreatePerson) -> Result<Created, AppError> {
    let organisation = Resource::Organisation { id: actor.organisation, network: actor.network };
    let grant = access::require(actor, Action::CreatePerson, &organisation)?;
    let unit = app.store.begin(actor).await?;
    if !command.not_a_duplicate {
        let alike = app.names.duplicates(&unit, &grant, &command.person.identity).await?;
        if !alike.is_empty() {
            let lines = search::lines(&unit, &grant, &alike, MOST_ALIKE).await?;
            if !lines.is_empty() {
                unit.record(search::searched(&lines)).await?;
                unit.commit().await?;
                return Ok(Created::Duplicates(lines));
            }
        }
    }
    let (person, relation) = (PersonId::random(app.random.as_ref()), RelationId::random(app.random.as_ref()));
    unit.insert_person(person).await?;
    let new = NewRelation {
        id: relation,
        person,
        organisation: actor.organisation,
        ground: "own_reception",
        ground_referral: None,
        content: command.person.content(),
    };
    unit.insert_relation(new).await?;
    unit.record(Act::new(Journalled::PersonCreated).on(person.uuid()).about(person)).await?;
    unit.record(
        Act::new(Journalled::RelationOpened).on(relation.uuid()).about(person).scope("own_reception"),
    )
    .await?;
    if let Some(contact) = command.contact {
        if !unit.tie_contact(&grant, contact, relation).await? {
            return Err(AppError::NotFound);
        }
        unit.record(Act::new(Journalled::ContactTied).on(contact.uuid()).about(person)).await?;
    }
    unit.commit().await?;
    Ok(Created::Relation(relation))
}
