//! One person handed over through JSON alone: an agent's software sends, an organisation's own software receives.

use relais_domain::actor::Role;
use serde_json::json;

use super::House;

#[tokio::test]
async fn a_person_is_handed_over_and_the_loop_closes() {
    let house = House::open().await;
    let sender = house.token("ccas", Role::SocialWorker);
    let receiver = house.key("mission-locale").await;
    let referral = house.sent(&sender).await;

    let inbox = house.get("/referrals?box=inbox", &receiver).await.is(200).json;
    let line = &inbox["items"][0];
    assert_eq!((inbox["items"].as_array().map(Vec::len), &line["state"]), (Some(1), &json!("requested")));
    assert_eq!(line["sheet"]["need"], "Trouver un logement.");
    assert_eq!(line["sheet"]["situation"], json!(null));
    let before = house.get(&referral, &receiver).await.is(200);
    assert_eq!((&before.json["sight"], &before.json["person"]), (&json!("reduced"), &json!(null)));

    let act = |name: &str, tag: String| house.post(&format!("{referral}/{name}"), &receiver).version(&tag);
    let tag = act("acknowledge", before.tag()).send().await.is(204).tag();
    let tag = act("accept", tag).send().await.is(204).tag();
    let held = house.get(&referral, &receiver).await.is(200).json;
    assert_eq!((&held["holder"], &held["sight"]), (&json!("recipient"), &json!("agreed")));
    assert_eq!(held["person"]["given_name"], "Amina");
    assert_eq!(held["person"]["phone"], "+33261910001");
    assert_eq!(held["person"]["birth"], json!(null), "her birth was not among the items she agreed to");

    let tag = act("start", tag).send().await.is(204).tag();
    let tag = act("complete", tag)
        .json(json!({ "outcome": "helped", "note": "Dossier déposé." }))
        .await
        .is(204)
        .tag();
    let closed = house.get(&referral, &sender).await.is(200);
    assert_eq!(closed.tag(), tag);
    assert_eq!(
        (&closed.json["state"], &closed.json["codes"]["outcome"]),
        (&json!("completed"), &json!("helped"))
    );
    assert_eq!(closed.json["history"][0]["note"], "Dossier déposé.");
    let gone = house.get(&referral, &receiver).await.is(200).json;
    assert_eq!(
        (&gone["sight"], &gone["sheet"], &gone["person"]),
        (&json!("existence"), &json!(null), &json!(null))
    );
    assert_eq!(house.count("referral WHERE state = 'completed' AND outcome = 'helped'").await, 1);
    assert_eq!(house.count("journal_entry WHERE action = 'referral.completed'").await, 1);
}

#[tokio::test]
async fn the_sender_hears_of_it_once() {
    let house = House::open().await;
    let sender = house.token("ccas", Role::SocialWorker);
    let receiver = house.key("mission-locale").await;
    let referral = house.sent(&sender).await;
    let tag = house.get(&referral, &receiver).await.tag();
    house.post(&format!("{referral}/accept"), &receiver).version(&tag).send().await.is(204);
    house.world.deliver_messages().await.expect("delivered");

    let news = house.get("/notices", &sender).await.is(200).json;
    let notice = news["items"].as_array().expect("news").iter().find(|notice| notice["kind"] == "accepted");
    let seen = format!("/notices/{}/seen", notice.expect("told")["id"].as_str().expect("an id"));
    let waiting = house.count("notice WHERE seen_at IS NULL").await;
    house.post(&seen, &sender).send().await.is(204);
    house.post(&seen, &sender).send().await.is(204);
    assert_eq!(house.count("notice WHERE seen_at IS NULL").await, waiting - 1);
}

#[tokio::test]
async fn a_no_is_an_ordinary_answer_and_a_withdrawal_needs_no_version() {
    let house = House::open().await;
    let sender = house.token("ccas", Role::SocialWorker);
    let referral = house.draft(&sender).await;
    let service = json!({ "service": house.world.mission.service().uuid() });
    let tag = house
        .put(&format!("{referral}/service"), &sender)
        .version("\"v1\"")
        .json(service)
        .await
        .is(204)
        .tag();
    let no = house.post(&format!("{referral}/agreement"), &sender).version(&tag);
    no.json(json!({ "answer": "no" })).await.is(204);
    assert_eq!(house.get(&referral, &sender).await.json["codes"]["cancel"], "consent_refused");

    let house = House::open().await;
    let sender = house.token("ccas", Role::SocialWorker);
    let referral = house.sent(&sender).await;
    house.post(&format!("{referral}/withdraw"), &sender).json(json!({ "via": "counter" })).await.is(204);
    assert_eq!(house.count("referral WHERE state = 'consent_withdrawn'").await, 1);
    assert_eq!(house.count("agreement WHERE state = 'withdrawn'").await, 1);
}

#[tokio::test]
async fn a_withdrawal_after_the_end_ends_the_agreement_and_leaves_the_referral() {
    let house = House::open().await;
    let (sender, receiver) =
        (house.token("ccas", Role::SocialWorker), house.token("mission-locale", Role::SocialWorker));
    let referral = house.sent(&sender).await;
    let tag = house.get(&referral, &receiver).await.tag();
    let no = house.post(&format!("{referral}/reject"), &receiver).version(&tag);
    let tag = no.json(json!({ "reason": "no_capacity" })).await.is(204).tag();
    let withdraw = format!("{referral}/withdraw");
    let gone = house.post(&withdraw, &sender).json(json!({ "via": "letter" })).await.is(204);
    assert_eq!(gone.tag(), tag, "the referral stays as it ended");
    let seen = house.get(&referral, &sender).await.is(200).json;
    assert_eq!((&seen["state"], &seen["agreement"]["state"]), (&json!("rejected"), &json!("withdrawn")));
    assert!(seen["agreement"]["withdrawn_at"].is_string(), "{seen}");
    let again = house.post(&withdraw, &sender).json(json!({ "via": "letter" })).await;
    again.refused(422, "referral.already_closed");
    let entries = "journal_entry WHERE action = 'agreement.withdrawn'";
    assert_eq!(house.count(entries).await, 1);
}

#[tokio::test]
async fn what_surrounds_the_main_line_answers() {
    let house = House::open().await;
    let (agent, manager) = (house.token("ccas", Role::SocialWorker), house.token("ccas", Role::Manager));
    let key = house.key("ccas").await;
    assert_eq!(house.get("/me", &agent).await.is(200).json["kind"], "agent");
    let me = house.get("/me", &key).await.is(200).json;
    assert_eq!((&me["kind"], &me["role"]), (&json!("key"), &json!("integration")));
    let own = house.get("/organisation", &agent).await.is(200);
    assert_eq!((own.tag(), &own.json["organisation"]["name"]), ("\"v1\"".into(), &json!("CCAS de Brest")));

    let edited = json!({ "name": "CCAS de Brest", "phone": "02 61 91 00 02" });
    let saved = house.put("/organisation", &manager).version("\"v1\"").json(edited).await.is(204);
    assert_eq!(saved.tag(), "\"v2\"");
    assert_eq!(house.count("organisation WHERE phone = '+33261910002'").await, 1);

    let path = "/partners/services?words=mission&to_refer=true&latitude=48.39&longitude=-4.48&kilometres=5";
    let found = house.get(path, &agent).await.is(200).json;
    let service = &found["items"][0]["service"];
    assert!(found["items"][0]["distance_m"].as_f64().is_some_and(|metres| metres < 1000.0));
    let sheet = house.get(&format!("/services/{}", service["id"].as_str().expect("an id")), &agent).await;
    assert_eq!(sheet.is(200).json["organisation_name"], "Mission locale");

    let sheet = house.person(&agent).await;
    let found = house.post("/persons/search", &agent).json(json!({ "query": "exemple am" })).await.is(200);
    assert_eq!(found.json["items"][0]["given_name"], "Amina");
    let person = house.get(&sheet, &agent).await.is(200);
    assert_eq!((person.tag(), &person.json["depth"]), ("\"v1\"".into(), &json!("full")));
    house.get(&sheet, &manager).await.refused(422, "person.reason_needed");
    let reason = house.post(&format!("{sheet}/reading-reasons"), &manager);
    reason.json(json!({ "reason": "absence_cover" })).await.is(204);
    house.get(&sheet, &manager).await.is(200);

    let contact = json!({ "mode": "helped", "channel": "desk", "minutes": 20, "outcome": "solved" });
    house.post("/contacts", &key).json(contact).await.is(201);
    assert_eq!(house.count("contact WHERE minutes = 20").await, 1);
}

#[tokio::test]
async fn members_come_by_invitation_and_go() {
    let house = House::open().await;
    let manager = house.token("ccas", Role::Manager);
    let invitation = json!({ "email": "sacha@ccas.example", "role": "receptionist" });
    let made = house.post("/invitations", &manager).json(invitation).await.is(201);
    assert_eq!(made.json["token"].as_str().map(str::len), Some(43));
    let list = house.get("/members", &manager).await.is(200).json;
    assert_eq!(list["invitations"][0]["email"], "sacha@ccas.example");
    let member = list["members"].as_array().expect("members").iter().find(|one| one["role"] == "volunteer");
    let end = format!("/members/{}/end", member.expect("a volunteer")["id"].as_str().expect("an id"));
    let stale = house.post(&end, &manager).version("\"v7\"").send().await.refused(409, "version.stale");
    assert_eq!(stale["current_version"], 1);
    house.post(&end, &manager).version("\"v1\"").send().await.is(204);
    let own = house.world.ccas.organisation.uuid();
    let ended = "membership WHERE organisation_id = $1 AND status = 'ended'";
    assert_eq!(house.world.db().count(ended, [own.into()]).await, 1);
    let revoke = house.call(axum::http::Method::DELETE, &made.location(), &manager);
    revoke.send().await.is(204);
    assert_eq!(house.count("invitation WHERE state = 'revoked'").await, 1);
}
