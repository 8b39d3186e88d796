//! A sealed payload opens in its own row only: not in another row, table, organisation, revision.

use relais_domain::ids::{ContactId, NeedId};
use relais_store::{
    StoreError,
    contacts::{ContactContent, NewContact},
    needs::{NeedContent, NewNeed},
};
use relais_testdb::World;

use crate::desk::{content, found, id, person, read};

const SEALED: &str = "wrap = (SELECT wrap FROM {from} WHERE id = $1), payload = (SELECT payload FROM {from} WHERE id = $1), revision = (SELECT revision FROM {from} WHERE id = $1)";

fn does_not_open<T: std::fmt::Debug>(result: &Result<T, StoreError>) -> bool {
    matches!(result, Err(StoreError::Envelope(_) | StoreError::Keys(_)))
}

#[tokio::test]
async fn it_opens_at_home() {
    let world = World::open().await;
    let (_, relation) = person(&world, "Amina").await;
    let read = read(&world.app.store, &world.ccas.social_worker(), relation).await.unwrap();
    assert_eq!(read.identity.given_name.as_deref(), Some("Amina"));
}

#[tokio::test]
async fn moved_to_another_row_it_does_not_open() {
    let world = World::open().await;
    let (_, amina) = person(&world, "Amina").await;
    let (_, zoe) = person(&world, "Zoé").await;
    let sql = format!("UPDATE relation SET {} WHERE id = $2", SEALED.replace("{from}", "relation"));
    world.db().execute(&sql, [id(amina.uuid()), id(zoe.uuid())]).await.unwrap();
    let stolen = read(&world.app.store, &world.ccas.social_worker(), zoe).await;
    assert!(does_not_open(&stolen), "{stolen:?}");
    assert!(read(&world.app.store, &world.ccas.social_worker(), amina).await.is_ok());
}

#[tokio::test]
async fn moved_to_another_table_it_does_not_open() {
    let world = World::open().await;
    let actor = world.ccas.social_worker();
    let (person, relation) = person(&world, "Amina").await;
    let need = NeedId::new(relation.uuid()); // even under the same id, hence the same key slot
    let unit = world.app.store.begin(&actor).await.unwrap();
    let words = NeedContent { text: "un logement".into(), ..NeedContent::default() };
    let new = NewNeed { id: need, person, relation, theme: None, content: &words };
    unit.insert_need(new).await.unwrap();
    unit.commit().await.unwrap();
    let sql = format!("UPDATE relation SET {} WHERE id = $1", SEALED.replace("{from}", "need"));
    world.db().execute(&sql, [id(need.uuid())]).await.unwrap();
    let stolen = read(&world.app.store, &actor, relation).await;
    assert!(does_not_open(&stolen), "{stolen:?}");
}

#[tokio::test]
async fn moved_to_another_organisation_it_does_not_open() {
    let world = World::open().await;
    let (_, relation) = person(&world, "Amina").await;
    let caf = world.caf.organisation.uuid();
    let sql = "UPDATE relation SET organisation_id = $1 WHERE id = $2";
    world.db().execute(sql, [id(caf), id(relation.uuid())]).await.unwrap();
    let stolen = read(&world.app.store, &world.caf.social_worker(), relation).await;
    assert!(does_not_open(&stolen), "{stolen:?}");
}

#[tokio::test]
async fn given_to_another_person_or_revision_it_does_not_open() {
    let world = World::open().await;
    let actor = world.ccas.social_worker();
    let (_, relation) = person(&world, "Amina").await;
    let (zoe, _) = person(&world, "Zoé").await;
    let sql = "UPDATE relation SET person_id = $1 WHERE id = $2";
    world.db().execute(sql, [id(zoe.uuid()), id(relation.uuid())]).await.unwrap();
    let stolen = read(&world.app.store, &actor, relation).await;
    assert!(does_not_open(&stolen), "{stolen:?}");
    let (_, other) = person(&world, "Lou").await;
    let sql = "UPDATE relation SET revision = revision + 1 WHERE id = $1";
    world.db().execute(sql, [id(other.uuid())]).await.unwrap();
    let replayed = read(&world.app.store, &actor, other).await;
    assert!(does_not_open(&replayed), "{replayed:?}");
}

/// Each saving is another revision under another data key; the former payload does not come back.
#[tokio::test]
async fn an_older_payload_put_back_does_not_open() {
    let world = World::open().await;
    let actor = world.ccas.social_worker();
    let (_, relation) = person(&world, "Amina").await;
    let old: Vec<Vec<u8>> =
        world.db().column("SELECT payload FROM relation WHERE id = $1", [id(relation.uuid())]).await;
    let unit = world.app.store.begin(&actor).await.unwrap();
    let (_, row) = found(&unit, &actor, relation).await;
    unit.save_relation(&row, 1, &content("Aminata")).await.unwrap();
    unit.commit().await.unwrap();
    let now = read(&world.app.store, &actor, relation).await.unwrap();
    assert_eq!(now.identity.given_name.as_deref(), Some("Aminata"));
    let back = "UPDATE relation SET payload = $1 WHERE id = $2";
    let payload = old.into_iter().next().unwrap();
    world.db().execute(back, [payload.into(), id(relation.uuid())]).await.unwrap();
    let replayed = read(&world.app.store, &actor, relation).await;
    assert!(does_not_open(&replayed), "{replayed:?}");
}

/// A list shows the lines that open and leaves out those that do not.
#[tokio::test]
async fn one_broken_row_does_not_break_a_list() {
    let world = World::open().await;
    let actor = world.ccas.social_worker();
    let (_, broken) = person(&world, "Amina").await;
    let (_, whole) = person(&world, "Zoé").await;
    let sql = "UPDATE relation SET payload = wrap WHERE id = $1";
    world.db().execute(sql, [id(broken.uuid())]).await.unwrap();
    let unit = world.app.store.begin(&actor).await.unwrap();
    let own =
        relais_domain::access::Resource::Organisation { id: actor.organisation, network: actor.network };
    let search = relais_domain::access::Action::SearchPersons;
    let grant = relais_domain::access::require(&actor, search, &own).unwrap();
    let rows = unit.list_relations(None, 10).await.unwrap();
    let opened = unit.open_relations(&grant, &rows).await.unwrap();
    for (row, content) in rows.iter().zip(&opened) {
        assert_eq!(content.is_some(), row.id() == whole);
    }
    assert_eq!(rows.len(), 2);
}

/// A contact without a person has a key of its own.
#[tokio::test]
async fn a_contact_without_a_person_is_sealed_too() {
    let world = World::open().await;
    let actor = world.ccas.social_worker();
    let unit = world.app.store.begin(&actor).await.unwrap();
    let new = NewContact {
        id: ContactId::random(world.app.random.as_ref()),
        relation: None,
        theme: None,
        mode: "informed",
        posture: None,
        channel: "desk",
        minutes: 5,
        outcome: "solved",
        content: ContactContent { text: "demande une adresse".into() },
    };
    unit.insert_contact(new).await.unwrap();
    unit.commit().await.unwrap();
    let sealed = "contact WHERE wrap IS NOT NULL AND payload IS NOT NULL AND relation_id IS NULL";
    assert_eq!(world.db().count(sealed, []).await, 1);
}
