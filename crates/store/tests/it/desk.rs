//! One person at one desk: what most tests begin with.

use relais_domain::{
    access::{self, Action, Grant},
    actor::Actor,
    ids::{OrganisationId, PersonId, ReferralId, RelationId},
};
use relais_store::{
    Store, UnitOfWork,
    persons::{NewRelation, PersonContent, Relation, StoredIdentity},
};
use relais_testdb::{Value, World};
use uuid::Uuid;

pub fn content(name: &str) -> PersonContent {
    let identity = StoredIdentity { given_name: Some(name.to_owned()), ..StoredIdentity::default() };
    PersonContent { identity, ..PersonContent::default() }
}

/// A person known to the CCAS.
pub async fn person(world: &World, name: &str) -> (PersonId, RelationId) {
    let actor = world.ccas.social_worker();
    let (person, id) =
        (PersonId::random(world.app.random.as_ref()), RelationId::random(world.app.random.as_ref()));
    let unit = world.app.store.begin(&actor).await.unwrap();
    unit.insert_person(person).await.unwrap();
    unit.insert_relation(relation(id, person, actor.organisation, None, name)).await.unwrap();
    unit.commit().await.unwrap();
    (person, id)
}

/// The copy another desk keeps because of a referral.
pub async fn copy(world: &World, actor: &Actor, person: PersonId, referral: ReferralId) -> RelationId {
    let id = RelationId::random(world.app.random.as_ref());
    let unit = world.app.store.begin(actor).await.unwrap();
    unit.insert_relation(relation(id, person, actor.organisation, Some(referral), "Amina")).await.unwrap();
    unit.commit().await.unwrap();
    id
}

pub fn relation(
    id: RelationId,
    person: PersonId,
    organisation: OrganisationId,
    ground_referral: Option<ReferralId>,
    name: &str,
) -> NewRelation {
    let ground = if ground_referral.is_some() { "accepted_referral" } else { "own_reception" };
    NewRelation { id, person, organisation, ground, ground_referral, content: content(name) }
}

/// The relation and the grant to read it.
pub async fn found(unit: &UnitOfWork<'_>, actor: &Actor, id: RelationId) -> (Grant, Relation) {
    let relation = unit.find_relation(id).await.unwrap().unwrap();
    (access::require(actor, Action::ViewPerson, &relation.facts()).unwrap(), relation)
}

/// What the CCAS reads of a relation now.
pub async fn read(
    store: &Store,
    actor: &Actor,
    id: RelationId,
) -> Result<PersonContent, relais_store::StoreError> {
    let unit = store.begin(actor).await.unwrap();
    let (grant, relation) = found(&unit, actor, id).await;
    unit.open_relation(&grant, &relation).await
}

pub fn id(uuid: Uuid) -> Value {
    uuid.into()
}
