//! The same request twice acts once, whatever happens between.

use chrono::TimeDelta;
use relais_domain::actor::Role;
use serde_json::{Value, json};

use super::House;

fn contact(minutes: u16) -> Value {
    json!({ "mode": "helped", "channel": "desk", "minutes": minutes, "outcome": "solved" })
}

#[tokio::test]
async fn a_repetition_gets_the_first_answer_and_makes_nothing() {
    let house = House::open().await;
    let agent = house.token("ccas", Role::SocialWorker);
    let person = || json!({ "person": { "given_name": "Amina" } });
    let first = house.post("/persons", &agent).key("k1").json(person()).await.is(201);
    let again = house.post("/persons", &agent).key("k1").json(person()).await.is(201);
    assert_eq!((first.location(), first.header("idempotency-replayed")), (again.location(), ""));
    assert_eq!(again.header("idempotency-replayed"), "true");
    assert_eq!(house.count("relation").await, 1);
    let kept = house.world.db().texts("SELECT location FROM idempotency", []).await;
    assert_eq!(kept, [first.header("location")]);
}

#[tokio::test]
async fn a_key_serves_one_request_of_one_caller() {
    let house = House::open().await;
    let agent = house.token("ccas", Role::SocialWorker);
    let key = house.key("ccas").await;
    house.post("/contacts", &agent).key("k1").json(contact(5)).await.is(201);
    let other = house.post("/contacts", &agent).key("k1").json(contact(10)).await;
    other.refused(422, "idempotency.other_body");
    let other = house.post("/contacts", &key).key("k1").json(contact(5)).await;
    other.refused(422, "idempotency.other_body");
    let other = house.post("/persons", &agent).key("k1").json(contact(5)).await;
    other.refused(422, "idempotency.other_body");
    for wrong in ["", "with space", &"k".repeat(101)] {
        house.post("/contacts", &agent).key(wrong).json(contact(5)).await.refused(400, "idempotency.key");
    }
    let elsewhere = house.key("caf").await;
    house.post("/contacts", &elsewhere).key("k1").json(contact(5)).await.is(201);
    assert_eq!(house.count("contact").await, 2);
}

#[tokio::test]
async fn a_refused_request_frees_its_key() {
    let house = House::open().await;
    let key = house.key("ccas").await;
    house.post("/contacts", &key).key("k1").json(contact(7)).await.refused(422, "fields.invalid");
    assert_eq!(house.count("idempotency").await, 0);
    house.post("/contacts", &key).key("k1").json(contact(5)).await.is(201);
    assert_eq!(house.count("contact").await, 1);
    house.post("/contacts", "").key("k2").json(contact(5)).await;
    assert_eq!(house.count("idempotency").await, 1);
}

#[tokio::test]
async fn of_requests_that_race_one_acts() {
    let house = House::open().await;
    let key = house.key("ccas").await;
    for round in 0..5 {
        let name = format!("race-{round}");
        let post = || house.post("/contacts", &key).key(&name).json(contact(5));
        let answers = tokio::join!(post(), post(), post());
        let mut acted = 0;
        for answer in [answers.0, answers.1, answers.2] {
            match (answer.status.as_u16(), answer.header("idempotency-replayed")) {
                (201, "true") => {}
                (201, _) => acted += 1,
                _ => drop(answer.refused(409, "idempotency.running")),
            }
        }
        assert_eq!((acted, house.count("contact").await), (1, round + 1));
    }
}

#[tokio::test]
async fn a_reservation_whose_answer_was_lost_is_taken_over_without_a_second_act() {
    let house = House::open().await;
    let agent = house.token("ccas", Role::SocialWorker);
    let receiver = house.key("mission-locale").await;
    let referral = house.sent(&agent).await;
    let tag = house.get(&referral, &receiver).await.tag();
    let accept = || house.post(&format!("{referral}/accept"), &receiver).version(&tag).key("k1").send();
    accept().await.is(204);
    // The machine stopped after the act and before its answer was kept.
    let lost = house.world.db().execute("UPDATE idempotency SET status = NULL", []).await;
    assert_eq!(lost.expect("lost"), 1);
    accept().await.refused(409, "idempotency.running");
    house.world.advance(TimeDelta::seconds(61));
    accept().await.refused(409, "version.stale");
    assert_eq!(house.count("referral_event WHERE event = 'accepted'").await, 1);
}
