//! Services as their organisation describes them, through the interface.

use relais_domain::actor::Role;
use serde_json::{Value, json};

use super::House;

fn reading() -> Value {
    json!({
        "name": "Atelier lecture", "description": "Lire et écrire, en petit groupe.", "commune": "29019",
        "themes": ["loisirs"], "capacity": "open", "answer_days": 7, "accepts_referrals": true,
    })
}

#[tokio::test]
async fn a_service_is_added_corrected_and_found() {
    let house = House::open().await;
    let manager = house.token("mission-locale", Role::Manager);
    let added = house.post("/organisation/services", &manager).json(reading()).await.is(201);
    assert_eq!(added.tag(), "\"v1\"");
    let path = added.location();
    let worker = house.key("ccas").await;
    let found = house.get("/partners/services?theme=loisirs&to_refer=true", &worker).await.is(200);
    assert_eq!(found.json["items"][0]["service"]["name"], "Atelier lecture");
    assert_eq!(found.json["items"][0]["service"]["commune"], "Brest");
    let read = house.get(&path, &worker).await.is(200);
    assert_eq!((read.tag().as_str(), &read.json["answer_days"]), ("\"v1\"", &json!(7)));

    let mut closed = reading();
    closed["capacity"] = json!("closed");
    closed["themes"] = json!(["famille"]);
    house.put(&path, &manager).json(closed.clone()).await.refused(428, "version.missing");
    let saved = house.put(&path, &manager).version("\"v1\"").json(closed).await.is(204);
    assert_eq!(saved.tag(), "\"v2\"");
    let stale = house.put(&path, &manager).version("\"v1\"").json(reading()).await;
    assert_eq!(stale.tag(), "\"v2\"", "where it stands");
    stale.refused(409, "version.stale");
    let gone = house.get("/partners/services?theme=loisirs", &worker).await.is(200);
    assert_eq!(gone.json["items"], json!([]));
    let found = house.get("/partners/services?theme=famille", &worker).await.is(200);
    assert_eq!(found.json["items"][0]["service"]["capacity"], "closed");
    assert_eq!(house.count("journal_entry WHERE action = 'service.added'").await, 1);
    assert_eq!(house.count("journal_entry WHERE action = 'service.edited'").await, 1);
}

#[tokio::test]
async fn what_is_not_hers_or_not_readable_is_refused() {
    let house = House::open().await;
    let software = house.key("mission-locale").await;
    let before = house.count("journal_entry").await;
    let manager = house.token("mission-locale", Role::Manager);
    let path = format!("/services/{}", house.world.mission.service());
    let put = async |path: &str, bearer: &str, body: Value| {
        house.put(path, bearer).version("\"v1\"").json(body).await
    };
    let elsewhere = house.token("caf", Role::Manager);
    let hidden = put(&path, &elsewhere, reading()).await.refused(404, "request.not_found");
    let absent = put("/services/00000000-0000-4000-8000-000000000000", &elsewhere, reading()).await;
    assert_eq!(hidden["title"], absent.refused(404, "request.not_found")["title"]);
    for bearer in [software, house.token("mission-locale", Role::SocialWorker)] {
        put(&path, &bearer, reading()).await.refused(403, "auth.role");
        house.post("/organisation/services", &bearer).json(reading()).await.refused(403, "auth.role");
    }
    let mut wrong = reading();
    wrong["description"] = json!("Mot de passe : Crozon2026!");
    wrong["themes"] = json!([]);
    wrong["answer_days"] = json!(0);
    let told = put(&path, &manager, wrong).await.refused(422, "fields.invalid");
    let told: Vec<_> =
        told["errors"].as_array().expect("fields").iter().map(|error| &error["code"]).collect();
    assert_eq!(told, ["credential.password", "choice.required", "days.range"]);
    assert_eq!(house.count("journal_entry").await, before);
    assert_eq!(house.count("service WHERE version > 1 OR name = 'Atelier lecture'").await, 0);
}
