//! Contacts through the API: recorded, named, and read on the sheet, as on the pages.

use relais_domain::actor::Role;
use serde_json::{Value, json};

use super::House;

const TIED: &str = "journal_entry WHERE action = 'contact.tied'";

fn said(text: &str) -> Value {
    json!({ "mode": "helped", "channel": "desk", "minutes": 10, "outcome": "solved", "theme": "papiers", "text": text })
}

/// The end of an address.
fn id(location: &str) -> String {
    location.rsplit('/').next().expect("an id").to_owned()
}

#[tokio::test]
async fn a_contact_is_named_when_she_is_created_and_stands_on_her_sheet() {
    let house = House::open().await;
    for caller in [house.token("ccas", Role::SocialWorker), house.key("ccas").await] {
        let made = house.post("/contacts", &caller).json(said("Une lettre à lire")).await.is(201);
        let contact = id(&made.location());
        assert_eq!(made.json["id"], contact);
        let person = json!({ "given_name": "Amina", "family_name": "Exemple" });
        let body = json!({ "person": person, "contact": contact, "not_a_duplicate": true });
        let sheet = house.post("/persons", &caller).json(body.clone()).await.is(201).location();
        let seen = house.get(&sheet, &caller).await.is(200).json["contacts"].clone();
        assert_eq!(seen.as_array().map(Vec::len), Some(1), "{seen}");
        assert_eq!((&seen[0]["id"], &seen[0]["text"]), (&json!(contact), &json!("Une lettre à lire")));
        assert_eq!((&seen[0]["theme"], &seen[0]["mode"]), (&json!("papiers"), &json!("helped")));
        house.post("/persons", &caller).json(body).await.refused(404, "request.not_found");
    }
    assert_eq!(house.count("relation").await, 2, "a contact that is somebody's names nobody else");
    assert_eq!(house.count(TIED).await, 2);
}

#[tokio::test]
async fn a_contact_becomes_that_of_a_person_already_followed_once() {
    let house = House::open().await;
    let agent = house.token("ccas", Role::SocialWorker);
    let sheet = house.person(&agent).await;
    let relation = json!({ "relation": id(&sheet) });
    let contact = house.post("/contacts", &agent).json(said("Une lettre à lire")).await.is(201).location();
    let tie = |caller: &str| house.post(&format!("{contact}/person"), caller).json(relation.clone());
    for other in [house.token("ccas", Role::Receptionist), house.key("ccas").await, house.key("caf").await] {
        tie(&other).await.refused(404, "request.not_found");
    }
    tie(&house.token("ccas", Role::Manager)).await.refused(403, "auth.role");
    assert_eq!(house.count("contact WHERE relation_id IS NOT NULL").await, 0);
    tie(&agent).await.is(204);
    tie(&agent).await.is(204);
    assert_eq!(house.count("contact WHERE relation_id IS NOT NULL").await, 1);
    assert_eq!(house.count(TIED).await, 1, "said twice, it changes nothing");
    let card = house.get(&sheet, &house.token("ccas", Role::Receptionist)).await.is(200).json;
    assert!(card["contacts"][0]["mode"] == "helped" && card["contacts"][0]["text"].is_null(), "{card}");
}
