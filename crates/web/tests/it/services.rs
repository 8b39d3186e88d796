//! The manager keeps the services of her organisation true, on the pages.

use axum::http::StatusCode;
use relais_domain::actor::Role;

use crate::{
    browser::Site,
    journeys::went,
    meanwhile::{holds, notes, save},
};

const OWN: &str = "/organisation";
const NEW: &str = "/organisation/services/new";
const READING: &[(&str, &str)] = &[
    ("name", "Atelier lecture"),
    ("description", "Lire et écrire, en petit groupe."),
    ("themes", "loisirs"),
    ("commune", "Brest"),
    ("capacity", "open"),
    ("answer_days", "7"),
    ("accepts_referrals", "yes"),
];

/// The address of the form of the service of this name.
fn form_of(page: &str, name: &str) -> String {
    let row = page.split("<li>").find(|row| row.contains(&format!(">{name}<"))).unwrap();
    let link = row.split("href=\"").nth(1).and_then(|rest| rest.split('"').next());
    link.filter(|link| link.ends_with("/edit")).unwrap().to_owned()
}

#[tokio::test]
async fn a_manager_adds_a_service_and_a_partner_finds_it() {
    let site = Site::open().await;
    let manager = site.agent("mission-locale", Role::Manager).await;
    assert!(manager.open(OWN).await.contains(&format!("href=\"{NEW}\"")));
    let form = manager.open(NEW).await;
    assert!(!form.contains(" checked"), "no answer is chosen beforehand");
    let wrong = [("name", ""), ("description", "Mot de passe : Crozon2026!"), ("answer_days", "120")];
    let refused = manager.submit(&form, NEW, &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for told in ["Choisissez au moins un thème", "mot de passe", "de 1 à 90", "Erreur\u{a0}:"] {
        assert!(refused.html.contains(told), "{told}");
    }
    assert_eq!(holds(&refused.html, NEW, "answer_days"), ["120"]);
    let to = went(&manager.submit(&refused.html, NEW, READING).await);
    let page = manager.open(&to).await;
    assert!(page.contains("Service ajouté") && form_of(&page, "Atelier lecture").starts_with("/services/"));
    assert_eq!(site.world.db().count("journal_entry WHERE action = 'service.added'", []).await, 1);
    let twice = manager.submit(&form, NEW, READING).await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(twice.html.contains("porte déjà ce nom"));
    let partner = site.agent("ccas", Role::SocialWorker).await;
    assert!(partner.open("/partners?theme=loisirs").await.contains("Atelier lecture"));
}

#[tokio::test]
async fn a_second_save_of_a_service_undoes_nothing_unseen() {
    let site = Site::open().await;
    let manager = site.agent("mission-locale", Role::Manager).await;
    let edit = format!("/services/{}/edit", site.world.mission.service());
    assert!(manager.open(OWN).await.contains(&format!("href=\"{edit}\"")));
    let (first, second) = (manager.open(&edit).await, manager.open(&edit).await);
    let third = manager.open(&edit).await;
    assert_eq!(holds(&first, &edit, "themes").len(), 2);
    let mine = [("capacity", "closed"), ("address", "1 rue Haute"), ("themes", "travail")];
    let to = went(&save(&manager, &first, &edit, &mine).await);
    assert!(manager.open(&to).await.contains("Service enregistré"));
    let theirs = [("capacity", "waiting_list"), ("answer_days", "20"), ("themes", "argent")];
    let stale = save(&manager, &second, &edit, &theirs).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    let mut told = notes(&stale.html);
    told.sort_unstable();
    assert_eq!(told, ["Complet", "Travail"]);
    for (name, value) in [("capacity", "waiting_list"), ("answer_days", "20"), ("address", "1 rue Haute")] {
        assert_eq!(holds(&stale.html, &edit, name), [value], "{name}");
    }
    let kept = "service WHERE capacity = 'closed' AND address = '1 rue Haute' AND answer_days = 10";
    assert_eq!(site.world.db().count(kept, []).await, 1, "nothing is written over unseen");
    let untouched = save(&manager, &third, &edit, &[]).await;
    assert_eq!((untouched.status, notes(&untouched.html).len()), (StatusCode::CONFLICT, 0));
    went(&save(&manager, &stale.html, &edit, &[]).await);
    let kept = "service WHERE capacity = 'waiting_list' AND address = '1 rue Haute' AND answer_days = 20";
    assert_eq!(site.world.db().count(kept, []).await, 1, "what was seen may be replaced");
    assert_eq!(site.world.db().count("journal_entry WHERE action = 'service.edited'", []).await, 2);
}

#[tokio::test]
async fn a_closed_service_says_so_and_is_not_chosen() {
    let site = Site::open().await;
    let manager = site.agent("mission-locale", Role::Manager).await;
    let service = format!("/services/{}", site.world.mission.service());
    let edit = format!("{service}/edit");
    went(&save(&manager, &manager.open(&edit).await, &edit, &[("capacity", "closed")]).await);
    let own = manager.open(&service).await;
    assert!(own.contains(&format!("href=\"{edit}\"")) && own.contains("ne prend pas d’orientation"));
    let worker = site.agent("ccas", Role::SocialWorker).await;
    let read = worker.open(&service).await;
    assert!(read.contains("Complet") && !read.contains(&edit));
    assert!(worker.open("/partners?theme=social").await.contains("Complet"));
    assert_eq!(worker.get(&edit).await.status, StatusCode::FORBIDDEN);
    let stranger = site.agent("caf", Role::Manager).await;
    assert_eq!(stranger.get(&edit).await.status, StatusCode::NOT_FOUND);
    assert!(!stranger.open(&service).await.contains(&edit));
}
