//! Lists by pages: nothing twice, nothing missing, even where all lines have the same time.

use std::collections::BTreeSet;

use relais_app::{
    persons::{CreatePerson, Created, PersonInput, create_person},
    referrals::{StartReferral, cancel_referral, confirm_cancel, start_referral},
};
use relais_domain::actor::Role;
use relais_testdb::story;

use super::House;

#[tokio::test]
async fn a_hundred_and_twenty_drafts_are_three_pages() {
    let house = House::open().await;
    let (app, actor) = (&house.world.app, house.world.ccas.social_worker());
    let person = PersonInput { given_name: "Amina".to_owned(), ..PersonInput::default() };
    let command = CreatePerson {
        person: person.read(app.today()).expect("a person"),
        not_a_duplicate: false,
        contact: None,
    };
    let Created::Relation(relation) = create_person(app, &actor, command).await.expect("created") else {
        panic!("nobody is there yet");
    };
    let mut begun = BTreeSet::new();
    for number in 0..120 {
        let need = format!("Besoin numéro {number}");
        let input = StartReferral { relation: Some(relation), need, ..StartReferral::default() };
        begun.insert(start_referral(app, &actor, &input).await.expect("begun").to_string());
    }
    let agent = house.token("ccas", Role::SocialWorker);
    let (mut seen, mut sizes, mut path) = (BTreeSet::new(), Vec::new(), "/referrals?box=sent".to_owned());
    loop {
        let page = house.get(&path, &agent).await.is(200).json;
        let items = page["items"].as_array().expect("items");
        sizes.push(items.len());
        seen.extend(items.iter().map(|line| line["id"].as_str().expect("an id").to_owned()));
        match page["next"].as_str() {
            Some(next) => path = format!("/referrals?box=sent&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(sizes, [50, 50, 20]);
    assert_eq!(seen, begun);
}

#[tokio::test]
async fn the_inbox_begins_with_the_most_overdue_and_takes_no_cursor_of_the_other_list() {
    let house = House::open().await;
    let step = story::sent(&house.world).await;
    house.world.advance(chrono::TimeDelta::minutes(20));
    house.world.db().copies("referral", &["id", "number"], 120).await;
    let now = house.world.app.clock.now();
    let newer = "UPDATE referral SET acknowledge_due = $1, updated_at = $2 WHERE number LIKE 'R-0000%'";
    let values = [(now + chrono::TimeDelta::days(3)).into(), now.into()];
    assert_eq!(house.world.db().execute(newer, values).await.expect("changed"), 120);
    let held = "UPDATE referral SET state = 'on_hold', hold_sub_reason = 'waiting_list'
                WHERE number LIKE 'R-0000%' AND number < 'R-00000060'";
    assert_eq!(house.world.db().execute(held, []).await.expect("held"), 60);
    let agent = house.token("mission-locale", Role::SocialWorker);
    let (mut seen, mut next) = (Vec::new(), String::new());
    loop {
        let page = house.get(&format!("/referrals?box=inbox{next}"), &agent).await.is(200).json;
        let items = page["items"].as_array().expect("items");
        seen.extend(items.iter().map(|line| line["id"].as_str().expect("an id").to_owned()));
        match page["next"].as_str() {
            Some(cursor) => next = format!("&cursor={cursor}"),
            None => break,
        }
    }
    assert_eq!(seen[0], step.id.to_string());
    assert_eq!((seen.len(), seen.iter().collect::<BTreeSet<_>>().len()), (121, 121));
    house.get(&format!("/referrals?box=sent{next}"), &agent).await.refused(400, "cursor.unreadable");
    let sender = house.token("ccas", Role::SocialWorker);
    let sent = house.get("/referrals?box=sent", &sender).await.is(200).json;
    let of_sent = format!("/referrals?box=inbox&cursor={}", sent["next"].as_str().expect("a second page"));
    house.get(&of_sent, &agent).await.refused(400, "cursor.unreadable");
}

#[tokio::test]
async fn persons_page_by_last_contact_and_id_even_where_all_came_at_one_instant() {
    let house = House::open().await;
    let (app, actor) = (&house.world.app, house.world.ccas.social_worker());
    let mut created = BTreeSet::new();
    for letter in ('A'..='Z').chain('a'..='z').chain("àéèêç".chars()) {
        let person = PersonInput { given_name: format!("Amina {letter}"), ..PersonInput::default() };
        let command = CreatePerson {
            person: person.read(app.today()).expect("a person"),
            not_a_duplicate: true,
            contact: None,
        };
        let Created::Relation(relation) = create_person(app, &actor, command).await.expect("created") else {
            panic!("said to be no duplicate");
        };
        created.insert(relation.to_string());
    }
    let agent = house.token("ccas", Role::SocialWorker);
    let relations = |page: &serde_json::Value| -> Vec<String> {
        let items = page["items"].as_array().expect("items");
        items.iter().map(|line| line["relation"].as_str().expect("an id").to_owned()).collect()
    };
    let first = house.get("/persons", &agent).await.is(200).json;
    let next = first["next"].as_str().expect("a second page").to_owned();
    let second = house.get(&format!("/persons?cursor={next}"), &agent).await.is(200).json;
    assert_eq!((relations(&first).len(), relations(&second).len(), second["next"].is_null()), (50, 7, true));
    let seen: BTreeSet<_> = relations(&first).into_iter().chain(relations(&second)).collect();
    assert_eq!(seen, created);
    let of_referrals = house.get("/persons?cursor=AQAA", &agent).await;
    of_referrals.refused(400, "cursor.unreadable");
}

#[tokio::test]
async fn organisations_page_by_name_and_id() {
    let house = House::open().await;
    let clones =
        "INSERT INTO organisation (id, network_id, slug, name, kind, member, status, version, source,
                    external_id, search_key, created_at, updated_at)
                  SELECT $1, network_id, $2, name, kind, member, status, version, source, $2, search_key,
                    created_at, updated_at
                  FROM organisation WHERE slug = 'ccas'";
    for number in 0_u128..117 {
        let id = uuid::Uuid::from_u128(0x4000_8000_0000 + number);
        let slug = format!("ccas-{number}");
        house.world.db().execute(clones, [id.into(), slug.into()]).await.expect("cloned");
    }
    let animator = house.token("ccas", Role::NetworkAdmin);
    let (mut seen, mut path) = (Vec::new(), "/organisations".to_owned());
    loop {
        let page = house.get(&path, &animator).await.is(200).json;
        let items = page["items"].as_array().expect("items");
        assert!(items.len() <= 50);
        seen.extend(items.iter().map(|line| line["id"].as_str().expect("an id").to_owned()));
        match page["next"].as_str() {
            Some(next) => path = format!("/organisations?cursor={next}"),
            None => break,
        }
    }
    assert_eq!((seen.len(), seen.iter().collect::<BTreeSet<_>>().len()), (120, 120));
}

#[tokio::test]
async fn news_pages_by_moment_and_id_even_where_all_came_at_one_instant() {
    let house = House::open().await;
    let sender = house.token("ccas", Role::SocialWorker);
    house.sent(&sender).await;
    let piece = "INSERT INTO notice (id, organisation_id, kind, object_id, event_key, created_at)
                 SELECT $1, sender_organisation_id, 'accepted', id, $2, created_at FROM referral";
    for number in 0_u128..117 {
        let id = uuid::Uuid::from_u128(0x5000_8000_0000 + number);
        let values = [id.into(), format!("piece-{number}").into()];
        assert_eq!(house.world.db().execute(piece, values).await.expect("told"), 1);
    }
    assert_eq!(pages(&house, "/notices", "items", &sender).await, [50, 50, 17]);
    house.get("/notices?cursor=AQAA", &sender).await.refused(400, "cursor.unreadable");
}

#[tokio::test]
async fn members_page_by_name_and_id_and_a_page_begins_after_one_who_left() {
    let house = House::open().await;
    let manager = house.token("ccas", Role::Manager);
    let present = house.count("membership m JOIN organisation o ON o.id = m.organisation_id WHERE o.slug = 'ccas' AND m.status = 'active'").await;
    let agents =
        "INSERT INTO agent (id, issuer, subject, given_name, usual_name, created_at, last_signed_in_at)
                  SELECT $1, issuer, $2, 'Camille', $3, created_at, last_signed_in_at FROM agent LIMIT 1";
    let members = "INSERT INTO membership (id, agent_id, organisation_id, role, status, started_at, version)
                   SELECT $1, $2, id, 'volunteer', 'active', created_at, 1 FROM organisation WHERE slug = 'ccas'";
    for number in 0_u128..110 {
        let (agent, id) = (uuid::Uuid::from_u128(0x6000 + number), uuid::Uuid::from_u128(0x7000 + number));
        let name = format!("Homonyme {}", number / 60);
        let agent_values = [agent.into(), format!("s-{number}").into(), name.into()];
        house.world.db().execute(agents, agent_values).await.expect("an agent");
        house.world.db().execute(members, [id.into(), agent.into()]).await.expect("a member");
    }
    let all = usize::try_from(present).expect("some") + 110;
    assert_eq!(pages(&house, "/members", "members", &manager).await, [50, 50, all - 100]);
    let first = house.get("/members", &manager).await.is(200).json;
    let next = first["next"].as_str().expect("a second page").to_owned();
    let ended = "UPDATE membership SET status = 'ended' WHERE id = $1";
    let last = first["members"][49]["id"].as_str().expect("an id").parse::<uuid::Uuid>().expect("an id");
    house.world.db().execute(ended, [last.into()]).await.expect("ended");
    let second = house.get(&format!("/members?cursor={next}"), &manager).await.is(200).json;
    assert_eq!(second["members"].as_array().expect("members").len(), 50, "nobody is skipped");
    house.get("/members?cursor=AQAA", &manager).await.refused(400, "cursor.unreadable");
}

/// The sizes of a list's pages, each line met once.
async fn pages(house: &House, list: &str, items: &str, caller: &str) -> Vec<usize> {
    let (mut seen, mut sizes, mut path) = (BTreeSet::new(), Vec::new(), list.to_owned());
    loop {
        let page = house.get(&path, caller).await.is(200).json;
        let lines = page[items].as_array().expect("items");
        sizes.push(lines.len());
        seen.extend(lines.iter().map(|line| line["id"].as_str().expect("an id").to_owned()));
        match page["next"].as_str() {
            Some(next) => path = format!("{list}?cursor={next}"),
            None => break,
        }
    }
    assert_eq!(seen.len(), sizes.iter().sum::<usize>(), "nothing twice");
    sizes
}

#[tokio::test]
async fn what_was_called_back_stays_in_the_inbox_until_confirmed_and_ends_in_its_own_box() {
    let house = House::open().await;
    let (app, receiver) = (&house.world.app, house.world.mission.social_worker());
    let step = story::accepted(&house.world).await;
    let sender = house.world.ccas.social_worker();
    let step = step.after(
        cancel_referral(app, &sender, step.id, step.version, ("other", "")).await.expect("called back"),
    );
    let agent = house.token("mission-locale", Role::SocialWorker);
    let listed = async |list: &str| {
        let page = house.get(&format!("/referrals?box={list}"), &agent).await.is(200).json;
        let items = page["items"].as_array().expect("items").clone();
        items.into_iter().map(|line| (line["id"].clone(), line["state"].clone())).collect::<Vec<_>>()
    };
    let line = (serde_json::json!(step.id.to_string()), serde_json::json!("cancelled"));
    assert_eq!((listed("inbox").await, listed("ended").await), (vec![line.clone()], vec![]));
    confirm_cancel(app, &receiver, step.id, step.version).await.expect("confirmed");
    assert_eq!((listed("inbox").await, listed("ended").await), (vec![], vec![line]));

    house.world.db().copies("referral", &["id", "number"], 60).await;
    let first = house.get("/referrals?box=ended", &agent).await.is(200).json;
    let next = first["next"].as_str().expect("a second page");
    let second = house.get(&format!("/referrals?box=ended&cursor={next}"), &agent).await.is(200).json;
    assert_eq!(second["items"].as_array().map(Vec::len), Some(11));
    house.get(&format!("/referrals?box=sent&cursor={next}"), &agent).await.refused(400, "cursor.unreadable");
}
