//! Every kind of refusal: its status, its code, and that nothing was done.

use axum::{body::Body, http::Method};
use relais_domain::actor::Role;
use serde_json::json;

use super::House;

#[tokio::test]
async fn nobody_without_a_credential_and_no_cookie_instead() {
    let house = House::open().await;
    house.get("/me", "").await.refused(401, "request.credential");
    let unknown = format!("relais_k_{}", "A".repeat(43));
    for wrong in ["abc.def.ghi", "relais_k_short", unknown.as_str()] {
        let answer = house.get("/me", wrong).await;
        assert!(answer.header("www-authenticate").starts_with("Bearer realm="), "{wrong}");
        answer.refused(401, "request.credential");
    }
    let cookie = house.call(Method::GET, "/me", "").header("cookie", "__Host-relais=AAAA; relais=AAAA");
    cookie.send().await.refused(401, "request.credential");
    house.get("/openapi.json", "").await.is(200);
}

#[tokio::test]
async fn every_route_asks_software_for_a_credential_whatever_the_method() {
    let house = House::open().await;
    let before = house.count("journal_entry").await;
    for (method, path, name) in relais_api::ROUTES {
        let path = path.replace("{id}", "00000000-0000-4000-8000-000000000000");
        let call = |key: &str| house.call(method.parse().expect("a method"), &path, key);
        for (key, challenge) in [
            ("", r#"Bearer realm="relais""#),
            ("abc.def.ghi", r#"Bearer realm="relais", error="invalid_token""#),
        ] {
            let answer = call(key).json(json!({})).await;
            assert_eq!(answer.header("www-authenticate"), challenge, "{name} {key}");
            answer.refused(401, "request.credential");
            call(key).key("once").json(json!({})).await.refused(401, "request.credential");
        }
        let elsewhere = call("").header("cookie", "relais=AAAA").header("sec-fetch-site", "cross-site");
        elsewhere.json(json!({})).await.refused(401, "request.credential");
    }
    assert_eq!(house.count("journal_entry").await, before);
    assert_eq!(house.count("idempotency").await, 0);
}

#[tokio::test]
async fn an_invitation_that_the_rules_refuse_says_why_in_its_own_sentence() {
    let house = House::open().await;
    let manager = house.token("ccas", Role::Manager);
    let above = json!({ "email": "sacha@ccas.example", "role": "network_admin" });
    let refused = house.post("/invitations", &manager).json(above).await;
    let refused = refused.refused(422, "invitation.role_above");
    assert!(refused["title"].as_str().is_some_and(|title| title.contains("animateur")), "{refused}");
    assert_eq!(house.count("invitation").await, 0);

    let invitation = json!({ "email": "sacha@ccas.example", "role": "receptionist" });
    let made = house.post("/invitations", &manager).json(invitation).await.is(201).location();
    house.call(Method::DELETE, &made, &manager).send().await.is(204);
    let again = house.call(Method::DELETE, &made, &manager).send().await;
    let again = again.refused(422, "invitation.not_pending");
    assert!(again["title"].as_str().is_some_and(|title| title.contains("invitation")), "{again}");
    assert_eq!(house.count("invitation WHERE state = 'revoked'").await, 1);
}

#[tokio::test]
async fn a_body_is_read_strictly() {
    let house = House::open().await;
    let key = house.key("ccas").await;
    let contact =
        json!({ "mode": "helped", "channel": "desk", "minutes": 20, "outcome": "solved", "nir": "1" });
    let unknown = house.post("/contacts", &key).json(contact).await.refused(422, "fields.invalid");
    assert_eq!(
        unknown["errors"][0],
        json!({
            "field": "nir", "code": "json.unknown_field", "message": unknown["errors"][0]["message"]
        })
    );
    let typed = house.post("/contacts", &key).header("content-type", "application/json");
    typed.raw(Body::from("{\"mode\":")).await.refused(400, "json.unreadable");
    let form = house.post("/contacts", &key).header("content-type", "application/x-www-form-urlencoded");
    form.raw(Body::from("mode=helped")).await.refused(415, "json.media_type");
    let shape = json!({ "mode": "helped", "channel": "desk", "minutes": "many", "outcome": "solved" });
    house.post("/contacts", &key).json(shape).await.refused(422, "fields.invalid");
    let words = house.post("/referrals/00000000-0000-4000-8000-000000000000/accept", &key).version("\"v1\"");
    words.json(json!({ "note": "lost" })).await.refused(422, "fields.invalid");
    assert_eq!(house.count("contact").await, 0);
}

#[tokio::test]
async fn a_body_over_the_limit_is_cut_announced_or_not() {
    let house = House::open().await;
    let key = house.key("ccas").await;
    let long = json!({ "text": "a".repeat(300 * 1024) }).to_string();
    let silent = house.post("/contacts", &key).header("content-type", "application/json");
    silent.raw(Body::from(long.clone())).await.refused(413, "edge.too_large");
    let announced = house.post("/contacts", &key).header("content-type", "application/json");
    let announced = announced.header("content-length", &long.len().to_string());
    announced.raw(Body::from(long.clone())).await.refused(413, "edge.too_large");
    let once = house.post("/contacts", &key).header("content-type", "application/json").key("large");
    once.raw(Body::from(long)).await.refused(413, "edge.too_large");
    assert_eq!((house.count("contact").await, house.count("idempotency").await), (0, 0));
}

#[tokio::test]
async fn fields_are_named_with_what_to_write() {
    let house = House::open().await;
    let key = house.key("ccas").await;
    let person = json!({ "person": { "given_name": "Amina", "phone": "12", "birth": "31 02 1984" } });
    let wrong = house.post("/persons", &key).json(person).await.refused(422, "fields.invalid");
    let codes: Vec<_> = wrong["errors"].as_array().expect("errors").iter().map(|one| &one["code"]).collect();
    assert_eq!(codes, ["date.impossible", "phone.format"]);
    assert!(wrong["errors"][1]["message"].as_str().is_some_and(|text| text.contains("06 12 34 56 78")));
    let secret = json!({
        "mode": "helped", "channel": "desk", "minutes": 5, "outcome": "solved", "text": "mot de passe : Brest2026!"
    });
    let refused = house.post("/contacts", &key).json(secret).await;
    assert!(!refused.json.to_string().contains("Brest2026"));
    assert_eq!(refused.refused(422, "fields.invalid")["errors"][0]["code"], "credential.password");
    assert_eq!((house.count("relation").await, house.count("contact").await), (0, 0));
}

#[tokio::test]
async fn addresses_are_read_strictly_too() {
    let house = House::open().await;
    let key = house.key("ccas").await;
    house.get("/referrals", &key).await.refused(400, "query.unreadable");
    house.get("/referrals?box=inbox&limit=1000", &key).await.refused(400, "query.unreadable");
    house.get("/referrals?box=inbox&cursor=AAAA", &key).await.refused(400, "cursor.unreadable");
    house.get("/partners/services?theme=magie", &key).await.refused(422, "fields.invalid");
    house.get("/services/7", &key).await.refused(404, "request.not_found");
    house.get("/nothing", &key).await.refused(404, "request.not_found");
    house.call(Method::DELETE, "/me", &key).send().await.refused(405, "request.method");
}

#[tokio::test]
async fn a_stranger_learns_nothing_and_a_role_is_told() {
    let house = House::open().await;
    let sender = house.token("ccas", Role::SocialWorker);
    let referral = house.sent(&sender).await;
    let stranger = house.key("caf").await;
    let mut hidden = house.get(&referral, &stranger).await.refused(404, "request.not_found");
    let absent = house.get("/referrals/00000000-0000-4000-8000-000000000000", &stranger).await;
    let mut absent = absent.refused(404, "request.not_found");
    for answer in [&mut hidden, &mut absent] {
        answer.as_object_mut().expect("an object").remove("request_id");
    }
    assert_eq!(hidden, absent);
    let accept = house.post(&format!("{referral}/accept"), &stranger).version("\"v5\"");
    accept.send().await.refused(404, "request.not_found");
    let volunteer = house.token("ccas", Role::Volunteer);
    house.get(&referral, &volunteer).await.refused(403, "auth.role");
    let sheet = house.get("/persons", &sender).await.json["items"][0]["relation"].clone();
    let sheet = format!("/persons/{}", sheet.as_str().expect("an id"));
    house.get(&sheet, &stranger).await.refused(404, "request.not_found");
    let accept = house.post(&format!("{referral}/accept"), &sender).version("\"v5\"").send().await;
    assert!([403, 422].contains(&accept.status.as_u16()), "{}", accept.json);
    assert_eq!(house.count("referral WHERE state = 'requested' AND accepted_at IS NULL").await, 1);
}

#[tokio::test]
async fn software_never_answers_for_a_person() {
    let house = House::open().await;
    let agent = house.token("ccas", Role::SocialWorker);
    let key = house.key("ccas").await;
    let referral = house.draft(&agent).await;
    let service = json!({ "service": house.world.mission.service().uuid() });
    let tag =
        house.put(&format!("{referral}/service"), &key).version("\"v1\"").json(service).await.is(204).tag();
    let text = house.get(&format!("{referral}/agreement-text"), &key).await.is(200).json;
    let answer = json!({ "answer": "yes", "method": "paper", "text_sha256": text["sha256"] });
    let recorded = house.post(&format!("{referral}/agreement"), &key).version(&tag).json(answer).await;
    recorded.refused(403, "auth.role");
    let withdrawn = house.post(&format!("{referral}/withdraw"), &key).json(json!({ "via": "counter" })).await;
    withdrawn.refused(403, "auth.role");
    assert_eq!(house.count("agreement").await, 0);
}

#[tokio::test]
async fn a_change_names_the_version_it_was_read_at() {
    let house = House::open().await;
    let agent = house.token("ccas", Role::SocialWorker);
    let sheet = house.person(&agent).await;
    let body = || json!({ "given_name": "Amina", "family_name": "Exemple", "commune": "Guipavas" });
    house.put(&sheet, &agent).json(body()).await.refused(428, "version.missing");
    house.put(&sheet, &agent).version("3").json(body()).await.refused(400, "version.unreadable");
    assert_eq!(house.put(&sheet, &agent).version("\"v1\"").json(body()).await.is(204).tag(), "\"v2\"");
    let stale = house.put(&sheet, &agent).version("\"v1\"").json(body()).await;
    assert_eq!(stale.tag(), "\"v2\"");
    assert_eq!(stale.refused(409, "version.stale")["current_version"], 2);
    assert_eq!(house.get(&sheet, &agent).await.tag(), "\"v2\"");

    let house = House::open().await;
    let agent = house.token("ccas", Role::SocialWorker);
    let receiver = house.key("mission-locale").await;
    let referral = house.sent(&agent).await;
    let accept = || house.post(&format!("{referral}/accept"), &receiver);
    accept().send().await.refused(428, "version.missing");
    let stale = accept().version("\"v2\"").send().await.refused(409, "version.stale");
    let present = house.get(&referral, &receiver).await.tag();
    assert_eq!(format!("\"v{}\"", stale["current_version"]), present);
    assert_eq!(house.count("referral WHERE accepted_at IS NULL").await, 1);
    accept().version(&present).send().await.is(204);
    accept().version(&present).send().await.refused(409, "version.stale");
    assert_eq!(house.count("referral_event WHERE event = 'accepted'").await, 1);
}

#[tokio::test]
async fn likely_duplicates_are_shown_before_anything_is_stored() {
    let house = House::open().await;
    let agent = house.token("ccas", Role::SocialWorker);
    let sheet = house.person(&agent).await;
    let again = |sure: bool| {
        json!({
            "person": { "given_name": "Amina", "family_name": "Exemple", "birth": "1984-03-12" }, "not_a_duplicate": sure
        })
    };
    let alike =
        house.post("/persons", &agent).json(again(false)).await.refused(409, "person.likely_duplicate");
    let named = alike["duplicates"][0]["relation"].as_str().expect("a relation");
    assert!(sheet.ends_with(named));
    assert_eq!(house.count("relation").await, 1);
    let elsewhere = house.key("caf").await;
    house.post("/persons", &elsewhere).json(again(false)).await.is(201);
    house.post("/persons", &agent).json(again(true)).await.is(201);
    assert_eq!(house.count("relation").await, 3);
}
