//! Two colleagues write on one record: nothing is written over unseen.

use axum::http::StatusCode;
use relais_domain::actor::Role;

use crate::{
    browser::{Answer, Browser, Site, hidden},
    html::tags,
    journeys::{sent, went},
};

/// What a page's form would send, as a browser fills it in: hidden fields, texts and ticked boxes.
fn filled(page: &str, action: &str) -> Vec<(String, String)> {
    let tags = tags(page);
    let form = tags.iter().skip_while(|tag| tag.name != "form" || tag.get("action") != Some(action));
    let mut fields = hidden(page, action);
    let mut list = String::new();
    for tag in form.take_while(|tag| tag.name != "/form") {
        let value = tag.get("value").unwrap_or_default().replace("&#x27;", "'").replace("&amp;", "&");
        let ticked = tag.get("checked").is_some();
        match (tag.name.as_str(), tag.get("type"), tag.get("name")) {
            ("input", Some("checkbox" | "radio"), Some(name)) if ticked => fields.push((name.into(), value)),
            ("input", Some("checkbox" | "radio" | "hidden"), _) => {}
            ("input", _, Some(name)) => fields.push((name.into(), value)),
            ("select", _, Some(name)) => name.clone_into(&mut list),
            ("option", ..) if tag.get("selected").is_some() => fields.push((list.clone(), value)),
            ("textarea", _, Some(name)) => fields.push((name.into(), tag.text.trim().to_owned())),
            _ => {}
        }
    }
    fields
}

/// Sends the page's form with some fields written anew.
pub async fn save(desk: &Browser<'_>, page: &str, action: &str, written: &[(&str, &str)]) -> Answer {
    let mut fields = filled(page, action);
    fields.retain(|(name, _)| written.iter().all(|(anew, _)| anew != name));
    fields.extend(written.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    desk.post(action, body).await
}

pub fn holds(page: &str, action: &str, name: &str) -> Vec<String> {
    filled(page, action).into_iter().filter(|(known, _)| known == name).map(|(_, value)| value).collect()
}

pub fn notes(page: &str) -> Vec<String> {
    let page = page.replace('\u{a0}', " ");
    let notes = page.split("Enregistré entre-temps : ").skip(1);
    notes.map(|rest| rest.split('<').next().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_second_save_of_a_sheet_undoes_nothing_unseen() {
    let site = Site::open().await;
    let worker = site.agent("ccas", Role::SocialWorker).await;
    let reception = site.agent("ccas", Role::Receptionist).await;
    sent(&site, &worker).await;
    let list = worker.open("/persons").await;
    let person = list.split("href=\"/persons/").skip(1).map(|rest| rest.split('"').next().unwrap());
    let person = person.filter(|id| id.len() == 36).map(|id| format!("/persons/{id}")).next().unwrap();
    let edit = format!("{person}/edit");
    let (first, second) = (worker.open(&edit).await, worker.open(&edit).await);
    let mine =
        [("safe_hours", "le soir"), ("channel", "phone"), ("do_not_write", "yes"), ("commune", "Guipavas")];
    went(&save(&worker, &first, &edit, &mine).await);

    let theirs = [("safe_hours", "le samedi"), ("phone", "06 99 99 99 99")];
    let stale = save(&worker, &second, &edit, &theirs).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert_eq!(notes(&stale.html), ["le soir"], "only what both wrote is asked");
    for (name, value) in [("safe_hours", "le samedi"), ("channel", "phone"), ("do_not_write", "yes")] {
        assert_eq!(holds(&stale.html, &edit, name), [value], "{name}");
    }
    went(&save(&worker, &stale.html, &edit, &[]).await);
    let now = worker.open(&edit).await;
    for (name, value) in [("commune", "Guipavas"), ("channel", "phone"), ("safe_hours", "le samedi")] {
        assert_eq!(holds(&now, &edit, name), [value], "{name}");
    }
    assert_eq!(holds(&now, &edit, "phone")[0].replace('\u{a0}', " "), "06 99 99 99 99");
    assert_eq!(holds(&now, &edit, "languages"), ["fr", "ar"]);

    // Reception writes on the card alone, and is told of the card alone.
    let card = reception.open(&edit).await;
    went(&save(&worker, &now, &edit, &[("phone", "06 11 11 11 11"), ("reading", "prefers_listening")]).await);
    let stale = save(&reception, &card, &edit, &[("reading", "reads")]).await;
    assert_eq!(
        (stale.status, notes(&stale.html).len()),
        (StatusCode::CONFLICT, 1),
        "{:?}",
        notes(&stale.html)
    );
    went(&save(&reception, &stale.html, &edit, &[]).await);
    let now = worker.open(&edit).await;
    assert_eq!(holds(&now, &edit, "phone")[0].replace('\u{a0}', " "), "06 11 11 11 11");
    assert_eq!(holds(&now, &edit, "reading"), ["reads"]);
}

#[tokio::test]
async fn a_second_save_of_the_organisation_undoes_nothing_unseen() {
    let site = Site::open().await;
    let manager = site.agent("ccas", Role::Manager).await;
    let edit = "/organisation/edit";
    let (first, second) = (manager.open(edit).await, manager.open(edit).await);
    went(&save(&manager, &first, edit, &[("phone", "02 98 00 80 80"), ("address", "1 rue Haute")]).await);
    let mistaken = save(&manager, &second, edit, &[("email", "accueil@"), ("address", "2 rue Basse")]).await;
    assert_eq!(mistaken.status, StatusCode::UNPROCESSABLE_ENTITY);
    let stale = save(&manager, &mistaken.html, edit, &[("email", "accueil@ccas.test")]).await;
    assert_eq!(stale.status, StatusCode::CONFLICT, "a mistake does not make it forget what was read");
    assert_eq!(notes(&stale.html), ["1 rue Haute"]);
    went(&save(&manager, &stale.html, edit, &[]).await);
    let kept = "organisation WHERE slug = 'ccas' AND phone = '+33298008080' AND email = 'accueil@ccas.test' AND address = '2 rue Basse'";
    assert_eq!(site.world.db().count(kept, []).await, 1);
}

/// A draft without a service; its step « quel service ».
async fn draft(site: &Site, worker: &Browser<'_>) -> String {
    let sheet = sent(site, worker).await;
    let withdraw = format!("{sheet}/withdraw");
    went(&worker.submit(&worker.open(&withdraw).await, &withdraw, &[("via", "counter")]).await);
    let again = format!("{sheet}/again");
    went(&worker.submit(&worker.open(&sheet).await, &again, &[]).await)
}

#[tokio::test]
async fn a_second_choice_of_the_service_is_told_the_first() {
    let site = Site::open().await;
    let worker = site.agent("ccas", Role::SocialWorker).await;
    let edit = draft(&site, &worker).await;
    let (mission, caf) = (site.world.mission.service().to_string(), site.world.caf.service().to_string());
    let searched = format!("{edit}?words=Caf");
    let (first, second) = (worker.open(&edit).await, worker.open(&searched).await);
    assert!(!second.contains("Enregistré entre-temps"));
    went(&save(&worker, &first, &edit, &[("service", &mission)]).await);
    let stale = save(&worker, &second, &searched, &[("service", &caf)]).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    let [told] = &notes(&stale.html)[..] else { panic!("{:?}", notes(&stale.html)) };
    assert!(told.ends_with(", Mission locale"), "{told}");
    assert_eq!(holds(&stale.html, &searched, "service"), [caf.as_str()], "among the services searched");
    let chosen = async |slug: &str| {
        let asked = "referral WHERE state = 'draft' AND recipient_organisation_id";
        let kept = format!("{asked} = (SELECT id FROM organisation WHERE slug = '{slug}')");
        site.world.db().count(&kept, []).await
    };
    assert_eq!((chosen("mission-locale").await, chosen("caf").await), (1, 0), "nothing is lost unseen");
    went(&save(&worker, &stale.html, &searched, &[]).await);
    assert_eq!(
        (chosen("mission-locale").await, chosen("caf").await),
        (0, 1),
        "what was seen may be replaced"
    );
}

#[tokio::test]
async fn a_second_choice_of_what_is_passed_on_is_told_the_first() {
    let site = Site::open().await;
    let worker = site.agent("ccas", Role::SocialWorker).await;
    let service = draft(&site, &worker).await;
    let mission = site.world.mission.service().to_string();
    went(&save(&worker, &worker.open(&service).await, &service, &[("service", &mission)]).await);
    let edit = service.replace("/service", "/items");
    let start = worker.open(&edit).await;
    went(&worker.submit(&start, &edit, &[("items", "identity")]).await);
    let (first, second) = (worker.open(&edit).await, worker.open(&edit).await);
    let third = worker.open(&edit).await;
    went(&worker.submit(&first, &edit, &[("items", "identity"), ("items", "phone")]).await);
    let stale = worker.submit(&second, &edit, &[("items", "birth")]).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    let [told] = &notes(&stale.html)[..] else { panic!("{:?}", notes(&stale.html)) };
    assert!(told.contains("Nom et prénom") && told.contains("Téléphone"), "{told}");
    assert_eq!(holds(&stale.html, &edit, "items"), ["birth"], "her own choice is kept");
    let untouched = worker.submit(&third, &edit, &[("items", "identity")]).await;
    assert_eq!((untouched.status, notes(&untouched.html).len()), (StatusCode::CONFLICT, 0));
    assert_eq!(holds(&untouched.html, &edit, "items"), ["identity", "phone"], "as the colleague chose");
    let kept = async |items: &str| {
        let kept = format!("referral WHERE state = 'draft' AND items LIKE '{items}'");
        site.world.db().count(&kept, []).await
    };
    assert_eq!(kept("%identity%phone%").await, 1, "nothing is written over unseen");
    went(&save(&worker, &stale.html, &edit, &[]).await);
    assert_eq!(kept("birth").await, 1, "what was seen may be written over");
}

#[tokio::test]
async fn a_second_save_of_a_need_undoes_nothing_unseen() {
    let site = Site::open().await;
    let worker = site.agent("ccas", Role::SocialWorker).await;
    let edit = draft(&site, &worker).await.replace("/service", "/need");
    let (first, second) = (worker.open(&edit).await, worker.open(&edit).await);
    let mine = [("need", "Un logement adapté"), ("theme", "social")];
    went(&save(&worker, &first, &edit, &mine).await);
    let theirs = [("need", "Un logement au calme"), ("availability", "le mardi")];
    let stale = save(&worker, &second, &edit, &theirs).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert_eq!(notes(&stale.html), ["Un logement adapté"]);
    went(&save(&worker, &stale.html, &edit, &[]).await);
    let now = worker.open(&edit).await;
    let values = [("need", "Un logement au calme"), ("theme", "social"), ("availability", "le mardi")];
    for (name, value) in values {
        assert_eq!(holds(&now, &edit, name), [value], "{name}");
    }
}
