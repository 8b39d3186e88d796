//! « Vous pouvez arrêter quand vous voulez »: what a person's word destroys, and that it counts after the end too.

use relais_app::{
    AppError,
    contacts::{ContactInput, propose_need, record_contact},
    persons::show_person,
    referrals::withdraw_consent,
};
use relais_domain::{
    agreement::{Giving, Method},
    ids::{AgreementId, ContactId, RelationId},
};
use relais_testdb::{
    Desk, World,
    story::{accepted, entries},
};

use uuid::Uuid;

use crate::endings::{copy_of, key_lives};

/// A contact noted on a relation, with her words.
async fn noted(world: &World, desk: &Desk, relation: RelationId) -> ContactId {
    let input = ContactInput {
        text: "Elle dort chez une amie".into(),
        theme: "logement".into(),
        mode: "informed".into(),
        channel: "desk".into(),
        minutes: "5".into(),
        outcome: "referred".into(),
        relation: Some(relation),
        ..ContactInput::default()
    };
    record_contact(&world.app, &desk.social_worker(), input).await.unwrap()
}

/// Whether what was said at a contact can still be read: its row, its key.
async fn holds(world: &World, contact: ContactId) -> (bool, bool) {
    let id = || [contact.uuid().into()];
    assert_eq!(world.db().count("contact WHERE id = $1", id()).await, 1, "that it took place stays");
    let sealed = world.db().count("contact WHERE id = $1 AND payload IS NOT NULL", id()).await;
    let wrapped = world.db().count("contact WHERE id = $1 AND wrap IS NOT NULL", id()).await;
    assert_eq!(sealed, wrapped);
    let ordered =
        world.db().count("key_destruction WHERE object_id = $1 AND done_at IS NOT NULL", id()).await;
    let lives = key_lives(world, contact.uuid()).await;
    assert_eq!(ordered, i64::from(!lives), "a key is gone by an order that was carried out");
    (sealed == 1, lives)
}

#[tokio::test]
async fn what_the_partner_noted_at_its_desk_ends_with_its_copy() {
    let world = World::open().await;
    let step = accepted(&world).await;
    let (copy, receiver) = (copy_of(&world, step).await, world.mission.social_worker());
    let theirs = noted(&world, &world.mission, copy).await;
    let ours = noted(&world, &world.ccas, step.relation).await;
    let seen = show_person(&world.app, &receiver, copy).await.unwrap();
    assert_eq!(seen.contacts[0].text.as_ref().unwrap().0, "Elle dort chez une amie");
    withdraw_consent(&world.app, &world.ccas.social_worker(), step.id, "counter").await.unwrap();
    assert_eq!(holds(&world, theirs).await, (false, false));
    assert_eq!(holds(&world, ours).await, (true, true), "the organisation that met her keeps its own");
    assert!(matches!(show_person(&world.app, &receiver, copy).await, Err(AppError::NotFound)));
    let proposed = propose_need(&world.app, &receiver, copy).await;
    assert!(matches!(proposed, Err(AppError::NotFound)), "no need begins with her words: {proposed:?}");
    let own = show_person(&world.app, &world.ccas.social_worker(), step.relation).await.unwrap();
    assert_eq!(own.contacts[0].text.as_ref().unwrap().0, "Elle dort chez une amie");
    assert_eq!(entries(&world, theirs.uuid()).await, ["contact.recorded", "key.destroyed"]);
}

/// An agent who saw the relation open writes nothing into it after its end: it would stay with a living key.
#[tokio::test]
async fn nothing_is_noted_on_a_relation_that_ended_meanwhile() {
    let world = World::open().await;
    let step = accepted(&world).await;
    let copy = copy_of(&world, step).await;
    withdraw_consent(&world.app, &world.ccas.social_worker(), step.id, "counter").await.unwrap();
    let unit = world.app.store.begin(&world.mission.social_worker()).await.unwrap();
    let late = unit.touch_relation(copy).await;
    assert!(matches!(late, Err(relais_store::StoreError::Conflict)), "{late:?}");
}

/// Given again, it is as much in force as on the first day, and ends by the same word.
#[tokio::test]
async fn an_agreement_given_again_is_withdrawn_like_the_first() {
    let world = World::open().await;
    let (step, sender) = (accepted(&world).await, world.ccas.social_worker());
    let row = world.db().column::<Uuid>("SELECT id FROM agreement", []).await.remove(0);
    let unit = world.app.store.begin(&sender).await.unwrap();
    let first = unit.find_agreement(AgreementId::new(row)).await.unwrap().unwrap().agreement;
    let giving = Giving { method: Method::SpokenWithWitness, witnessed: true };
    let (again, _) = first.renew(giving, &world.app.settings.terms, &sender, unit.now()).unwrap();
    unit.save_agreement(&again, again.version() - 1).await.unwrap();
    unit.commit().await.unwrap();
    assert_eq!(world.db().texts("SELECT state FROM agreement", []).await, ["renewed"]);
    withdraw_consent(&world.app, &sender, step.id, "counter").await.unwrap();
    assert_eq!(world.db().texts("SELECT state FROM agreement", []).await, ["withdrawn"]);
    assert_eq!(entries(&world, row).await.last().map(String::as_str), Some("agreement.withdrawn"));
}
